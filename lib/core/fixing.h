/*
 * mic_diag - fixes: look again, compare, change, read back, look whether it helped; and the way back.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_FIXING_H
#define MIC_DIAG_FIXING_H

#include <stdbool.h>
#include <stdint.h>

#include "core/looking.h"
#include "mic_diag.h"
#include "report/report.h"

typedef enum {
    FIXING_IDLE = 0,
    FIXING_WANTED,
    FIXING_COMPARING, /* looks whether the finding still holds */
    FIXING_CHANGING,
    FIXING_VERIFYING, /* looks whether the finding is gone */
    FIXING_UNDOING
} fixing_phase;

/** What was changed by us, and how to take it back. */
typedef struct journal_entry journal_entry;

/** All fields under the context's lock. */
typedef struct {
    fixing_phase phase;
    bool undo, background, done, cancel;
    mic_diag_result result;
    char error[256]; /* what a failure ran into */
    char *key; /* as the caller gave it */
    fix_key parsed;
    uint32_t timeout_ms;
    int64_t until_us;
    looking look;
    uint32_t operation;
    journal_entry *journal; /* newest first */
} fixing;

/** With the lock held: asks the worker to apply a fix, or to undo one. Says in the error text what is wrong.
 */
mic_diag_result fixing_want(mic_diag_context *ctx, const char *key, bool undo, bool background);
/** The worker's part. @return when it wants to be called again. */
int64_t fixing_step(mic_diag_context *ctx, int64_t now_us);
bool fixing_message(mic_diag_context *ctx, const platform_message *m);
/** Frees everything. The worker has ended. */
void fixing_clear(fixing *x);

#endif
