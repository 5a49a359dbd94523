/*
 * mic_diag - clipping at full scale in one channel: runs of 3 samples or more at 32767/32768 or beyond.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_CLIPPING_H
#define MIC_DIAG_SIGNAL_CLIPPING_H

#include <stdint.h>

#include "signal/levels.h"

typedef struct {
    uint64_t samples; /**< Inside runs. */
    uint64_t runs;
    uint32_t length; /**< Of the run that may go on in the next block; 0: none. */
    uint32_t positive;
} clipping;

/** @return clipped samples that this block added. */
uint32_t clipping_add(clipping *clip, const levels_block *block);
/** The next block does not follow the last one. */
void clipping_break(clipping *clip);

#endif
