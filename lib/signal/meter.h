/*
 * mic_diag - the sliding windows behind a meter: 100 ms and 5 s.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_METER_H
#define MIC_DIAG_SIGNAL_METER_H

#include <stdint.h>

#include "signal/layout.h"
#include "signal/levels.h"
#include "signal/signal.h"

/** One block of 10 ms in the last 5 s. */
typedef struct {
    uint64_t power; /**< Mean square of the loudest channel, 2^-46 of full scale squared: sums stay exact. */
    uint16_t clipped;
    uint16_t dropouts;
    uint32_t speech;
} meter_block;

typedef struct {
    uint32_t blocks; /**< Filled. */
    uint32_t next;
    uint32_t next_short;
    uint32_t pending_dropouts;
    uint32_t speech;
    uint32_t clipped;
    uint32_t dropouts;
    uint64_t speech_power;
    meter_block block[LAYOUT_BLOCKS_5_S];
    float peak[LAYOUT_BLOCKS_100_MS];
    float power[LAYOUT_BLOCKS_100_MS][SIGNAL_CHANNELS_MAX];
} meter;

/** @param blocks  one a channel; NULL: a block of a hole, which is silent. */
void meter_add(meter *m, const levels_block *blocks, uint32_t channels, uint32_t clipped);
/** The last `count` blocks were speech. @return how many of them were not marked yet. */
uint32_t meter_mark_speech(meter *m, uint32_t count);
/** They are counted with the next block. */
void meter_add_dropouts(meter *m, uint32_t count);
/** Fills everything but frames, noise_dbfs and dead_channels. */
void meter_read(const meter *m, uint32_t channels, signal_levels *out);

#endif
