/*
 * mic_diag - holes that the recording side reported: samples that are NULL, and overflows.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_DROPOUTS_H
#define MIC_DIAG_SIGNAL_DROPOUTS_H

#include <stdint.h>

typedef struct {
    uint64_t count;
    uint64_t hole_frames;
    uint64_t lost_us;    /**< Of overflows, as far as the clock told. */
    int64_t expected_us; /**< When the next push should begin; 0: unknown. */
    uint32_t in_hole;
    uint32_t unused;
} dropouts;

/**
 * @param frames   of the push.
 * @param hole     1: they were not recorded. Holes in a row are one dropout.
 * @param time_us  of its first frame; 0: unknown.
 * @param flags    of signal_analyzer_push().
 * @return dropouts that this push added.
 */
uint32_t dropouts_add(dropouts *drop, uint32_t rate_hz, uint32_t frames, uint32_t hole, int64_t time_us,
                      uint32_t flags);
double dropouts_ms(const dropouts *drop, uint32_t rate_hz);

#endif
