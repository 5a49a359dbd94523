/*
 * mic_diag - the active speech level of one channel, ITU-T P.56 method B.
 *
 * The envelope runs on the magnitude averaged over two steps of the 8 kHz grid (3.5 to 7 kHz), which errs by
 * less than 0.003 dB against an envelope at the full rate. The thresholds are those of the Recommendation, a
 * factor of two apart, and go on further below, so that quiet recordings of more than 16 bits are measured
 * too.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_SPEECH_LEVEL_H
#define MIC_DIAG_SIGNAL_SPEECH_LEVEL_H

#include <stdint.h>

#include "signal/layout.h"
#include "signal/levels.h"

enum {
    SPEECH_LEVEL_LOWEST = -24, /**< Thresholds from 2^-24 of full scale ... */
    SPEECH_LEVEL_HIGHEST = 4,  /**< ... to 2^4: float samples may be louder than full scale. */
    SPEECH_LEVEL_COUNT = SPEECH_LEVEL_HIGHEST - SPEECH_LEVEL_LOWEST + 1
};

/** What depends on the sample rate only. */
typedef struct {
    uint32_t group;    /**< Samples a step of the envelope. */
    uint32_t hangover; /**< Steps of 200 ms. */
    double keep;       /**< Of the one-pole filters with 30 ms. */
} speech_level_setup;

typedef struct {
    double smooth;
    double envelope;
    double power; /**< Sum of squares, DC removed. */
    uint64_t frames;
    uint64_t steps;
    uint32_t top; /**< Highest threshold that counts as active now, 1-based; 0: none. */
    uint32_t unused;
    uint64_t reached[SPEECH_LEVEL_COUNT + 1]; /**< The step in which the envelope was last at this height. */
    uint64_t active[SPEECH_LEVEL_COUNT + 1];  /**< Samples during which this was the top. */
} speech_level;

void speech_level_prepare(speech_level_setup *setup, const signal_layout *layout);
void speech_level_add(const speech_level_setup *setup, speech_level *level, const levels_block *block);
/**
 * @param activity_percent  receives the activity factor; NaN when there is none.
 * @return dBov; NaN: no active speech level, as in silence.
 */
double speech_level_dbov(const speech_level *level, double *activity_percent);

#endif
