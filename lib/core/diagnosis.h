/*
 * mic_diag - a diagnosis: look, listen if that makes sense, judge.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_DIAGNOSIS_H
#define MIC_DIAG_DIAGNOSIS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/listener.h"
#include "core/looking.h"
#include "mic_diag.h"
#include "report/report.h"

typedef enum { DIAGNOSIS_IDLE = 0, DIAGNOSIS_WANTED, DIAGNOSIS_LOOKING, DIAGNOSIS_LISTENING } diagnosis_phase;

/** All fields under the context's lock. */
typedef struct {
    diagnosis_phase phase;
    int32_t run;
    bool background; /* started by diagnose_start: its report waits to be taken */
    bool done;       /* `result` and `finished` are there */
    bool cancel;
    mic_diag_result result;
    report *finished;

    uint32_t timeout_ms, listen_ms;
    bool stop_early;
    char *device_id, *device_name, *only, *off;

    int64_t until_us;        /* platform's clock: for everything together */
    int64_t listen_until_us; /* 0 until sound arrives */
    int64_t judge_us;        /* when to look next whether the answer is certain */
    bool listened;
    bool decided;
    int32_t progress;
    looking look;
    facts *seen;
    listener listening;
} diagnosis;

/** With the lock held. The options were checked. @return the run's number, or NO_MEMORY or BUSY. */
int32_t diagnosis_want(mic_diag_context *ctx, const mic_diag_options *options, bool background);
/** The worker's part: starts what was asked for, judges timers. @return when it wants to be called again. */
int64_t diagnosis_step(mic_diag_context *ctx, int64_t now_us);
/** @return true: the message was the diagnosis's. */
bool diagnosis_message(mic_diag_context *ctx, const platform_message *m);
/** Frees everything. The worker has ended. */
void diagnosis_clear(diagnosis *d);

/** Reads device choice and what the host told into facts, before they are judged. */
void diagnosis_choose(facts *f, const char *device_id, const char *device_name);

#endif
