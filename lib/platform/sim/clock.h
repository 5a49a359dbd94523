/*
 * mic_diag - the simulation's clock: real time, until a step takes it over.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIM_CLOCK_H
#define MIC_DIAG_SIM_CLOCK_H

#include <stdint.h>

typedef enum {
    CLOCK_REAL = 0, /* runs as the system's does */
    CLOCK_BY_STEPS, /* moves by "advance MS" alone */
    CLOCK_FREE      /* "advance auto": jumps to whatever happens next */
} clock_mode;

/**
 * `present_us` follows `target_us` (where "advance" said to go) from one thing that happens to the next, so
 * that what happens in between happens at its own time, however late it is taken.
 */
typedef struct {
    clock_mode mode;
    int64_t present_us, target_us;
} sim_clock;

#endif
