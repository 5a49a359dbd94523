/*
 * mic_diag - how a stream is cut into blocks; shared by every measurement.
 *
 * All measurements work on blocks of about 10 ms whose borders depend on the stream alone, never on how it
 * was pushed. A block shorter than that ends a stretch of sound (a hole, a discontinuity, the last samples).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_LAYOUT_H
#define MIC_DIAG_SIGNAL_LAYOUT_H

#include <stdint.h>

enum {
    LAYOUT_BLOCKS_100_MS = 10,
    LAYOUT_BLOCKS_5_S = 500,
    LAYOUT_BLOCKS_SKIPPED = 50, /**< The start of a live stream: the device settles for 500 ms. */
    LAYOUT_DECIMATION_MAX = 24, /**< From 192 kHz. */
    LAYOUT_HISTORY = 8 * LAYOUT_DECIMATION_MAX, /**< Samples kept in front of a block, for filters. */
    LAYOUT_BLOCK_MAX = 2304
};

typedef struct {
    uint32_t rate_hz;
    uint32_t channels;
    uint32_t decimation;   /**< Takes the rate to about 8 kHz (7 to 14 kHz). */
    uint32_t block_frames; /**< About 10 ms; a multiple of 4 x decimation. */
} signal_layout;

/** Fills the layout for a stream. The caller has checked the ranges of signal.h. */
void signal_layout_make(signal_layout *layout, uint32_t rate_hz, uint32_t channels);

#endif
