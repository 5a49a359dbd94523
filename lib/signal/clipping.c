/*
 * mic_diag - clipping at full scale in one channel.
 *
 * SPDX-License-Identifier: MIT
 */
#include "signal/clipping.h"

#include <stdbool.h>

static const float full_scale = 32767.0F / 32768.0F;
static const uint32_t shortest_run = 3;

uint32_t clipping_add(clipping *clip, const levels_block *block)
{
    const uint64_t before = clip->samples;

    if (block->highest < full_scale && block->lowest > -full_scale) {
        clip->length = 0;
        return 0;
    }
    for (uint32_t i = 0; i < block->frames; i++) {
        const float value = block->samples[i];
        const uint32_t positive = value > 0.0F;

        if (value < full_scale && value > -full_scale) {
            clip->length = 0;
            continue;
        }
        clip->length = clip->length > 0 && clip->positive == positive ? clip->length : 0;
        clip->positive = positive;
        if (clip->length < shortest_run)
            clip->length++;
        else {
            clip->samples++;
            continue;
        }
        if (clip->length == shortest_run) {
            clip->runs++;
            clip->samples += shortest_run;
        }
    }
    return (uint32_t)(clip->samples - before);
}

void clipping_break(clipping *clip)
{
    clip->length = 0;
}
