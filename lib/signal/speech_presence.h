/*
 * mic_diag - whether somebody speaks in one channel.
 *
 * A block is active when two of five bands are well over their own floor (the least of the last seconds, so
 * that speech which starts at once works too: its own gaps are the floor). It is voiced when a voice's pitch
 * repeats in it. Speech = enough voiced blocks in runs within a second, during which the shape of the
 * spectrum keeps changing. Noise is not voiced; hum and tones do not change; keys have no voiced runs. What
 * it does not know: whispering (no pitch) and much of music.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_SPEECH_PRESENCE_H
#define MIC_DIAG_SIGNAL_SPEECH_PRESENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "signal/speech_evidence.h"
#include "signal/speech_features.h"
#include "signal/speech_opening.h"
#include "signal/speech_thresholds.h"

typedef struct {
    speech_features_state features;
    float power[SPEECH_SMOOTH][SPEECH_BANDS];         /**< Of the last blocks, to be averaged. */
    float part[SPEECH_FLOOR_PARTS + 1][SPEECH_BANDS]; /**< Minima in dB; the first is the running one. */
    float level[SPEECH_CHANGE_LAG][SPEECH_BANDS];     /**< Averaged, in dB. */
    speech_evidence evidence[SPEECH_WINDOW];
    float loudest_db; /**< Of the last second or so: falls slowly. */
    uint32_t powers;  /**< Filled rows of `power`. */
    uint32_t
        sounding;    /**< Blocks since digital silence or since a sound began, up to SPEECH_SOUND_CUT + 1. */
    uint32_t blocks; /**< Since the start, as an index into the rings (wraps at a common multiple). */
    uint32_t part_blocks;
    uint32_t inactive_run;
    speech_runs runs;
    speech_evidence sum; /**< Over `evidence`. */
    speech_opening opening;
    bool speaking;
} speech_presence;

void speech_presence_start(speech_presence *presence);
/**
 * Takes a whole block.
 * @return how many of the last blocks are found to be speech: 0: this one is not; 1: this one is; more: the
 *         speech that was recognised now began that many blocks ago.
 */
uint32_t speech_presence_add(const speech_features_setup *setup, speech_presence *presence,
                             const float *samples, bool zero);

#endif
