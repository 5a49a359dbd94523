/*
 * mic_diag - speech in the first second of a stream, when no background has been heard yet.
 *
 * Without a floor every block above a fixed level counts as active, and the spectrum must change more.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_SPEECH_OPENING_H
#define MIC_DIAG_SIGNAL_SPEECH_OPENING_H

#include <stdbool.h>
#include <stdint.h>

#include "signal/speech_evidence.h"
#include "signal/speech_features.h"

typedef struct {
    uint32_t blocks; /**< Since the first sound, up to SPEECH_OPENING_KEPT. */
    speech_runs runs;
    speech_evidence sum;
    uint32_t since_onset;  /**< Blocks since the first voiced one. */
    uint32_t since_voiced; /**< Blocks since the last one. */
} speech_opening;

/** @return whether the opening still takes part, so that it needs the pitch of this block. */
bool speech_opening_wants(const speech_opening *opening, const speech_features *now);
/** @return blocks of speech when it is recognised with this block; 0: it is not. */
uint32_t speech_opening_add(speech_opening *opening, const speech_features *now, float change);
/** @return whether the speech that was recognised here still goes on. */
bool speech_opening_keeps(const speech_opening *opening);

#endif
