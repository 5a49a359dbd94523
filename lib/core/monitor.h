/*
 * mic_diag - the monitor: one microphone, recorded in the background for a meter.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_MONITOR_H
#define MIC_DIAG_MONITOR_H

#include <stdbool.h>
#include <stdint.h>

#include "core/listener.h"
#include "mic_diag.h"

/** With the lock held. @return OK, BUSY (one is open), NO_MEMORY. */
mic_diag_result monitor_want(mic_diag_context *ctx, const char *device_id, mic_diag_monitor **out);
/** With the lock held: asks the worker to stop recording and to free the monitor; ctx->monitor is NULL then.
 */
void monitor_unwant(mic_diag_context *ctx, mic_diag_monitor *monitor);
/** The worker's, or after it ended: does that. A diagnosis that shares the stream goes on with it. */
void monitor_close(mic_diag_context *ctx, mic_diag_monitor *monitor);
/** The context of a monitor. Never changes: any thread. */
mic_diag_context *monitor_context(const mic_diag_monitor *monitor);

/** The worker's part. @return when it wants to be called again. */
int64_t monitor_step(mic_diag_context *ctx, int64_t now_us);
bool monitor_message(mic_diag_context *ctx, const platform_message *m);

/* With the lock held. */
const listener *monitor_listener(const mic_diag_monitor *monitor);
/** The open monitor's listener, which a diagnosis may share; NULL: no monitor is open. */
listener *monitor_stream(mic_diag_context *ctx);
mic_diag_monitor_state monitor_state(const mic_diag_monitor *monitor);
/** It has looked at the system: there is something to report. */
bool monitor_has_looked(const mic_diag_monitor *monitor);
/** A copy of what is known then, with what was heard so far; NULL: no memory. */
facts *monitor_facts(const mic_diag_monitor *monitor);
/** Takes recorded samples, whole frames. @return how many floats. */
uint32_t monitor_read(mic_diag_monitor *monitor, float *samples, uint32_t max_samples);

#endif
