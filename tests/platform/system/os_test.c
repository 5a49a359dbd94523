/*
 * mic_diag - core/os.h: threads, clock, condition, signal, fork guard.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../check.h"
#include "core/os.h"

typedef struct {
    os_thread *thread;
    os_mutex *mutex;
    os_condition *changed;
    bool all_blocked, is_current;
    size_t stack_bytes;
    int stage;
} shared;

static void look_around(void *argument)
{
    shared *s = argument;
    sigset_t mask;
    pthread_attr_t attributes;
    pthread_sigmask(SIG_BLOCK, NULL, &mask);
    os_mutex_lock(s->mutex);
    s->all_blocked = true;
    for (int i = 1; i < 32; i++)
        if (i != SIGKILL && i != SIGSTOP && sigismember(&mask, i) != 1)
            s->all_blocked = false;
    if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
        pthread_attr_getstacksize(&attributes, &s->stack_bytes);
        pthread_attr_destroy(&attributes);
    }
    s->stage = 1;
    os_condition_signal_all(s->changed);
    while (s->stage == 1)
        os_condition_wait(s->changed, s->mutex, INT64_MAX);
    s->is_current = os_thread_is_current(s->thread);
    os_mutex_unlock(s->mutex);
}

static bool same_mask(const sigset_t *a, const sigset_t *b)
{
    for (int i = 1; i < 32; i++)
        if (sigismember(a, i) != sigismember(b, i))
            return false;
    return true;
}

static void threads(void)
{
    shared s = {NULL, os_mutex_create(), os_condition_create(), false, false, 0, 0};
    sigset_t before, after;
    pthread_sigmask(SIG_BLOCK, NULL, &before);
    os_mutex_lock(s.mutex);
    s.thread = os_thread_start(look_around, &s);
    pthread_sigmask(SIG_BLOCK, NULL, &after);
    CHECK(s.thread != NULL && same_mask(&before, &after));
    CHECK(!os_thread_is_current(s.thread) && !os_thread_is_current(NULL));
    while (s.stage == 0)
        CHECK(os_condition_wait(s.changed, s.mutex, os_now_us() + 5000000));
    CHECK(s.all_blocked);
    CHECK(s.stack_bytes >= 256 * 1024);
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
    CHECK(s.stack_bytes <= 512 * 1024); /* a sanitizer adds room of its own */
#endif
    s.stage = 2;
    os_condition_signal_all(s.changed);
    os_mutex_unlock(s.mutex);
    os_thread_join(s.thread);
    CHECK(s.is_current);
    os_condition_free(s.changed);
    os_mutex_free(s.mutex);
    os_thread_join(NULL);
    os_condition_free(NULL);
    os_mutex_free(NULL);
}

static void condition_times_out(void)
{
    os_mutex *mutex = os_mutex_create();
    os_condition *condition = os_condition_create();
    os_mutex_lock(mutex);
    int64_t begun_us = os_now_us();
    while (os_condition_wait(condition, mutex, begun_us + 30000))
        ;
    CHECK(os_now_us() - begun_us >= 30000 && os_now_us() - begun_us < 2000000);
    CHECK(!os_condition_wait(condition, mutex, 0)); /* long over */
    CHECK(!os_condition_wait(condition, mutex, -5));
    os_mutex_unlock(mutex);
    os_condition_free(condition);
    os_mutex_free(mutex);
}

static bool is_readable(const os_signal *signal)
{
    struct pollfd file = {(int)os_signal_handle(signal), POLLIN, 0};
    return poll(&file, 1, 0) == 1;
}

static void signals(void)
{
    os_signal *signal = os_signal_create();
    CHECK(signal != NULL && !is_readable(signal));
    CHECK((fcntl((int)os_signal_handle(signal), F_GETFD) & FD_CLOEXEC) != 0);
    os_signal_set(signal);
    CHECK(is_readable(signal) && is_readable(signal)); /* level-triggered */
    os_signal_set(signal);
    os_signal_clear(signal);
    CHECK(!is_readable(signal)); /* set twice is one */
    os_signal_clear(signal);
    CHECK(!is_readable(signal));
    for (int i = 0; i < 100000; i++)
        os_signal_set(signal); /* never blocks */
    os_signal_clear(signal);
    CHECK(!is_readable(signal));
    os_signal_free(signal);
    os_signal_free(NULL);
}

static void fork_guard(void)
{
    os_fork_guard *guard = os_fork_guard_create();
    CHECK(guard != NULL && !os_fork_guard_is_child(guard));
    pid_t child = fork();
    if (child == 0)
        _exit(os_fork_guard_is_child(guard) ? 42 : 1);
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 42);
    CHECK(!os_fork_guard_is_child(guard));
    os_fork_guard_free(guard);
    os_fork_guard_free(NULL);
}

int main(void)
{
    int64_t first_us = os_now_us();
    threads();
    condition_times_out();
    signals();
    fork_guard();
    CHECK(os_now_us() > first_us);
    return check_result();
}
