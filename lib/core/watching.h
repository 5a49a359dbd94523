/*
 * mic_diag - watching: what changes on the computer, as events.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_WATCHING_H
#define MIC_DIAG_WATCHING_H

#include <stdbool.h>
#include <stdint.h>

#include "mic_diag.h"
#include "platform/platform.h"

/** Under the context's lock. Zeroed: nobody has asked for events yet. */
typedef struct {
    bool wanted;
    bool broken;        /* it ended by itself: what happened meanwhile is not known */
    uint32_t operation; /* 0: not running */
    int64_t again_us;   /* when to start it again */
} watching;

/** The worker's part. @return when it wants to be called again. */
int64_t watching_step(mic_diag_context *ctx, int64_t now_us);
bool watching_message(mic_diag_context *ctx, const platform_message *m);

#endif
