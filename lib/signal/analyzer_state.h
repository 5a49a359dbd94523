/*
 * mic_diag - what the analyzer holds: shared by the side that pushes and the side that reads.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_ANALYZER_STATE_H
#define MIC_DIAG_SIGNAL_ANALYZER_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signal/clipping.h"
#include "signal/constant_runs.h"
#include "signal/dead_channels.h"
#include "signal/dropouts.h"
#include "signal/layout.h"
#include "signal/levels.h"
#include "signal/meter.h"
#include "signal/noise_floor.h"
#include "signal/published.h"
#include "signal/signal.h"
#include "signal/speech_level.h"
#include "signal/speech_presence.h"

/** Of the whole stream; published. */
typedef struct {
    uint64_t frames;        /**< That were pushed, holes included. */
    uint64_t judged_frames; /**< In judged blocks. */
    uint64_t speech_frames;
    uint64_t invalid;
    uint32_t skip_left; /**< Frames of a live stream's start that are still to be left out. */
    uint32_t pending;   /**< Frames of the block that is not full yet. */
    constant_runs runs;
    dropouts drop;
    signal_levels levels;
} stream_state;

/** Of one channel; published. */
typedef struct {
    levels_dc dc;
    levels_sums sums;
    speech_level speech;
    clipping clip;
    dead_channel dead;
    double noise_floor_dbfs;
    constant_channel constant;
} channel_state;

/** Of one channel; only the pushing thread sees it. */
typedef struct {
    float samples[LAYOUT_HISTORY + LAYOUT_BLOCK_MAX]; /**< The block that fills up, and what was before it. */
    channel_state state;
    noise_floor floor;
    speech_presence presence;
} channel_private;

struct signal_analyzer {
    /* Written at create only. */
    signal_layout layout;
    speech_level_setup speech_level_setup;
    speech_features_setup features_setup;
    bool live;
    size_t channel_room; /**< Bytes of a published channel, without and with its samples. */
    size_t channel_step;
    /* The pushing thread's. */
    stream_state stream;
    uint32_t hole_frames; /**< Of a block of a hole that is not full yet. */
    meter meter;
    dead_recent dead;
    levels_block block[SIGNAL_CHANNELS_MAX];
    channel_private *channel;
    /* Both sides'. */
    published shown;
};

/** Where a channel's part begins in what is published. */
static inline size_t analyzer_channel_offset(const signal_analyzer *analyzer, uint32_t channel)
{
    return published_room(sizeof(stream_state)) + channel * analyzer->channel_step;
}

#endif
