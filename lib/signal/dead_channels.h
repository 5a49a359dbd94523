/*
 * mic_diag - channels that carry nothing while another one does.
 *
 * Dead: digital zero while another channel is not, or 30 dB or more below the loudest while somebody speaks.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_DEAD_CHANNELS_H
#define MIC_DIAG_SIGNAL_DEAD_CHANNELS_H

#include <stdint.h>

#include "signal/levels.h"
#include "signal/signal.h"

enum { DEAD_STEPS = 50, DEAD_STEP_BLOCKS = 10, DEAD_ZERO_BLOCKS = 100 };

/** Over the whole stream: one channel's part. */
typedef struct {
    double speech_power; /**< Sum of squares while somebody speaks. */
} dead_channel;

/** Over the last seconds, for the meter. */
typedef struct {
    uint32_t steps;
    uint32_t blocks;
    uint32_t mask; /**< Bit n: channel n is dead. */
    uint32_t zero_blocks[SIGNAL_CHANNELS_MAX];
    float running[SIGNAL_CHANNELS_MAX];
    float step[DEAD_STEPS][SIGNAL_CHANNELS_MAX];
} dead_recent;

/**
 * @param peak, power   of this channel: largest magnitude, and sum of squares during speech.
 * @param loudest_peak  largest of any channel.
 * @param loudest       largest sum of squares of any channel.
 * @return 1, 0; -1: nothing was heard that could tell.
 */
int32_t dead_channel_answer(double peak, double power, double loudest_peak, double loudest);
/** Moves the meter's part over one block of all channels. */
void dead_recent_add(dead_recent *recent, const levels_block *blocks, uint32_t channels, uint32_t speech);

#endif
