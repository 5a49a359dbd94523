/*
 * mic_diag - one operation: a helper process from its start to the last message about it.
 *
 * Turns frames, deadlines and the ways in which a process can end into the messages of platform.h. Whatever
 * the helper does, an operation ends with exactly one PLATFORM_ENDED, unless it was stopped. Used by one
 * thread; nothing here waits.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_OPERATION_H
#define MIC_DIAG_OPERATION_H

#include <stdbool.h>
#include <stdint.h>

#include "platform/platform.h"
#include "platform/system/environment.h"
#include "platform/system/helper_process.h"

typedef struct operation operation;
struct operation {
    operation *next; /* for the owner's list */
};

enum {
    OPERATION_HELLO_MS = 1000, /* within which a helper says hello; measured 5-6 ms */
    OPERATION_END_MS = 300,    /* how long a process may take to end before it is killed, or given up */
    OPERATION_ALIVE_MS = 600,  /* a sign of life within the last so many ms: it still answers */
    OPERATION_SILENCE_MS = 800 /* a running capture or watch from which nothing came for so long hangs. Below
                                  the check's stalled_ms: a frozen helper is no stalled microphone */
};

/**
 * Starts one. What cannot be started ends with PLATFORM_ENDED and the reason.
 * @param number          of the operation, 1 or more.
 * @param program   path of the helper; if there is none, the one that should be there.
 * @param is_there  what helper_program_find() said of it.
 * @param e         outlives the operation.
 * @param now_us    on os_now_us()'s clock, as all times here.
 * @return NULL: no memory.
 */
operation *operation_start(uint32_t number, const platform_request *request, const char *program,
                           bool is_there, const environment *e, int64_t now_us);

/** The number it was started with. */
uint32_t operation_number(const operation *o);

/**
 * Takes its next message, if there is one; first reads what has arrived, then judges deadlines.
 * @return its type; PLATFORM_NOTHING: none now. Pointers in `out` are valid until the next call, of this or
 *         operation_free().
 */
platform_message_type operation_take(operation *o, int64_t now_us, platform_message *out);

/** Ends it at once; no message follows. */
void operation_stop(operation *o);

/** After its last message: reaps its process. @return true: nothing is left of it, operation_free() may
 * follow. */
bool operation_is_gone(operation *o, int64_t now_us);

/** When it has to be looked at even if nothing happens; INT64_MAX: never. */
int64_t operation_due_us(const operation *o, int64_t now_us);

enum { OPERATION_WAITS_MAX = 2 };
/** What it waits for. @param what  room for OPERATION_WAITS_MAX. @return how many there are. */
size_t operation_waits(const operation *o, helper_process_wait_for *what);

/** The host was away (asleep, stopped): what a helper could not say meanwhile is not held against it. */
void operation_host_was_away(operation *o, int64_t now_us);

/** Frees it; a process that is still there is killed and given up. NULL is allowed. */
void operation_free(operation *o);

#endif
