/*
 * mic_diag - decibels of amplitudes and powers, with a floor instead of minus infinity.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_DECIBEL_H
#define MIC_DIAG_SIGNAL_DECIBEL_H

#include <math.h>

/** What digital silence reads: below the smallest step of 32 bits, and a number that JSON can hold. */
#define DECIBEL_SILENCE (-200.0)

static inline double decibel_from_power(double power)
{
    /* cppcheck-suppress invalidFunctionArg; it does not see the condition */
    double decibel = power > 0.0 ? 10.0 * log10(power) : DECIBEL_SILENCE;

    return decibel > DECIBEL_SILENCE ? decibel : DECIBEL_SILENCE;
}

static inline double decibel_from_amplitude(double amplitude)
{
    double decibel = amplitude > 0.0 ? 20.0 * log10(amplitude) : DECIBEL_SILENCE;

    return decibel > DECIBEL_SILENCE ? decibel : DECIBEL_SILENCE;
}

#endif
