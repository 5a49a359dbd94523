/*
 * mic_diag - the noise floor of one channel.
 *
 * SPDX-License-Identifier: MIT
 */
#include "signal/noise_floor.h"

#include <math.h>

static const uint32_t frames_needed = 25; /* Of 20 ms. */

/** The percentile lies in the bin where the running count passes a tenth of the total. */
static uint32_t tenth(uint32_t total)
{
    return total / 10;
}

static uint32_t count_at(const noise_floor *floor, bool recent, uint32_t bin)
{
    return recent ? floor->recent_count[bin] : floor->count[bin];
}

static void follow(const noise_floor *floor, bool recent, noise_floor_position *position)
{
    const uint32_t rank = tenth(position->total);

    while (position->bin > 0 && position->below > rank) {
        position->bin--;
        position->below -= count_at(floor, recent, position->bin);
    }
    while (position->total > 0 && position->below + count_at(floor, recent, position->bin) <= rank) {
        position->below += count_at(floor, recent, position->bin);
        position->bin++;
    }
}

static void add_recent(noise_floor *floor, uint32_t entry)
{
    noise_floor_position *position = &floor->recent_position;
    uint32_t old = floor->recent[floor->recent_next];

    if (old > 0) {
        floor->recent_count[old - 1]--;
        position->total--;
        position->below -= old - 1 < position->bin;
    }
    floor->recent[floor->recent_next] = (uint16_t)entry;
    floor->recent_next = (floor->recent_next + 1) % NOISE_FLOOR_RECENT;
    if (entry > 0) {
        floor->recent_count[entry - 1]++;
        position->total++;
        position->below += entry - 1 < position->bin;
    }
    if (position->total == 0)
        *position = (noise_floor_position){0};
    follow(floor, true, position);
}

static uint32_t bin_of(double power)
{
    double place = (0.5 * log2(power) - NOISE_FLOOR_LOWEST) * NOISE_FLOOR_STEPS_OCTAVE;

    if (!(place > 0.0))
        return 0;
    return place >= NOISE_FLOOR_BINS ? NOISE_FLOOR_BINS - 1 : (uint32_t)place;
}

void noise_floor_add(noise_floor *floor, const levels_block *block, bool judged)
{
    double power;
    uint32_t bin;

    if (!floor->half_open) {
        floor->half_open = true;
        floor->half_power = block->power;
        floor->half_frames = block->frames;
        floor->half_zero = block->zero;
        return;
    }
    floor->half_open = false;
    if (floor->half_zero || block->zero) {
        add_recent(floor, 0);
        return;
    }
    power = (floor->half_power + block->power) / (floor->half_frames + block->frames);
    bin = bin_of(power);
    add_recent(floor, 1 + bin / NOISE_FLOOR_RECENT_COARSE);
    if (!judged || floor->position.total == UINT32_MAX)
        return;
    floor->count[bin]++;
    floor->position.total++;
    floor->position.below += bin < floor->position.bin;
    follow(floor, false, &floor->position);
}

void noise_floor_break(noise_floor *floor)
{
    floor->half_open = false;
}

static double read_position(const noise_floor *floor, bool recent, const noise_floor_position *position)
{
    const double coarse = recent ? NOISE_FLOOR_RECENT_COARSE : 1;
    double rank, inside, octave;

    if (position->total < frames_needed)
        return (double)NAN;
    /* Inside the bin its entries are taken as spread evenly. */
    rank = 0.1 * (position->total - 1) + 0.5;
    inside = (rank - position->below) / count_at(floor, recent, position->bin);
    inside = fmin(1.0, fmax(0.0, inside));
    octave = (position->bin + inside) * coarse / NOISE_FLOOR_STEPS_OCTAVE + NOISE_FLOOR_LOWEST;
    return 20.0 * log10(2.0) * octave;
}

double noise_floor_dbfs(const noise_floor *floor)
{
    return read_position(floor, false, &floor->position);
}

double noise_floor_recent_dbfs(const noise_floor *floor)
{
    return read_position(floor, true, &floor->recent_position);
}
