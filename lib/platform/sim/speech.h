/*
 * mic_diag - an artificial voice: syllables of vowels and hisses, with pauses, always the same.
 *
 * It says nothing, but it has what a detector of speech looks for: a gliding pitch of 110 to 220 Hz, formants
 * that move, energy between 250 and 4000 Hz, four to five syllables a second, and pauses to breathe.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIM_SPEECH_H
#define MIC_DIAG_SIM_SPEECH_H

#include <stdint.h>

enum { SPEECH_FORMANTS = 3 };

typedef struct {
    double y1, y2; /* the last two outputs */
} speech_resonator;

/** Zero-initialised it starts from the beginning. */
typedef struct {
    double phase; /* between the input samples (at SPEECH_RATE) and those asked for: 0 to 1 */
    double before, after;
    uint64_t position;              /* samples at SPEECH_RATE */
    double pulse_phase;             /* of the voice, 0 to 1 */
    double pulse;                   /* low-passed pulses */
    double hiss;                    /* the last sample of noise, for its difference */
    double unfiltered, high_passed; /* the last sample before and behind the filter at the end */
    uint32_t random;
    speech_resonator formant[SPEECH_FORMANTS];
} speech_state;

/** The next sample at a rate in Hz. The active level (ITU-T P.56) over some seconds is 0 dB (RMS 1). */
double speech_next(speech_state *s, double rate_hz);

/** White noise of RMS 1, within -3.5 to 3.5. @param state  of the generator, any number. */
double speech_noise(uint32_t *state);

#endif
