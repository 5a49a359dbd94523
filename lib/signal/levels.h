/*
 * mic_diag - peak, RMS and DC offset of one channel.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_LEVELS_H
#define MIC_DIAG_SIGNAL_LEVELS_H

#include <stdbool.h>
#include <stdint.h>

/** One block of one channel, in numbers that the other measurements share. */
typedef struct {
    const float *samples; /**< As they came, DC included. */
    uint32_t frames;
    float lowest;
    float highest;
    float dc;     /**< The running DC offset; 0 in a block of zeros. */
    double sum;   /**< Of (sample - dc). */
    double power; /**< Of (sample - dc) squared, the sum. */
    bool zero;    /**< Every sample is exactly 0. */
} levels_block;

/** The running DC offset; follows the stream also where nothing is judged. */
typedef struct {
    double offset;
    uint32_t blocks;
} levels_dc;

/** Sums over the judged part of the stream. */
typedef struct {
    uint64_t frames;
    double mean;
    double spread; /**< Sum of (sample - mean) squared. */
    float peak;
} levels_sums;

/** Measures a block and moves the running DC offset on. */
void levels_measure(levels_dc *dc, const float *samples, uint32_t frames, levels_block *block);
void levels_add(levels_sums *sums, const levels_block *block);
/** DC removed, over everything that was added. @return dBFS; NaN: nothing was added. */
double levels_rms_dbfs(const levels_sums *sums);
/** @return dBFS; NaN: nothing was added. */
double levels_peak_dbfs(const levels_sums *sums);

#endif
