/*
 * mic_diag - what the system platform makes of helpers that work, and of those that do not.
 *
 * Usage: operations_test FAKE_HELPER
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../check.h"
#include "core/os.h"
#include "platform/system/operation.h"
#include "platform_driver.h"

static const char *fake;

static outcome probe(const char *how, int deadline_ms)
{
    return driver_run(fake, how, PLATFORM_PROBE, deadline_ms);
}

static void good_probe(void)
{
    outcome got = probe("good", 2000);
    CHECK(got.facts == 1 && got.ended == 1 && got.failed == 0);
    CHECK(got.status == FACT_probe_status_ok);
    CHECK_STR(got.os, "fake");
    CHECK_STR(got.step, "connect");
    CHECK(got.signal == -1 && got.code == -1 && got.alive == FACT_UNKNOWN);
    CHECK(got.ms > 0 && got.ms < 1000);
    got = probe("pieces", 2000);
    CHECK(got.facts == 1 && got.status == FACT_probe_status_ok);
    CHECK_STR(got.os, "in pieces");
}

static void surroundings_of_a_helper(void)
{
    int leaked = open("/dev/null", O_RDONLY | O_CLOEXEC); /* what we open ourselves does not get there */
    signal(SIGPIPE, SIG_IGN);
    sigset_t usr1;
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    sigprocmask(SIG_BLOCK, &usr1, NULL);
    outcome got = probe("inspect", 2000);
    CHECK(got.status == FACT_probe_status_ok);
    CHECK_STR(got.os, "nothing");
    CHECK(strstr(got.desktop, "application.name='a test/'s /name/'") != NULL);
    sigprocmask(SIG_UNBLOCK, &usr1, NULL);
    signal(SIGPIPE, SIG_DFL);
    close(leaked);
}

/** A host that has closed its standard descriptors. */
static void host_without_standard_descriptors(void)
{
    int saved[3];
    for (int i = 0; i < 3; i++)
        saved[i] = fcntl(i, F_DUPFD_CLOEXEC, 10);
    for (int i = 0; i < 3; i++)
        close(i);
    outcome got = probe("inspect", 2000);
    for (int i = 0; i < 3; i++) {
        dup2(saved[i], i);
        close(saved[i]);
    }
    CHECK(got.status == FACT_probe_status_ok);
    CHECK_STR(got.os, "nothing");
}

static void missing(void)
{
    outcome got = driver_run("/nonexistent/mic-diag-helper", "good", PLATFORM_PROBE, 2000);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_missing && got.code == ENOENT);
    CHECK(strstr(got.text, "/nonexistent/mic-diag-helper") != NULL);
    got = driver_run("/etc/passwd", "good", PLATFORM_PROBE, 2000);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_missing);
    CHECK(strstr(got.text, "/etc/passwd") != NULL);
    got = driver_run("mic-diag-helper", "good", PLATFORM_PROBE, 2000); /* not by PATH */
    CHECK(got.ended == 1 && got.status == FACT_probe_status_missing);
    got = driver_run(NULL, "good", PLATFORM_PROBE, 2000); /* nor is one beside this test */
    CHECK(got.ended == 1 && got.status == FACT_probe_status_missing);
    CHECK(strstr(got.text, "/mic-diag-helper") != NULL && got.text[0] == '/');
    got = probe("cannot load", 2000);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_missing);
}

static void crashes(void)
{
    outcome got = probe("exit", 2000);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_crashed && got.code == 3 && got.signal == -1);
    got = probe("crash early", 2000);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_crashed && got.signal == SIGSEGV);
    got = probe("crash", 2000);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_crashed && got.signal == SIGSEGV &&
          got.code == -1);
    CHECK_STR(got.step, "connect");
    got = probe("exit silently", 2000);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_crashed && got.code == 0);
    got = driver_run(fake, "crash in capture", PLATFORM_CAPTURE, 2000);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_crashed && got.signal == SIGSEGV);
    CHECK(got.started == 1 && got.frames == 21 * 480 && got.samples_right);
}

static void violations(void)
{
    static const char *const ways[] = {"garbage",       "huge",      "version",     "bad facts",
                                       "endless facts", "facts cut", "stray audio", "second hello"};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        outcome got = probe(ways[i], 5000);
        if (!CHECK(got.ended == 1 && got.status == FACT_probe_status_protocol && got.facts == 0))
            fprintf(stderr, "    %s: status %d, %s\n", ways[i], (int)got.status, got.text);
        CHECK(got.text[0] != '\0' && got.ms < 4000);
    }
    CHECK(driver_run(fake, "audio early", PLATFORM_CAPTURE, 2000).status == FACT_probe_status_protocol);
    outcome got = driver_run(fake, "other channels", PLATFORM_CAPTURE, 2000);
    CHECK(got.started == 1 && got.audio == 0 && got.status == FACT_probe_status_protocol);
    got = probe("close", 2000);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_protocol && got.ms < 1000);
}

static void timeouts(void)
{
    outcome got = probe("hung", 700);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_timeout && got.alive == FACT_YES);
    CHECK_STR(got.step, "connect");
    CHECK(got.ms >= 700 && got.ms < 950);
    got = probe("frozen", 1200);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_timeout && got.alive == FACT_NO);
    CHECK(got.ms >= 1200 && got.ms < 1450);
    got = probe("mute", 3000);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_timeout && got.alive == FACT_NO);
    CHECK_STR(got.step, "hello");
    CHECK(got.ms >= 2000 && got.ms < 2250); /* 1 s, and once more */
    got = probe("mute", 400);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_timeout && got.ms < 650);
    got = probe("alive flood", 700);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_timeout && got.alive == FACT_YES && got.ms < 950);
    got = driver_run(fake, "freeze in capture", PLATFORM_CAPTURE, 1000);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_timeout && got.alive == FACT_NO);
    CHECK(got.frames == 21 * 480 && got.ms < 3000);
}

static void reported_failures(void)
{
    outcome got = probe("no server", 2000);
    CHECK(got.facts == 1 && got.failed == 1 && got.failure == PLATFORM_FAILURE_NO_SERVER);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_failed && got.code == 7);
    CHECK_STR(got.step, "connect");
    CHECK_STR(got.text, "Connection refused");
    got = probe("no library", 2000);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_missing);
    got = driver_run(fake, "lost", PLATFORM_CAPTURE, 2000);
    CHECK(got.frames == 21 * 480 && got.failed == 1 && got.failure == PLATFORM_FAILURE_LOST);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_failed && got.signal == -1);
    CHECK_STR(got.failure_text, "the device went away");
}

static void retries(void)
{
    setenv("LD_LIBRARY_PATH", "/nonexistent", 1);
    outcome got = probe("no preload", 3000);
    CHECK(got.facts == 1 && got.status == FACT_probe_status_ok && got.ms >= 1000);
    got = probe("no preload exit", 3000);
    CHECK(got.facts == 1 && got.status == FACT_probe_status_ok && got.ms < 1000);
    unsetenv("LD_LIBRARY_PATH");
}

static void other_operations(void)
{
    outcome got = driver_run(fake, "apply", PLATFORM_APPLY, 2000);
    CHECK(got.applied == 1 && got.ended == 1 && got.status == FACT_probe_status_ok);
    CHECK_STR(got.before, "mute\npulse:mic\nyes\nno");

    platform *p = driver_create(fake, "watch");
    outcome watch = {.samples_right = true};
    driver_collect(p, driver_start(p, PLATFORM_WATCH, 400), 0, 900, &watch); /* goes on beyond its deadline */
    CHECK(watch.started == 1 && watch.changed == 2 && watch.ended == 0);
    CHECK_STR(watch.device, "pulse:mic");
    platform_request request = {.operation = PLATFORM_APPLY, .name = "mute", .device = "a\nb"};
    outcome refused = {.samples_right = true};
    driver_collect(p, p->does->start(p, &request), 0, 1000, &refused);
    CHECK(refused.ended == 1 && refused.status == FACT_probe_status_failed);
    p->does->destroy(p);
}

/** A capture that floods and a reader that does not read: memory stays bounded, others are heard. */
static void flood(void)
{
    platform *p = driver_create(fake, "flood");
    uint32_t flooding = driver_start(p, PLATFORM_CAPTURE, 1000);
    outcome audio = {.samples_right = true};
    driver_collect(p, flooding, 48000, 5000, &audio);
    CHECK(audio.frames >= 48000 && audio.samples_right);
    uint32_t other = driver_start(p, PLATFORM_PROBE, 2000); /* the same fake answers a probe as it should */
    outcome heard = {.samples_right = true};
    driver_collect(p, other, 0, 3000, &heard);
    CHECK(heard.ended == 1 && heard.status == FACT_probe_status_ok && heard.facts == 1);
    int64_t begun_us = os_now_us();
    p->does->stop(p, flooding);
    CHECK(os_now_us() - begun_us < 50000);
    platform_message message;
    CHECK(p->does->next(p, os_now_us() + 100000, &message) == PLATFORM_NOTHING); /* nothing follows */
    p->does->stop(p, flooding);
    p->does->stop(p, 4711);
    p->does->destroy(p);
}

/** A host that was stopped: what came in time meanwhile counts, and nobody is blamed for its silence. */
static void host_was_away(void)
{
    platform *p = driver_create(fake, "late");
    outcome got = {.samples_right = true};
    uint32_t number = driver_start(p, PLATFORM_PROBE, 400);
    driver_collect(p, number, 0, 100, &got); /* hello and request; the facts come at about 200 ms */
    usleep(600000);
    driver_collect(p, number, 0, 1000, &got);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_ok && got.facts == 1);
    p->does->destroy(p);

    p = driver_create(fake, "capture");
    outcome audio = {.samples_right = true};
    number = driver_start(p, PLATFORM_CAPTURE, 1000);
    driver_collect(p, number, 4800, 2000, &audio);
    usleep(OPERATION_SILENCE_MS * 1000 + 300000);
    driver_collect(p, number, 96000, 2000, &audio);
    CHECK(audio.ended == 0 && audio.frames >= 96000 && audio.samples_right);
    p->does->destroy(p);
}

/** What a message points to stays until the next one is taken, also when its operation is stopped before. */
static void messages_outlive_a_stop(void)
{
    platform *p = driver_create(fake, "capture");
    uint32_t number = driver_start(p, PLATFORM_CAPTURE, 1000);
    platform_message message;
    int64_t until_us = os_now_us() + 2000000;
    do
        p->does->next(p, until_us, &message);
    while (message.type != PLATFORM_AUDIO && os_now_us() < until_us);
    p->does->stop(p, number);
    driver_start(p, PLATFORM_PROBE, 1000);
    CHECK(message.type == PLATFORM_AUDIO && message.frames == 480 && message.channels == 2);
    if (message.type == PLATFORM_AUDIO)
        CHECK(message.samples[0] == 0.0f && message.samples[959] == 959.0f / 65536.0f);
    p->does->destroy(p);
}

static void waker(void *p)
{
    int64_t until_us = os_now_us() + 100000;
    os_mutex *mutex = os_mutex_create();
    os_condition *never = os_condition_create();
    os_mutex_lock(mutex);
    while (os_condition_wait(never, mutex, until_us))
        ;
    os_mutex_unlock(mutex);
    os_condition_free(never);
    os_mutex_free(mutex);
    ((platform *)p)->does->wake(p);
}

static void wake(void)
{
    platform *p = driver_create(fake, "hung");
    platform_message message;
    driver_start(p, PLATFORM_PROBE, 5000);
    int64_t begun_us = os_now_us();
    os_thread *thread = os_thread_start(waker, p);
    CHECK(p->does->next(p, INT64_MAX, &message) == PLATFORM_NOTHING);
    int64_t waited_us = os_now_us() - begun_us;
    CHECK(waited_us >= 100000 && waited_us < 120000);
    os_thread_join(thread);
    p->does->wake(p);
    p->does->wake(p); /* before a wait, and twice: ends one wait */
    CHECK(p->does->next(p, INT64_MAX, &message) == PLATFORM_NOTHING);
    begun_us = os_now_us();
    CHECK(p->does->next(p, begun_us + 50000, &message) == PLATFORM_NOTHING);
    CHECK(os_now_us() - begun_us >= 50000);
    begun_us = os_now_us();
    p->does->destroy(p);
    CHECK(os_now_us() - begun_us < 500000);
}

static void destroy_in_any_state(void)
{
    static const char *const ways[] = {"mute", "frozen", "hung", "flood", "close", "crash", "good"};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        for (int wait_ms = 0; wait_ms <= 60; wait_ms += 20) {
            platform *p = driver_create(fake, ways[i]);
            outcome ignored = {.samples_right = true};
            uint32_t number = driver_start(p, PLATFORM_PROBE, 1000);
            driver_start(p, PLATFORM_CAPTURE, 1000);
            driver_start(p, PLATFORM_WATCH, 1000);
            driver_collect(p, number, 0, wait_ms, &ignored);
            int64_t begun_us = os_now_us();
            p->does->destroy(p);
            CHECK(os_now_us() - begun_us < 400000);
        }
    }
    CHECK(driver_children() == 0);
    platform_system.destroy(NULL);
}

static void nothing_is_left(void)
{
    platform *p = driver_create(fake, "good");
    outcome first = {.samples_right = true};
    driver_collect(p, driver_start(p, PLATFORM_PROBE, 2000), 0, 3000, &first);
    unsigned descriptors = driver_descriptors();
    for (int i = 0; i < 200; i++) {
        outcome got = {.samples_right = true};
        uint32_t number = driver_start(p, i % 2 == 0 ? PLATFORM_PROBE : PLATFORM_CAPTURE, 2000);
        driver_collect(p, number, 480, 3000, &got);
        CHECK(got.ended == 1 || got.frames > 0);
        p->does->stop(p, number);
    }
    platform_message message;
    for (int i = 0; i < 100 && driver_children() > 0; i++)
        p->does->next(p, os_now_us() + 10000, &message);
    CHECK(driver_children() == 0);
    CHECK(driver_descriptors() <= descriptors);
    p->does->destroy(p);
}

static void no_descriptors(void)
{
    platform *p = driver_create(fake, "good");
    struct rlimit limit, before;
    getrlimit(RLIMIT_NOFILE, &before);
    limit = before;
    for (unsigned spare = 0; spare < 4; spare++) {
        unsigned used = driver_descriptors();
        limit.rlim_cur = used - 1 + spare; /* counting needed one itself */
        setrlimit(RLIMIT_NOFILE, &limit);
        outcome got = {.samples_right = true};
        driver_collect(p, driver_start(p, PLATFORM_PROBE, 2000), 0, 3000, &got);
        setrlimit(RLIMIT_NOFILE, &before);
        CHECK(got.ended == 1);
        if (got.status != FACT_probe_status_ok)
            CHECK(got.status == FACT_probe_status_failed && got.code == EMFILE);
        platform_message message;
        for (int i = 0; i < 100 && driver_children() > 0; i++)
            p->does->next(p, os_now_us() + 10000, &message);
        CHECK(driver_descriptors() == used);
    }
    p->does->destroy(p);
}

static void caught(int number)
{
    (void)number;
}

/** Signals that the host catches, in the very thread that works: they are not noticed. */
static void interruptions(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = caught; /* without SA_RESTART */
    sigaction(SIGALRM, &action, NULL);
    struct itimerval every = {{0, 500}, {0, 500}}, never = {{0, 0}, {0, 0}};
    setitimer(ITIMER_REAL, &every, NULL);
    for (int i = 0; i < 10; i++)
        CHECK(probe("good", 2000).status == FACT_probe_status_ok);
    setitimer(ITIMER_REAL, &never, NULL);
    signal(SIGALRM, SIG_DFL);
}

/* ---- hosts with ways of their own --------------------------------------------------------------- */

static void in_a_strange_host(void)
{
    CHECK(probe("good", 2000).status == FACT_probe_status_ok);
    outcome got = probe("crash", 2000);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_crashed);
    CHECK(got.signal == SIGSEGV || got.signal == -1); /* the host may have taken the status */
    CHECK(got.ms < 1000);
    got = probe("hung", 500);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_timeout);
    got = probe("exit", 2000);
    CHECK(got.ended == 1 && got.status == FACT_probe_status_crashed && (got.code == 3 || got.code == -1));
}

static atomic_bool reaping;

static void reap_everything(void *ignored)
{
    (void)ignored;
    while (atomic_load(&reaping))
        if (waitpid(-1, NULL, WNOHANG) <= 0)
            usleep(200);
}

static void strange_hosts(void)
{
    signal(SIGCHLD, SIG_IGN);
    in_a_strange_host();
    signal(SIGCHLD, SIG_DFL);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    action.sa_flags = SA_NOCLDWAIT;
    sigaction(SIGCHLD, &action, NULL);
    in_a_strange_host();
    signal(SIGCHLD, SIG_DFL);
    atomic_store(&reaping, true);
    os_thread *reaper = os_thread_start(reap_everything, NULL);
    in_a_strange_host();
    atomic_store(&reaping, false);
    os_thread_join(reaper);

    /* a child of the host's own is left alone */
    pid_t child = fork();
    if (child == 0)
        _exit(42);
    siginfo_t information;
    waitid(P_PID, (id_t)child, &information, WEXITED | WNOWAIT);
    CHECK(probe("good", 2000).status == FACT_probe_status_ok);
    CHECK(probe("crash", 2000).status == FACT_probe_status_crashed);
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 42);
}

int main(int count, char **arguments)
{
    if (count != 2)
        return 2;
    fake = arguments[1];
    for (int i = 3; i < 1024; i++)
        fcntl(i, F_SETFD, FD_CLOEXEC); /* what the test runner left open is not ours */
    unsigned descriptors = driver_descriptors();
    wake(); /* starts a thread: a sanitizer has its own from then on */
    unsigned threads = driver_threads();
    good_probe();
    surroundings_of_a_helper();
    host_without_standard_descriptors();
    missing();
    crashes();
    violations();
    timeouts();
    reported_failures();
    retries();
    other_operations();
    flood();
    host_was_away();
    messages_outlive_a_stop();
    destroy_in_any_state();
    nothing_is_left();
    no_descriptors();
    interruptions();
    strange_hosts();
    CHECK(driver_descriptors() == descriptors);
    for (int i = 0; i < 1000 && driver_threads() > threads; i++)
        usleep(1000); /* a thread that was joined takes a moment to leave /proc */
    CHECK(driver_threads() <= threads);
    CHECK(driver_children() == 0);
    return check_result();
}
