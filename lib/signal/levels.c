/*
 * mic_diag - peak, RMS and DC offset of one channel.
 *
 * SPDX-License-Identifier: MIT
 */
#include "signal/levels.h"

#include <math.h>

#include "signal/decibel.h"

enum {
    LANES = 8,      /* Independent sums, so that the compiler may use vector registers. */
    DC_BLOCKS = 100 /* The running offset is a mean at first, then follows with 1 s. */
};

static double plain_mean(const float *samples, uint32_t frames)
{
    double sum = 0.0;

    for (uint32_t i = 0; i < frames; i++)
        sum += (double)samples[i];
    return sum / frames;
}

static void find_range(const float *samples, uint32_t frames, levels_block *block)
{
    float low[LANES], high[LANES];
    uint32_t i = 0;

    for (uint32_t lane = 0; lane < LANES; lane++)
        low[lane] = high[lane] = samples[0];
    for (; i + LANES <= frames; i += LANES) {
        for (uint32_t lane = 0; lane < LANES; lane++) {
            float value = samples[i + lane];

            low[lane] = value < low[lane] ? value : low[lane];
            high[lane] = value > high[lane] ? value : high[lane];
        }
    }
    for (; i < frames; i++) {
        low[0] = samples[i] < low[0] ? samples[i] : low[0];
        high[0] = samples[i] > high[0] ? samples[i] : high[0];
    }
    for (uint32_t lane = 1; lane < LANES; lane++) {
        low[0] = low[lane] < low[0] ? low[lane] : low[0];
        high[0] = high[lane] > high[0] ? high[lane] : high[0];
    }
    block->lowest = low[0];
    block->highest = high[0];
}

static void find_sums(const float *samples, uint32_t frames, levels_block *block)
{
    const float dc = block->dc;
    float sum[LANES] = {0}, power[LANES] = {0};
    uint32_t i = 0;

    for (; i + LANES <= frames; i += LANES) {
        for (uint32_t lane = 0; lane < LANES; lane++) {
            float value = samples[i + lane] - dc;

            sum[lane] += value;
            power[lane] += value * value;
        }
    }
    for (; i < frames; i++) {
        float value = samples[i] - dc;

        sum[i % LANES] += value;
        power[i % LANES] += value * value;
    }
    block->sum = 0.0;
    block->power = 0.0;
    for (uint32_t lane = 0; lane < LANES; lane++) {
        block->sum += (double)sum[lane];
        block->power += (double)power[lane];
    }
}

void levels_measure(levels_dc *dc, const float *samples, uint32_t frames, levels_block *block)
{
    block->samples = samples;
    block->frames = frames;
    find_range(samples, frames, block);
    block->zero = block->lowest >= 0.0F && block->highest <= 0.0F;
    if (block->zero) {
        block->dc = 0.0F;
        block->sum = 0.0;
        block->power = 0.0;
        /* The offset does not creep: what comes after a pause has most likely the offset of before. */
        return;
    }
    if (dc->blocks == 0)
        dc->offset = plain_mean(samples, frames);
    block->dc = (float)dc->offset;
    find_sums(samples, frames, block);
    dc->blocks += dc->blocks < DC_BLOCKS;
    dc->offset += ((double)block->dc - dc->offset + block->sum / frames) / dc->blocks;
}

void levels_add(levels_sums *sums, const levels_block *block)
{
    const double count = block->frames, before = (double)sums->frames, all = before + count;
    const double offset = block->sum / count;
    const double mean = (double)block->dc + offset;
    const double step = mean - sums->mean;
    const float low = -block->lowest, high = block->highest;

    /* Chan, Golub, LeVeque: joins two means and spreads without the loss of sum(x^2) - n mean^2. */
    sums->spread += block->power - offset * block->sum + step * step * (before * count / all);
    sums->mean += step * (count / all);
    sums->frames += block->frames;
    if (high > sums->peak)
        sums->peak = high;
    if (low > sums->peak)
        sums->peak = low;
}

double levels_rms_dbfs(const levels_sums *sums)
{
    return sums->frames > 0 ? decibel_from_power(sums->spread / (double)sums->frames) : (double)NAN;
}

double levels_peak_dbfs(const levels_sums *sums)
{
    return sums->frames > 0 ? decibel_from_amplitude((double)sums->peak) : (double)NAN;
}
