/*
 * mic_diag - the few things of the operating system that every layer may need: threads, a clock, a way to
 * wake.
 *
 * Everything portable is written on this; one file per system implements it (os_posix.c, os_windows.c).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_OS_H
#define MIC_DIAG_OS_H

#include <stdbool.h>
#include <stdint.h>

/** Microseconds of the monotonic clock. Any thread. */
int64_t os_now_us(void);

/* ---- threads ---------------------------------------------------------------------------------------- */

typedef struct os_thread os_thread;
/** Starts a thread with every signal blocked and a stack of 256 KiB. NULL: the system refused, or no memory.
 */
os_thread *os_thread_start(void (*run)(void *), void *argument);
/** Waits until it ended, then frees it. NULL is allowed. */
void os_thread_join(os_thread *thread);
/** True when called on that thread. */
bool os_thread_is_current(const os_thread *thread);

typedef struct os_mutex os_mutex;
os_mutex *os_mutex_create(void); /* NULL: no memory */
void os_mutex_free(os_mutex *mutex);
void os_mutex_lock(os_mutex *mutex);
void os_mutex_unlock(os_mutex *mutex);

/** A condition, waited for on the monotonic clock. */
typedef struct os_condition os_condition;
os_condition *os_condition_create(void); /* NULL: no memory */
void os_condition_free(os_condition *condition);
void os_condition_signal_all(os_condition *condition);
/** @param until_us  on os_now_us()'s clock; INT64_MAX: for ever. @return false: the time is over. */
bool os_condition_wait(os_condition *condition, os_mutex *mutex, int64_t until_us);

/* ---- a handle that a foreign event loop can wait for --------------------------------------------------- */

/** Level-triggered: readable (POSIX descriptor) or signalled (Windows HANDLE) while set. CLOEXEC. */
typedef struct os_signal os_signal;
os_signal *os_signal_create(void); /* NULL: no memory or descriptors */
void os_signal_free(os_signal *signal);
void os_signal_set(os_signal *signal);   /* any thread */
void os_signal_clear(os_signal *signal); /* any thread */
/** The descriptor or HANDLE; -1: none on this system. */
int64_t os_signal_handle(const os_signal *signal);

/* ---- fork -------------------------------------------------------------------------------------------- */

/** Knows whether this process is a fork of the one that made it; asking costs no system call where possible.
 */
typedef struct os_fork_guard os_fork_guard;
os_fork_guard *os_fork_guard_create(void); /* NULL: no memory */
void os_fork_guard_free(os_fork_guard *guard);
bool os_fork_guard_is_child(const os_fork_guard *guard);

#endif
