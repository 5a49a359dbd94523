/*
 * mic_diag - what listening brought, in the terms that several checks share. Pure; only for this folder.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_CHECKS_HEARD_H
#define MIC_DIAG_CHECKS_HEARD_H

#include <stdbool.h>

#include "facts/facts.h"

typedef enum {
    HEARD_NOTHING_YET,     /* too little was heard, or nothing was measured */
    HEARD_SPEECH,          /* enough of it for statements about it */
    HEARD_DIGITAL_SILENCE, /* nothing but one constant */
    HEARD_ANALOG_MUTE,     /* only a converter's own noise */
    HEARD_STUCK,           /* one value for the rest of the time */
    HEARD_LIVE             /* a live background, no speech */
} heard_kind;

/** What the samples hold. `device` may be NULL. */
heard_kind heard_what(const facts *f, const fact_device *device);
/** Speech, enough of it for statements about it. */
bool heard_speech(const facts *f);
/** Speech, and its level is good. */
bool heard_good_speech(const facts *f);
/** Speech whose level is too low. */
bool heard_quiet_speech(const facts *f);

/** Seconds that were listened to, from the first frame; NaN: none were measured. */
double heard_seconds(const facts *f);
/** How long nothing but silence has lasted until now, in seconds, if it is most of what was heard; else 0. */
double heard_silence_seconds(const facts *f);
/** Largest distance from the mean, ratio of full scale; NaN: not measured. */
double heard_peak(const facts *f);

/** The stream was lost, moved or stalled, or the device had gone: what was heard is not the whole story. */
bool heard_stream_broke(const facts *f);
/** The device or its server went away, before or while it was heard. */
bool heard_stream_lost(const facts *f);
/** Frames came, then none for too long. */
bool heard_stream_stalled(const facts *f);

/** Our own recording helper failed: what open and stream say then is about us, not about the system. */
bool heard_nothing_because_of_us(const facts *f);

#endif
