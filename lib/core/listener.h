/*
 * mic_diag - one listening: a capture's messages become sound for the analyzer and facts about opening and
 * flow.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_LISTENER_H
#define MIC_DIAG_LISTENER_H

#include <stdbool.h>
#include <stdint.h>

#include "facts/facts.h"
#include "platform/platform.h"
#include "signal/signal.h"

typedef enum {
    LISTENER_IDLE = 0,
    LISTENER_OPENING, /* asked for */
    LISTENER_STARTED, /* open, no sound yet */
    LISTENER_LIVE,    /* sound arrives */
    LISTENER_REFUSED, /* could not be opened */
    LISTENER_LOST,    /* ended in mid-stream */
    LISTENER_FAILED   /* our own side failed: no memory, helper crashed */
} listener_state;

/** Worker thread only; the analyzer may be read by any thread while it exists. Zeroed: idle. */
typedef struct {
    listener_state state;
    platform *platform;
    uint32_t operation;
    bool owns; /* false: the operation is another listener's */
    char *device;
    signal_analyzer *analyzer;
    uint32_t rate_hz, channels;
    int64_t asked_us, started_us, first_us, last_us; /* platform's clock */
    int64_t last_time_us;                            /* when the last block was recorded */
    int64_t
        judged_us; /* the present for what is judged: what arrived until then was read. Set by the owner */
    int64_t stalled_us; /* longest so far, without the present one */
    uint64_t frames;
    uint32_t first_frames; /* of the first block */
    uint32_t gaps, dropped;
    int32_t open_result;
    platform_failure failure;
    int32_t code, end_status, end_signal;
    char step[64], text[256];
} listener;

/** How long opening may take, ms. */
enum { LISTENER_OPEN_MS = 5000 };

/** Opens a device. @return false: no memory. */
bool listener_open(listener *l, platform *p, const char *device);
/**
 * Listens to what another listener has open, or is opening.
 * @return false: no memory, or that one has not `device` open.
 */
bool listener_share(listener *l, const listener *other, const char *device);
/** Stops and forgets; frees the analyzer. */
void listener_close(listener *l);
/** The same; a stream that `other` (NULL: nobody) listens to as well goes on, and is that one's from now on.
 */
void listener_leave(listener *l, listener *other);
/** Takes a message of the operation. @return true: it was ours. */
bool listener_message(listener *l, const platform_message *m);

/** Milliseconds until `judged_us`: since the stream started; since the last frame; 0 if not so. */
double listener_waited_ms(const listener *l);
double listener_stalled_ms(const listener *l);
/** Adds open, stream and signal facts. The probe fact "capture" too, when our own side failed. */
void listener_facts(const listener *l, facts *into);

#endif
