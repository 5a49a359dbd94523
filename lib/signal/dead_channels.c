/*
 * mic_diag - channels that carry nothing while another one does.
 *
 * SPDX-License-Identifier: MIT
 */
#include "signal/dead_channels.h"

#include <string.h>

static const double dead_below = 1e-3; /* -30 dB, as a ratio of powers. */

int32_t dead_channel_answer(double peak, double power, double loudest_peak, double loudest)
{
    if (!(loudest_peak > 0.0))
        return -1;
    if (!(peak > 0.0))
        return 1;
    if (!(loudest > 0.0))
        return -1;
    return power <= loudest * dead_below;
}

static void judge(dead_recent *recent, uint32_t channels)
{
    float sum[SIGNAL_CHANNELS_MAX] = {0};
    float loudest = 0.0F;
    uint32_t sounding = 0;

    for (uint32_t c = 0; c < channels; c++) {
        for (uint32_t i = 0; i < DEAD_STEPS; i++)
            sum[c] += recent->step[i][c];
        loudest = sum[c] > loudest ? sum[c] : loudest;
        sounding += recent->zero_blocks[c] < DEAD_ZERO_BLOCKS;
    }
    recent->mask = 0;
    for (uint32_t c = 0; c < channels; c++) {
        const int zero = recent->zero_blocks[c] >= DEAD_ZERO_BLOCKS && sounding > 0;
        const int below = loudest > 0.0F && (double)sum[c] <= (double)loudest * dead_below;

        if (zero || below)
            recent->mask |= (uint32_t)1 << c;
    }
}

void dead_recent_add(dead_recent *recent, const levels_block *blocks, uint32_t channels, uint32_t speech)
{
    for (uint32_t c = 0; c < channels; c++) {
        if (speech)
            recent->running[c] += (float)blocks[c].power;
        if (!blocks[c].zero)
            recent->zero_blocks[c] = 0;
        else if (recent->zero_blocks[c] < DEAD_ZERO_BLOCKS)
            recent->zero_blocks[c]++;
    }
    if (++recent->blocks < DEAD_STEP_BLOCKS)
        return;
    recent->blocks = 0;
    memcpy(recent->step[recent->steps], recent->running, sizeof recent->running);
    memset(recent->running, 0, sizeof recent->running);
    recent->steps = (recent->steps + 1) % DEAD_STEPS;
    judge(recent, channels);
}
