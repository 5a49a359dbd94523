/*
 * mic_diag - how a stream is cut into blocks.
 *
 * SPDX-License-Identifier: MIT
 */
#include "signal/layout.h"

void signal_layout_make(signal_layout *layout, uint32_t rate_hz, uint32_t channels)
{
    uint32_t unit, units;

    layout->rate_hz = rate_hz;
    layout->channels = channels;
    layout->decimation = (rate_hz + 2000) / 8000;
    unit = 4 * layout->decimation;
    units = (rate_hz + 50 * unit) / (100 * unit);
    layout->block_frames = unit * units;
}
