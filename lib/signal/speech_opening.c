/*
 * mic_diag - speech in the first second of a stream.
 *
 * SPDX-License-Identifier: MIT
 */
#include "signal/speech_opening.h"

static bool is_active(const speech_features *now)
{
    return now->level_db > speech_thresholds.opening_level_db;
}

bool speech_opening_wants(const speech_opening *opening, const speech_features *now)
{
    return opening->blocks < SPEECH_OPENING_KEPT && is_active(now);
}

uint32_t speech_opening_add(speech_opening *opening, const speech_features *now, float change)
{
    const bool voiced = is_active(now) && now->pitch_strength > speech_thresholds.voiced_strength;
    speech_evidence evidence;

    if (opening->blocks >= SPEECH_OPENING_KEPT ||
        (opening->blocks == 0 && now->level_db < speech_thresholds.digital_silence_db))
        return 0;
    opening->blocks++;
    opening->since_voiced = voiced ? 0 : opening->since_voiced + 1;
    if (opening->since_voiced > speech_thresholds.opening_pause)
        opening->sum = (speech_evidence){0}; /* What began has ended; its pause is no speech. */
    evidence = speech_evidence_of(&opening->runs, is_active(now), voiced, change);
    if (opening->sum.voiced > 0)
        opening->since_onset++;
    else
        opening->since_onset = evidence.voiced;
    if (opening->blocks > SPEECH_WINDOW)
        return 0;
    opening->sum.voiced += evidence.voiced;
    opening->sum.compared += evidence.compared;
    opening->sum.change += evidence.change;
    return speech_evidence_enough(&opening->sum, &speech_thresholds.begin_in_opening) ? opening->since_onset
                                                                                      : 0;
}

bool speech_opening_keeps(const speech_opening *opening)
{
    return opening->blocks < SPEECH_OPENING_KEPT && opening->sum.voiced > 0 &&
           opening->since_voiced <= speech_thresholds.opening_pause;
}
