/*
 * mic_diag - stretches in which nothing changes.
 *
 * SPDX-License-Identifier: MIT
 */
#include "signal/constant_runs.h"

#include <math.h>

static const float step_16_bits = 1.0F / 32768.0F;
static const float silent_range = 2.0F / 32768.0F; /* +-1 step around a constant. */

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static float wider_low(float low, float value)
{
    return value < low ? value : low;
}

static float wider_high(float high, float value)
{
    return value > high ? value : high;
}

static uint32_t equal_lead(const levels_block *block, float value)
{
    uint32_t n = 0;

    if (block->highest <= block->lowest && value <= block->highest && value >= block->lowest)
        return block->frames;
    while (n < block->frames && block->samples[n] >= value && block->samples[n] <= value)
        n++;
    return n;
}

static uint32_t equal_trail(const levels_block *block, float value)
{
    uint32_t n = 0;

    if (block->highest <= block->lowest && value <= block->highest && value >= block->lowest)
        return block->frames;
    while (n < block->frames && block->samples[block->frames - 1 - n] >= value &&
           block->samples[block->frames - 1 - n] <= value)
        n++;
    return n;
}

static uint32_t silent_lead(const levels_block *block, float low, float high)
{
    uint32_t n = 0;

    if (wider_high(high, block->highest) - wider_low(low, block->lowest) <= silent_range)
        return block->frames;
    for (; n < block->frames; n++) {
        low = wider_low(low, block->samples[n]);
        high = wider_high(high, block->samples[n]);
        if (high - low > silent_range)
            break;
    }
    return n;
}

static uint32_t silent_trail(const levels_block *block, float *low, float *high, uint32_t limit)
{
    uint32_t n = 0;

    if (limit == block->frames && block->highest - block->lowest <= silent_range) {
        *low = block->lowest;
        *high = block->highest;
        return limit;
    }
    *low = *high = block->samples[block->frames - 1];
    for (; n < limit; n++) {
        float value = block->samples[block->frames - 1 - n];

        if (wider_high(*high, value) - wider_low(*low, value) > silent_range)
            break;
        *low = wider_low(*low, value);
        *high = wider_high(*high, value);
    }
    return n;
}

void constant_channel_break(constant_channel *channel)
{
    channel->low = channel->high = channel->last = NAN;
}

void constant_ends_start(constant_ends *ends, uint32_t frames)
{
    for (int kind = 0; kind < CONSTANT_KINDS; kind++)
        ends->lead[kind] = ends->trail[kind] = frames;
    ends->value = 0.0F;
}

static void narrow(constant_ends *ends, int kind, uint32_t lead, uint32_t trail)
{
    ends->lead[kind] = smaller(ends->lead[kind], lead);
    ends->trail[kind] = smaller(ends->trail[kind], trail);
}

void constant_ends_narrow(constant_ends *ends, const constant_channel *channel, const levels_block *block)
{
    const float first = block->samples[0], last = block->samples[block->frames - 1];
    const bool follows = !isnan(channel->last);
    float low, high;

    if (block->zero)
        narrow(ends, CONSTANT_ZERO, block->frames, block->frames);
    else
        narrow(ends, CONSTANT_ZERO, equal_lead(block, 0.0F), equal_trail(block, 0.0F));
    narrow(ends, CONSTANT_SILENT,
           silent_lead(block, follows ? channel->low : first, follows ? channel->high : first),
           silent_trail(block, &low, &high, ends->trail[CONSTANT_SILENT]));
    narrow(ends, CONSTANT_EQUAL, equal_lead(block, follows ? channel->last : first),
           equal_trail(block, last));
    if (fabsf(last) > fabsf(ends->value))
        ends->value = last;
}

void constant_channel_move(constant_channel *channel, const constant_ends *ends, const levels_block *block)
{
    if (ends->lead[CONSTANT_SILENT] == block->frames && !isnan(channel->last)) {
        channel->low = wider_low(channel->low, block->lowest);
        channel->high = wider_high(channel->high, block->highest);
    } else {
        silent_trail(block, &channel->low, &channel->high, ends->trail[CONSTANT_SILENT]);
    }
    channel->last = block->samples[block->frames - 1];
}

/** A run of `length` frames has been seen. */
static void offer(constant_runs *runs, int kind, uint64_t length)
{
    constant_run *run = &runs->run[kind];

    if (length <= run->longest || (kind == CONSTANT_EQUAL && fabsf(runs->value_now) <= step_16_bits))
        return;
    run->longest = length;
    if (kind == CONSTANT_EQUAL)
        runs->value_longest = runs->value_now;
}

void constant_runs_add(constant_runs *runs, const constant_ends *ends, uint32_t frames)
{
    for (int kind = 0; kind < CONSTANT_KINDS; kind++) {
        constant_run *run = &runs->run[kind];
        const uint64_t before = run->now + ends->lead[kind];

        offer(runs, kind, before);
        run->now = ends->lead[kind] == frames ? before : ends->trail[kind];
    }
    runs->value_now = ends->value;
    for (int kind = 0; kind < CONSTANT_KINDS; kind++)
        offer(runs, kind, runs->run[kind].now);
}

void constant_runs_break(constant_runs *runs)
{
    for (int kind = 0; kind < CONSTANT_KINDS; kind++)
        runs->run[kind].now = 0;
    runs->value_now = 0.0F;
}

uint64_t constant_runs_stuck_now(const constant_runs *runs)
{
    return fabsf(runs->value_now) > step_16_bits ? runs->run[CONSTANT_EQUAL].now : 0;
}
