/*
 * mic_diag - the context: what a host program holds, and what its worker thread works on.
 *
 * One lock guards everything here. The worker holds it but for the time in which the platform's `next` waits;
 * public calls hold it while they read or change something. The platform itself is only ever called by the
 * worker.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_CONTEXT_H
#define MIC_DIAG_CONTEXT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/diagnosis.h"
#include "core/event_queue.h"
#include "core/fixing.h"
#include "core/looking.h"
#include "core/monitor.h"
#include "core/os.h"
#include "core/watching.h"
#include "mic_diag.h"
#include "platform/platform.h"

enum { CONTEXT_ERROR_SIZE = 1024, CONTEXT_CALL_MS = 3000, CONTEXT_GRACE_MS = 150 };

/** A plain look at the facts, for mic_diag_facts_read. */
typedef struct {
    looking look;
    bool wanted, done;
    int64_t until_us; /* platform's clock */
    uint32_t timeout_ms;
    facts *result; /* NULL with done: no memory */
} facts_task;

struct mic_diag_context {
    os_fork_guard *fork_guard;
    os_mutex *lock;
    os_condition *changed; /* the worker finished something, or a cancel was asked for */
    os_thread *worker;
    event_queue *events;
    queued_event taken; /* the event handed out last: its texts. Of the thread that polls */
    bool polled;        /* watching was asked for. Of the thread that polls */

    const platform_operations *platform_kind;
    platform *platform; /* made by the first call that needs it */
    char *app_name, *helper_program, *language;
    uint32_t call_timeout_ms;
    int32_t told_muted, told_transmitting, told_prompted;

    bool calling;     /* a call runs: a second one is BUSY */
    bool quit;        /* the worker shall end */
    uint32_t cancels; /* how often mic_diag_cancel was called */
    char error[CONTEXT_ERROR_SIZE];

    facts_task reading;
    diagnosis diagnosis;
    fixing fixing;
    watching watching;
    mic_diag_monitor *monitor; /* NULL: none is open */
};

/**
 * Begins a call: refuses NULL, a forked child and a second call at a time; clears the error text; on success
 * the lock is held.
 */
mic_diag_result context_begin(mic_diag_context *ctx);
/** Ends it; the lock is released. Returns `result`, and makes sure that a failure has an error text. */
mic_diag_result context_end(mic_diag_context *ctx, mic_diag_result result);
/** Says what happened, for mic_diag_context_error. With the lock held. */
void context_fail(mic_diag_context *ctx, const char *format, ...);

/** Makes the platform and the worker thread where that has not happened yet. With the lock held. */
mic_diag_result context_need_worker(mic_diag_context *ctx);
/** Makes the platform only. With the lock held. */
mic_diag_result context_need_platform(mic_diag_context *ctx);
/** Tells the worker that there is something to do. With the lock held. */
void context_wake(mic_diag_context *ctx);

/**
 * Waits until `done` is true. With the lock held, which is given up meanwhile.
 * @param timeout_ms  of the call; CONTEXT_GRACE_MS is added for the worker to finish what it has.
 * @return OK, CANCELLED or TIMEOUT.
 */
mic_diag_result context_wait(mic_diag_context *ctx, const bool *done, uint32_t timeout_ms);

/**
 * Drops what nobody waits for any more: sets `cancel`, and gives the worker a moment, so that the next call
 * does not find it busy. With the lock held, which is given up meanwhile.
 */
void context_abandon(mic_diag_context *ctx, bool *cancel, const bool *done);

/** The facts that only the host knows. */
void context_add_told(const mic_diag_context *ctx, facts *f);

/** The worker thread's main function; its argument is the context. */
void worker_run(void *context);

#endif
