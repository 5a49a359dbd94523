/*
 * mic_diag - the sliding windows behind a meter.
 *
 * SPDX-License-Identifier: MIT
 */
#include "signal/meter.h"

#include <math.h>

#include "signal/decibel.h"

static const double power_scale =
    70368744177664.0; /* 2^46: 500 blocks at 16 x full scale still fit 64 bits. */

static void forget_oldest(meter *m, const meter_block *oldest)
{
    m->clipped -= oldest->clipped;
    m->dropouts -= oldest->dropouts;
    if (oldest->speech) {
        m->speech--;
        m->speech_power -= oldest->power;
    }
}

static uint16_t small(uint32_t count)
{
    return count < UINT16_MAX ? (uint16_t)count : UINT16_MAX;
}

void meter_add(meter *m, const levels_block *blocks, uint32_t channels, uint32_t clipped)
{
    meter_block *place = &m->block[m->next];
    float *powers = m->power[m->next_short];
    float peak = 0.0F, loudest = 0.0F;

    if (m->blocks == LAYOUT_BLOCKS_5_S)
        forget_oldest(m, place);
    else
        m->blocks++;
    for (uint32_t c = 0; c < channels; c++) {
        powers[c] = blocks ? (float)(blocks[c].power / blocks[c].frames) : 0.0F;
        loudest = powers[c] > loudest ? powers[c] : loudest;
        if (blocks)
            peak = fmaxf(peak, fmaxf(blocks[c].highest, -blocks[c].lowest));
    }
    m->peak[m->next_short] = peak;
    place->power = (uint64_t)((double)loudest * power_scale);
    place->clipped = small(clipped);
    place->dropouts = small(m->pending_dropouts);
    place->speech = 0;
    m->clipped += place->clipped;
    m->dropouts += place->dropouts;
    m->pending_dropouts = 0;
    m->next = (m->next + 1) % LAYOUT_BLOCKS_5_S;
    m->next_short = (m->next_short + 1) % LAYOUT_BLOCKS_100_MS;
}

uint32_t meter_mark_speech(meter *m, uint32_t count)
{
    uint32_t added = 0;

    for (uint32_t back = 1; back <= count && back <= m->blocks; back++) {
        meter_block *place = &m->block[(m->next + LAYOUT_BLOCKS_5_S - back) % LAYOUT_BLOCKS_5_S];

        if (place->speech)
            continue;
        place->speech = 1;
        m->speech++;
        m->speech_power += place->power;
        added++;
    }
    return added;
}

void meter_add_dropouts(meter *m, uint32_t count)
{
    m->pending_dropouts += count;
}

void meter_read(const meter *m, uint32_t channels, signal_levels *out)
{
    const uint32_t filled = m->blocks < LAYOUT_BLOCKS_100_MS ? m->blocks : LAYOUT_BLOCKS_100_MS;
    float peak = 0.0F, loudest = 0.0F;

    for (uint32_t i = 0; i < LAYOUT_BLOCKS_100_MS; i++)
        peak = fmaxf(peak, m->peak[i]);
    for (uint32_t c = 0; c < channels; c++) {
        float sum = 0.0F;

        for (uint32_t i = 0; i < LAYOUT_BLOCKS_100_MS; i++)
            sum += m->power[i][c];
        loudest = fmaxf(loudest, sum);
    }
    out->channels = channels;
    out->rms_dbfs = (float)decibel_from_power(filled > 0 ? (double)loudest / filled : 0.0);
    out->peak_dbfs = (float)decibel_from_amplitude((double)peak);
    out->speech_dbfs =
        m->speech > 0 ? (float)decibel_from_power((double)m->speech_power / power_scale / m->speech) : NAN;
    out->speech_now =
        m->blocks > 0 && m->block[(m->next + LAYOUT_BLOCKS_5_S - 1) % LAYOUT_BLOCKS_5_S].speech ? 1.0F : 0.0F;
    out->speech_ratio = m->blocks > 0 ? (float)m->speech / (float)m->blocks : 0.0F;
    out->clipped = m->clipped;
    out->dropouts = m->dropouts + m->pending_dropouts;
}
