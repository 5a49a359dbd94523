/*
 * mic_diag - the noise floor of one channel: 10th percentile of the RMS of 20 ms frames.
 *
 * DC is removed; frames that touch exact zeros (a suppressor, a mute) are left out. Steps of the whole
 * recording's table are 1/64 octave of amplitude (0.094 dB), so that a gain of two moves the floor exactly.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_NOISE_FLOOR_H
#define MIC_DIAG_SIGNAL_NOISE_FLOOR_H

#include <stdbool.h>
#include <stdint.h>

#include "signal/levels.h"

enum {
    NOISE_FLOOR_STEPS_OCTAVE = 64,
    NOISE_FLOOR_LOWEST = -20, /**< 2^-20 of full scale, -120 dBFS; what is lower reads so. */
    NOISE_FLOOR_HIGHEST = 0,
    NOISE_FLOOR_BINS = (NOISE_FLOOR_HIGHEST - NOISE_FLOOR_LOWEST) * NOISE_FLOOR_STEPS_OCTAVE,
    NOISE_FLOOR_RECENT = 250,      /**< Frames in 5 s. */
    NOISE_FLOOR_RECENT_COARSE = 4, /**< The recent table's steps are this many fine ones: 0.38 dB. */
    NOISE_FLOOR_RECENT_BINS = NOISE_FLOOR_BINS / NOISE_FLOOR_RECENT_COARSE
};

/** A table of levels in which the 10th percentile is followed, not searched. */
typedef struct {
    uint32_t total;
    uint32_t below; /**< Entries in the bins under `bin`. */
    uint32_t bin;   /**< The bin that holds the percentile. */
} noise_floor_position;

typedef struct {
    double half_power; /**< The first half of the running frame. */
    uint32_t half_frames;
    bool half_open;
    bool half_zero;
    noise_floor_position position;
    noise_floor_position recent_position;
    uint32_t recent_next;
    uint32_t count[NOISE_FLOOR_BINS];
    uint8_t recent_count[NOISE_FLOOR_RECENT_BINS];
    uint16_t recent[NOISE_FLOOR_RECENT]; /**< 0: no frame in this place; else the coarse bin + 1. */
} noise_floor;

/**
 * Takes a whole block.
 * @param judged  false: only the last five seconds take part, not the recording's floor.
 */
void noise_floor_add(noise_floor *floor, const levels_block *block, bool judged);
/** Forgets half a frame, because the next block does not follow the last one. */
void noise_floor_break(noise_floor *floor);
/** @return dBFS; NaN: less than 0.5 s to judge by. */
double noise_floor_dbfs(const noise_floor *floor);
/** The same over the last 5 s. */
double noise_floor_recent_dbfs(const noise_floor *floor);

#endif
