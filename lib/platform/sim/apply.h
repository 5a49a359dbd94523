/*
 * mic_diag - changing a setting of the described computer: compare, set, read back.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIM_APPLY_H
#define MIC_DIAG_SIM_APPLY_H

#include "platform/sim/computer.h"

/**
 * @param action  "mute" (values "yes" and "no") or "volume" (dB: "-12dB", or a sound server's raw volumes
 *                of each channel: "65536,65536").
 * @param seen    the value that must be there; NULL or "": whatever is there.
 * @param before  receives the value found, `after` the one that is there now: `size` bytes each.
 */
platform_applied apply_change(computer *c, const char *action, const char *device, const char *seen,
                              const char *wanted, char *before, char *after, size_t size);

#endif
