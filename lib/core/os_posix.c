/*
 * mic_diag - core/os.h for Linux, macOS and other POSIX systems.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* MADV_WIPEONFORK, MAP_ANONYMOUS */
#endif
#ifndef _DARWIN_C_SOURCE
#define _DARWIN_C_SOURCE
#endif

#include "core/os.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/eventfd.h>
#endif

enum { THREAD_STACK_BYTES = 256 * 1024 };

/* ---- clock ------------------------------------------------------------------------------------------- */

int64_t os_now_us(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* ---- threads ----------------------------------------------------------------------------------------- */

struct os_thread {
    pthread_t id;
    pthread_mutex_t started; /* held while pthread_create stores the id: the thread may ask for it at once */
    void (*run)(void *);
    void *argument;
};

static void *thread_main(void *self)
{
    os_thread *thread = self;
    pthread_mutex_lock(&thread->started);
    pthread_mutex_unlock(&thread->started);
    thread->run(thread->argument);
    return NULL;
}

static int thread_create(os_thread *thread)
{
    pthread_attr_t attributes;
    int error = pthread_attr_init(&attributes);
    if (error != 0)
        return error;
    error = pthread_attr_setstacksize(&attributes, THREAD_STACK_BYTES);
    if (error == 0) {
        /* A new thread inherits the mask; so signals of the host never run on ours, not even at its start. */
        sigset_t all, before;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        pthread_mutex_lock(&thread->started);
        error = pthread_create(&thread->id, &attributes, thread_main, thread);
        pthread_mutex_unlock(&thread->started);
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    pthread_attr_destroy(&attributes);
    return error;
}

os_thread *os_thread_start(void (*run)(void *), void *argument)
{
    os_thread *thread = calloc(1, sizeof *thread);
    if (thread == NULL)
        return NULL;
    thread->run = run;
    thread->argument = argument;
    if (pthread_mutex_init(&thread->started, NULL) != 0) {
        free(thread);
        return NULL;
    }
    if (thread_create(thread) != 0) {
        pthread_mutex_destroy(&thread->started);
        free(thread);
        return NULL;
    }
    return thread;
}

void os_thread_join(os_thread *thread)
{
    if (thread == NULL)
        return;
    pthread_join(thread->id, NULL);
    pthread_mutex_destroy(&thread->started);
    free(thread);
}

bool os_thread_is_current(const os_thread *thread)
{
    return thread != NULL && pthread_equal(thread->id, pthread_self()) != 0;
}

/* ---- mutex and condition ------------------------------------------------------------------------------- */

struct os_mutex {
    pthread_mutex_t mutex;
};

os_mutex *os_mutex_create(void)
{
    os_mutex *mutex = malloc(sizeof *mutex);
    if (mutex != NULL && pthread_mutex_init(&mutex->mutex, NULL) != 0) {
        free(mutex);
        return NULL;
    }
    return mutex;
}

void os_mutex_free(os_mutex *mutex)
{
    if (mutex == NULL)
        return;
    pthread_mutex_destroy(&mutex->mutex);
    free(mutex);
}

void os_mutex_lock(os_mutex *mutex)
{
    pthread_mutex_lock(&mutex->mutex);
}

void os_mutex_unlock(os_mutex *mutex)
{
    pthread_mutex_unlock(&mutex->mutex);
}

struct os_condition {
    pthread_cond_t condition;
};

static int condition_init(pthread_cond_t *condition)
{
#if defined(__APPLE__)
    return pthread_cond_init(condition, NULL); /* waits are relative there: see os_condition_wait */
#else
    pthread_condattr_t attributes;
    int error = pthread_condattr_init(&attributes);
    if (error != 0)
        return error;
    error = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    if (error == 0)
        error = pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
    return error;
#endif
}

os_condition *os_condition_create(void)
{
    os_condition *condition = malloc(sizeof *condition);
    if (condition != NULL && condition_init(&condition->condition) != 0) {
        free(condition);
        return NULL;
    }
    return condition;
}

void os_condition_free(os_condition *condition)
{
    if (condition == NULL)
        return;
    pthread_cond_destroy(&condition->condition);
    free(condition);
}

void os_condition_signal_all(os_condition *condition)
{
    pthread_cond_broadcast(&condition->condition);
}

bool os_condition_wait(os_condition *condition, os_mutex *mutex, int64_t until_us)
{
    if (until_us == INT64_MAX)
        return pthread_cond_wait(&condition->condition, &mutex->mutex) == 0;
#if defined(__APPLE__)
    int64_t left_us = until_us - os_now_us();
    if (left_us < 0)
        left_us = 0;
    struct timespec left = {(time_t)(left_us / 1000000), (long)(left_us % 1000000) * 1000};
    return pthread_cond_timedwait_relative_np(&condition->condition, &mutex->mutex, &left) != ETIMEDOUT;
#else
    if (until_us < 0)
        until_us = 0;
    struct timespec until = {(time_t)(until_us / 1000000), (long)(until_us % 1000000) * 1000};
    return pthread_cond_timedwait(&condition->condition, &mutex->mutex, &until) != ETIMEDOUT;
#endif
}

/* ---- signal -------------------------------------------------------------------------------------------- */

struct os_signal {
    int read_end;
    int write_end; /* the same descriptor where there is eventfd */
};

#if defined(__linux__)
static bool signal_open(os_signal *signal)
{
    signal->read_end = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    signal->write_end = signal->read_end;
    return signal->read_end >= 0;
}
#else
static bool signal_open(os_signal *signal)
{
    int ends[2];
    if (pipe(ends) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
        fcntl(ends[i], F_SETFL, O_NONBLOCK);
    }
    signal->read_end = ends[0];
    signal->write_end = ends[1];
    return true;
}
#endif

os_signal *os_signal_create(void)
{
    os_signal *signal = malloc(sizeof *signal);
    if (signal != NULL && !signal_open(signal)) {
        free(signal);
        return NULL;
    }
    return signal;
}

void os_signal_free(os_signal *signal)
{
    if (signal == NULL)
        return;
    close(signal->read_end);
    if (signal->write_end != signal->read_end)
        close(signal->write_end);
    free(signal);
}

void os_signal_set(os_signal *signal)
{
    int saved = errno;
    const uint64_t one = 1; /* a full pipe or counter is set already */
    while (write(signal->write_end, &one, sizeof one) < 0 && errno == EINTR)
        ;
    errno = saved;
}

void os_signal_clear(os_signal *signal)
{
    int saved = errno;
    uint64_t taken[8];
    size_t size = signal->write_end == signal->read_end ? sizeof taken[0] : sizeof taken;
    for (;;) {
        ssize_t got = read(signal->read_end, taken, size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < (ssize_t)sizeof taken) /* empty now; an eventfd gives its whole count at once */
            break;
    }
    errno = saved;
}

int64_t os_signal_handle(const os_signal *signal)
{
    return signal->read_end;
}

/* ---- fork ---------------------------------------------------------------------------------------------- */

struct os_fork_guard {
    volatile unsigned char *page; /* reads 0 in a forked child; NULL: the process number is compared */
    size_t page_size;
    pid_t process;
};

os_fork_guard *os_fork_guard_create(void)
{
    os_fork_guard *guard = calloc(1, sizeof *guard);
    if (guard == NULL)
        return NULL;
    guard->process = getpid();
#if defined(MADV_WIPEONFORK)
    long page_size = sysconf(_SC_PAGESIZE);
    if (page_size > 0) {
        size_t size = (size_t)page_size;
        void *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (page != MAP_FAILED && madvise(page, size, MADV_WIPEONFORK) == 0) {
            guard->page = page;
            guard->page_size = size;
            guard->page[0] = 1;
        } else if (page != MAP_FAILED) {
            munmap(page, size);
        }
    }
#endif
    return guard;
}

void os_fork_guard_free(os_fork_guard *guard)
{
    if (guard == NULL)
        return;
    if (guard->page != NULL)
        munmap((void *)guard->page, guard->page_size);
    free(guard);
}

bool os_fork_guard_is_child(const os_fork_guard *guard)
{
    return guard->page != NULL ? guard->page[0] == 0 : getpid() != guard->process;
}
