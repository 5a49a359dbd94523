/*
 * mic_diag - how calls behave in time and among threads: deadlines, cancel, one call at a time, fork, events.
 *
 * SPDX-License-Identifier: MIT
 */
#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "mic_diag.h"

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static uint32_t open_descriptors(void)
{
    uint32_t count = 0;
    DIR *d = opendir("/proc/self/fd");
    while (d && readdir(d)) {
        count++;
    }
    if (d) {
        closedir(d);
    }
    return count;
}

static mic_diag_context *simulated(const char *what)
{
    mic_diag_context *ctx = NULL;
    CHECK(mic_diag_context_create_simulated("test", &ctx) == MIC_DIAG_OK);
    CHECK(mic_diag_simulate(ctx, what) == MIC_DIAG_OK);
    return ctx;
}

/* Waits for an event of a type; false: it did not come. */
static bool wait_for(mic_diag_context *ctx, mic_diag_event_type type, mic_diag_event *event)
{
    double until = now_ms() + 5000;
    while (now_ms() < until) {
        mic_diag_event_init(event, sizeof *event);
        if (mic_diag_next_event(ctx, 100, event) == 1 && event->type == type) {
            return true;
        }
    }
    return false;
}

static void a_hanging_server_ends_by_the_deadline(void)
{
    mic_diag_context *ctx = simulated("healthy");
    CHECK(mic_diag_simulate(ctx, "freeze-server") == MIC_DIAG_OK);
    mic_diag_options options;
    mic_diag_options_init(&options, sizeof options);
    options.timeout_ms = 400;
    mic_diag_report *report = NULL;
    double start = now_ms();
    CHECK(mic_diag_diagnose(ctx, &options, &report) == MIC_DIAG_OK);
    CHECK(now_ms() - start < 650);
    CHECK(mic_diag_report_verdict(report) == MIC_DIAG_VERDICT_BROKEN);
    CHECK_STR(mic_diag_finding_id(mic_diag_report_finding(report, 0)), "probe.timeout");
    mic_diag_report_free(report);
    mic_diag_facts *facts = NULL;
    start = now_ms();
    CHECK(mic_diag_facts_read(ctx, 300, &facts) == MIC_DIAG_OK);
    CHECK(now_ms() - start < 550);
    CHECK(strstr(mic_diag_facts_json(facts), "timeout") != NULL);
    mic_diag_facts_free(facts);
    mic_diag_context_free(ctx);
}

static void *cancel_on_speak(void *argument)
{
    mic_diag_context *ctx = argument;
    mic_diag_event event;
    CHECK(wait_for(ctx, MIC_DIAG_EVENT_SPEAK, &event));
    double *at = malloc(sizeof *at);
    if (at) {
        *at = now_ms();
    }
    mic_diag_cancel(ctx);
    return at;
}

static void cancel_ends_a_call(void)
{
    mic_diag_context *ctx = simulated("healthy");
    mic_diag_options options;
    mic_diag_options_init(&options, sizeof options);
    options.stop_early = 0;
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, cancel_on_speak, ctx) == 0);
    mic_diag_report *report = NULL;
    CHECK(mic_diag_diagnose(ctx, &options, &report) == MIC_DIAG_ERROR_CANCELLED);
    double ended = now_ms();
    void *at = NULL;
    pthread_join(thread, &at);
    CHECK(report == NULL);
    CHECK(at != NULL && ended - *(double *)at < 200);
    free(at);
    options.listen_ms = 0;
    CHECK(mic_diag_diagnose(ctx, &options, &report) == MIC_DIAG_OK); /* and the context is as good as before */
    mic_diag_report_free(report);
    mic_diag_context_free(ctx);
}

static void a_background_run_tells_how_it_goes(void)
{
    mic_diag_context *ctx = simulated("volume.muted");
    CHECK(mic_diag_simulate(ctx, "advance auto") == MIC_DIAG_OK);
    mic_diag_report *report = NULL;
    int32_t run = mic_diag_diagnose_start(ctx, NULL);
    CHECK(run >= 1);
    bool progress = false, speak = false, done = false;
    int64_t handle = mic_diag_event_handle(ctx);
    double until = now_ms() + 5000;
    while (!done && now_ms() < until) {
        struct pollfd waited = {.fd = (int)handle, .events = POLLIN};
        CHECK(poll(&waited, 1, 2000) == 1);
        mic_diag_event event;
        mic_diag_event_init(&event, sizeof event);
        while (mic_diag_next_event(ctx, 0, &event) == 1) {
            progress |= event.type == MIC_DIAG_EVENT_PROGRESS && event.run == run;
            speak |= event.type == MIC_DIAG_EVENT_SPEAK && event.value > 0;
            done |= event.type == MIC_DIAG_EVENT_REPORT && event.run == run && event.value == MIC_DIAG_OK;
        }
    }
    CHECK(progress && speak && done);
    CHECK(mic_diag_diagnose_take(ctx, &report) == MIC_DIAG_OK);
    CHECK_STR(mic_diag_finding_id(mic_diag_report_finding(report, 0)), "volume.muted");
    mic_diag_report *again = NULL;
    CHECK(mic_diag_diagnose_take(ctx, &again) == MIC_DIAG_ERROR_CANCELLED);
    mic_diag_report_free(report);
    mic_diag_context_free(ctx);
}

static void two_background_runs_are_refused(void)
{
    mic_diag_context *ctx = simulated("healthy");
    mic_diag_report *report = NULL;
    int32_t first = mic_diag_diagnose_start(ctx, NULL);
    CHECK(first >= 1);
    CHECK(mic_diag_diagnose_start(ctx, NULL) == MIC_DIAG_ERROR_BUSY);
    CHECK(mic_diag_diagnose_take(ctx, &report) == MIC_DIAG_ERROR_BUSY);
    mic_diag_cancel(ctx);
    mic_diag_event event;
    CHECK(wait_for(ctx, MIC_DIAG_EVENT_REPORT, &event));
    CHECK(event.value == MIC_DIAG_ERROR_CANCELLED);
    CHECK(mic_diag_diagnose_take(ctx, &report) == MIC_DIAG_ERROR_CANCELLED);
    mic_diag_context_free(ctx); /* ends what runs */
    ctx = simulated("healthy");
    CHECK(mic_diag_diagnose_start(ctx, NULL) >= 1);
    double start = now_ms();
    mic_diag_context_free(ctx);
    CHECK(now_ms() - start < 1000);
}

static void *diagnose_long(void *argument)
{
    mic_diag_report *report = NULL;
    mic_diag_options options;
    mic_diag_options_init(&options, sizeof options);
    options.stop_early = 0;
    mic_diag_result result = mic_diag_diagnose(argument, &options, &report);
    mic_diag_report_free(report);
    CHECK(result == MIC_DIAG_ERROR_CANCELLED);
    return NULL;
}

static void a_second_call_is_busy_at_once(void)
{
    mic_diag_context *ctx = simulated("healthy");
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, diagnose_long, ctx) == 0);
    mic_diag_event event;
    CHECK(wait_for(ctx, MIC_DIAG_EVENT_SPEAK, &event));
    mic_diag_facts *facts = NULL;
    double start = now_ms();
    CHECK(mic_diag_facts_read(ctx, 0, &facts) == MIC_DIAG_ERROR_BUSY);
    CHECK(now_ms() - start < 50);
    mic_diag_levels levels;
    mic_diag_levels_init(&levels, sizeof levels);
    CHECK(mic_diag_diagnose_levels(ctx, &levels) == MIC_DIAG_OK);
    CHECK(levels.frames > 0 && levels.channels > 0);
    mic_diag_cancel(ctx);
    pthread_join(thread, NULL);
    mic_diag_context_free(ctx);
}

static void a_forked_child_is_told_so(void)
{
    mic_diag_context *ctx = simulated("healthy");
    mic_diag_facts *facts = NULL;
    CHECK(mic_diag_facts_read(ctx, 0, &facts) == MIC_DIAG_OK);
    pid_t child = fork();
    if (child == 0) {
        mic_diag_facts *none = NULL;
        mic_diag_event event;
        mic_diag_event_init(&event, sizeof event);
        bool good = mic_diag_facts_read(ctx, 0, &none) == MIC_DIAG_ERROR_FORKED && none == NULL &&
                    mic_diag_simulate(ctx, "healthy") == MIC_DIAG_ERROR_FORKED &&
                    mic_diag_next_event(ctx, 0, &event) == MIC_DIAG_ERROR_FORKED &&
                    strlen(mic_diag_facts_json(facts)) > 0;
        mic_diag_cancel(ctx);
        mic_diag_context_free(ctx);
        _exit(good ? 0 : 1);
    }
    int status = -1;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    mic_diag_facts_free(facts);
    CHECK(mic_diag_facts_read(ctx, 0, &facts) == MIC_DIAG_OK);
    mic_diag_facts_free(facts);
    mic_diag_context_free(ctx);
}

static void a_wait_for_events_can_be_cancelled(void)
{
    mic_diag_context *ctx = simulated("healthy");
    mic_diag_event event;
    mic_diag_event_init(&event, sizeof event);
    CHECK(wait_for(ctx, MIC_DIAG_EVENT_DEVICES, &event)); /* watching has begun */
    double start = now_ms();
    CHECK(mic_diag_next_event(ctx, 30, &event) == 0);
    CHECK(now_ms() - start >= 29);
    mic_diag_context_free(ctx);
}

static void nothing_is_left_behind(void)
{
    sigset_t before, after;
    pthread_sigmask(SIG_SETMASK, NULL, &before);
    uint32_t descriptors = open_descriptors();
    for (int i = 0; i < 20; i++) {
        mic_diag_context *ctx = simulated(i % 2 ? "healthy" : "volume.muted");
        mic_diag_options options;
        mic_diag_options_init(&options, sizeof options);
        options.listen_ms = 0;
        mic_diag_report *report = NULL;
        CHECK(mic_diag_diagnose(ctx, &options, &report) == MIC_DIAG_OK);
        mic_diag_report_free(report);
        mic_diag_context_free(ctx);
    }
    CHECK(open_descriptors() == descriptors);
    pthread_sigmask(SIG_SETMASK, NULL, &after);
    for (int i = 1; i < 32; i++) {
        CHECK(sigismember(&before, i) == sigismember(&after, i));
    }
}

int main(void)
{
    a_hanging_server_ends_by_the_deadline();
    cancel_ends_a_call();
    a_background_run_tells_how_it_goes();
    two_background_runs_are_refused();
    a_second_call_is_busy_at_once();
    a_forked_child_is_told_so();
    a_wait_for_events_can_be_cancelled();
    nothing_is_left_behind();
    return check_result();
}
