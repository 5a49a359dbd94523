/*
 * mic_diag - what one block says for speech: voiced blocks in runs, and changes of the spectrum's shape.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_SPEECH_EVIDENCE_H
#define MIC_DIAG_SIGNAL_SPEECH_EVIDENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "signal/speech_thresholds.h"

/** What one block said; sums of these are judged. */
typedef struct {
    uint32_t voiced;   /**< Voiced blocks that this one added: a whole run when it became long enough. */
    uint32_t compared; /**< 1: its shape was compared with an earlier one of the same sound. */
    uint32_t change;   /**< By how much it differed, 1/64 dB. */
} speech_evidence;

/** The runs that last until now. */
typedef struct {
    uint32_t active;
    uint32_t voiced;
} speech_runs;

/** @param change  in dB, against SPEECH_CHANGE_LAG blocks before. */
speech_evidence speech_evidence_of(speech_runs *runs, bool active, bool voiced, float change);
/** @return whether the sum is enough for speech to begin. */
bool speech_evidence_enough(const speech_evidence *sum, const speech_begin_table *limit);

#endif
