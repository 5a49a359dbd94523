/*
 * mic_diag - holes that the recording side reported.
 *
 * SPDX-License-Identifier: MIT
 */
#include "signal/dropouts.h"

#include "signal/signal.h"

static const int64_t longest_gap_us =
    60 * 1000000; /* A clock that jumped further was set, or is another one. */

uint32_t dropouts_add(dropouts *drop, uint32_t rate_hz, uint32_t frames, uint32_t hole, int64_t time_us,
                      uint32_t flags)
{
    uint32_t added = 0;

    if (flags & SIGNAL_PUSH_OVERFLOW) {
        added++;
        if (time_us > 0 && drop->expected_us > 0 && time_us > drop->expected_us &&
            time_us - drop->expected_us < longest_gap_us)
            drop->lost_us += (uint64_t)(time_us - drop->expected_us);
    }
    if (hole && frames > 0) {
        added += !drop->in_hole && added == 0;
        drop->hole_frames += frames;
    }
    if (frames > 0)
        drop->in_hole = hole;
    drop->count += added;
    if (time_us > 0 && time_us < INT64_MAX / 2)
        drop->expected_us = time_us + (int64_t)frames * 1000000 / (int64_t)rate_hz;
    else if (drop->expected_us > 0)
        drop->expected_us += (int64_t)frames * 1000000 / (int64_t)rate_hz;
    return added;
}

double dropouts_ms(const dropouts *drop, uint32_t rate_hz)
{
    return (double)drop->hole_frames * 1000.0 / rate_hz + (double)drop->lost_us / 1000.0;
}
