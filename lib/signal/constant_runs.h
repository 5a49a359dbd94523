/*
 * mic_diag - stretches in which nothing changes: exact zeros, silence within one step of 16 bits, a stuck
 * value.
 *
 * A run counts when all channels take part in it. Runs that lie wholly inside one block (10 ms) are not
 * looked for; every other run is exact to the sample.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_CONSTANT_RUNS_H
#define MIC_DIAG_SIGNAL_CONSTANT_RUNS_H

#include <stdint.h>

#include "signal/levels.h"

enum { CONSTANT_ZERO, CONSTANT_SILENT, CONSTANT_EQUAL, CONSTANT_KINDS };

typedef struct {
    uint64_t now;     /**< Frames of the run that lasts until now. */
    uint64_t longest; /**< Frames. For CONSTANT_EQUAL only of values beyond one step of 16 bits. */
} constant_run;

typedef struct {
    constant_run run[CONSTANT_KINDS];
    float value_now; /**< Of the equal run: the channel with the largest magnitude. */
    float value_longest;
} constant_runs;

/** One channel's part. */
typedef struct {
    float low, high; /**< Of the silent run that lasts until now. */
    float last;      /**< Last sample; NaN: there is none to compare with. */
} constant_channel;

/** How far the runs reach into a block from its start, and how far from its end: the smallest of all
 * channels. */
typedef struct {
    uint32_t lead[CONSTANT_KINDS];
    uint32_t trail[CONSTANT_KINDS];
    float value; /**< Last sample with the largest magnitude. */
} constant_ends;

void constant_channel_break(constant_channel *channel);
void constant_ends_start(constant_ends *ends, uint32_t frames);
/** Narrows `ends` by one channel. */
void constant_ends_narrow(constant_ends *ends, const constant_channel *channel, const levels_block *block);
/** Moves one channel over the block, after `ends` has seen all channels. */
void constant_channel_move(constant_channel *channel, const constant_ends *ends, const levels_block *block);
void constant_runs_add(constant_runs *runs, const constant_ends *ends, uint32_t frames);
/** What comes next is another recording: no run goes on. */
void constant_runs_break(constant_runs *runs);
/** @return frames of the stuck run that lasts until now; 0: none. */
uint64_t constant_runs_stuck_now(const constant_runs *runs);

#endif
