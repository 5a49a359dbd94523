/*
 * mic_diag - a level, drawn as a bar.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CLI_LEVEL_METER_H
#define CLI_LEVEL_METER_H

#include <stddef.h>

#include "mic_diag.h"
#include "terminal.h"

enum { LEVEL_METER_BYTES = 512 }; /* room for the widest bar with its colours */

/**
 * Writes a bar from -60 to 0 dBFS and the level in figures, such as "[######----] -23 dBFS speech".
 * @param columns  for the bar alone, 4 to 60.
 */
void level_meter_format(const struct terminal *terminal, const mic_diag_levels *levels, unsigned columns,
                        char *out, size_t size);

#endif
