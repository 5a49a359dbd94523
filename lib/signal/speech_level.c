/*
 * mic_diag - the active speech level of one channel, ITU-T P.56 method B.
 *
 * The Recommendation counts, for each threshold, the samples during which the envelope is at or above it or
 * was so within the hangover. That is the same as asking for the highest threshold reached within the
 * hangover: one counter a step instead of one a threshold.
 *
 * SPDX-License-Identifier: MIT
 */
#include "signal/speech_level.h"

#include <math.h>
#include <string.h>

static const double time_constant_s = 0.03;
static const double hangover_s = 0.2;
static const double margin_db = 15.9;
static const double envelope_silence =
    1e-30; /* Far below the lowest threshold, far above denormal numbers. */

void speech_level_prepare(speech_level_setup *setup, const signal_layout *layout)
{
    double steps_per_second;

    setup->group = 2 * layout->decimation;
    steps_per_second = (double)layout->rate_hz / setup->group;
    setup->hangover = (uint32_t)(hangover_s * steps_per_second + 0.5);
    setup->keep = exp(-1.0 / (time_constant_s * steps_per_second));
}

/** @return how many thresholds the envelope reaches: the exponent of a double tells. */
static uint32_t height(double envelope)
{
    uint64_t bits;
    int32_t exponent;

    memcpy(&bits, &envelope, sizeof bits);
    exponent = (int32_t)(bits >> 52) - 1023 - SPEECH_LEVEL_LOWEST + 1;
    if (exponent < 0)
        return 0;
    return exponent > SPEECH_LEVEL_COUNT ? SPEECH_LEVEL_COUNT : (uint32_t)exponent;
}

static void step(const speech_level_setup *setup, speech_level *level, double magnitude, uint32_t frames)
{
    uint32_t now;

    level->smooth = setup->keep * level->smooth + (1.0 - setup->keep) * magnitude;
    level->envelope = setup->keep * level->envelope + (1.0 - setup->keep) * level->smooth;
    level->steps++;
    now = height(level->envelope);
    level->reached[now] = level->steps;
    if (now >= level->top)
        level->top = now;
    else
        while (level->top > now && level->steps - level->reached[level->top] > setup->hangover)
            level->top--;
    level->active[level->top] += frames;
}

static double magnitude_sum(const float *samples, uint32_t frames, float dc)
{
    float even = 0.0F, odd = 0.0F;
    uint32_t i = 0;

    for (; i + 2 <= frames; i += 2) {
        even += fabsf(samples[i] - dc);
        odd += fabsf(samples[i + 1] - dc);
    }
    if (i < frames)
        even += fabsf(samples[i] - dc);
    return (double)even + (double)odd;
}

void speech_level_add(const speech_level_setup *setup, speech_level *level, const levels_block *block)
{
    uint32_t at = 0;

    while (at < block->frames) {
        uint32_t left = block->frames - at;
        uint32_t frames = left < setup->group ? left : setup->group;
        double sum = block->zero ? 0.0 : magnitude_sum(block->samples + at, frames, block->dc);

        step(setup, level, sum / frames, frames);
        at += frames;
    }
    if (level->envelope < envelope_silence) {
        level->envelope = 0.0;
        level->smooth = 0.0;
    }
    level->power += block->power;
    level->frames += block->frames;
}

double speech_level_dbov(const speech_level *level, double *activity_percent)
{
    uint64_t active = 0, counts[SPEECH_LEVEL_COUNT + 1];
    double level_before = NAN, distance_before = NAN;

    *activity_percent = (double)NAN;
    if (!(level->power > 0.0))
        return (double)NAN;
    for (uint32_t i = SPEECH_LEVEL_COUNT; i > 0; i--) {
        active += level->active[i];
        counts[i] = active;
    }
    for (uint32_t i = 1; i <= SPEECH_LEVEL_COUNT && counts[i] > 0; i++) {
        double active_level = 10.0 * log10(level->power / (double)counts[i]);
        double threshold = 20.0 * log10(2.0) * ((int)i - 1 + SPEECH_LEVEL_LOWEST);
        double distance = active_level - threshold;

        if (distance <= margin_db) {
            double share, result;

            if (isnan(distance_before))
                return (double)NAN;
            share = (distance_before - margin_db) / (distance_before - distance);
            result = level_before + share * (active_level - level_before);
            *activity_percent =
                100.0 * fmin(1.0, level->power / (double)level->frames / pow(10.0, result / 10.0));
            return result;
        }
        level_before = active_level;
        distance_before = distance;
    }
    return (double)NAN;
}
