/*
 * mic_diag - what one block says for speech.
 *
 * SPDX-License-Identifier: MIT
 */
#include "signal/speech_evidence.h"

static const float change_scale = 64.0F;
static const float largest_change = 500.0F;

speech_evidence speech_evidence_of(speech_runs *runs, bool active, bool voiced, float change)
{
    const uint32_t needed = speech_thresholds.voiced_run;
    speech_evidence out = {0, 0, 0};

    runs->active = active ? runs->active + 1 : 0;
    runs->voiced = active && voiced ? runs->voiced + 1 : 0;
    if (runs->voiced == needed)
        out.voiced = needed;
    else if (runs->voiced > needed)
        out.voiced = 1;
    if (runs->voiced > 0 && runs->active > SPEECH_CHANGE_LAG + SPEECH_SOUND_CUT) {
        out.compared = 1;
        out.change = (uint32_t)((change < largest_change ? change : largest_change) * change_scale);
    }
    return out;
}

bool speech_evidence_enough(const speech_evidence *sum, const speech_begin_table *limit)
{
    return sum->voiced >= limit->voiced && sum->compared >= limit->compared &&
           (float)sum->change >= limit->change_db * change_scale * (float)sum->compared;
}
