/*
 * mic_diag - interleaved samples of any format into one float array a channel.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_SAMPLE_FORMATS_H
#define MIC_DIAG_SIGNAL_SAMPLE_FORMATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signal/signal.h"

/** @return bytes of one sample; 0: no such format. */
size_t sample_format_bytes(signal_format format);

/**
 * Converts one channel. Full scale is 1. NaN, infinity and |x| > 16 become 0. Values below 1e-15 (-300 dBFS)
 * become 0 too: they are silence, and slow to calculate with.
 *
 * @param first   the channel's first sample; need not be aligned.
 * @param stride  bytes from one frame to the next.
 * @param out     room for `frames` values.
 * @return samples that were replaced because they were invalid.
 */
uint32_t sample_format_read(signal_format format, const unsigned char *first, size_t stride, uint32_t frames,
                            float *out);

#endif
