/*
 * mic_diag - the simulated microphone: what it hears, as samples.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIM_MICROPHONE_H
#define MIC_DIAG_SIM_MICROPHONE_H

#include <stdbool.h>
#include <stdint.h>

#include "platform/sim/speech.h"

typedef enum {
    SOUND_SPEECH = 0, /* somebody speaks, in a quiet room */
    SOUND_SILENCE,    /* a quiet room: nobody speaks */
    SOUND_ZERO,       /* exact zeros */
    SOUND_HUM,        /* of the mains */
    SOUND_CLIP,       /* somebody speaks, far too loud for the converter */
    SOUND_QUIET,      /* somebody speaks, far too quietly */
    SOUND_NOISE,      /* loud noise, no speech */
    SOUND_STUCK,      /* one value, not zero */
    SOUND_DC,         /* speech with an offset */
    SOUND_ONE_SIDED,  /* speech on the first channel only */
    SOUND_INVALID,    /* speech with values that are no numbers in between */
    SOUND_STALL,      /* speech, and after a while no block any more */
    SOUND_NONE,       /* never a block */
    SOUND_COUNT
} sound;

/** JSON word: "one-sided". */
const char *sound_name(sound which);
/** The word's sound, or SOUND_COUNT. */
sound sound_from_name(const char *name);

/** What is in front of a microphone. */
typedef struct {
    sound sound;
    double level_dbfs;    /* of the sound (speech: active level; stuck, dc: the value); NaN: its usual one */
    double noise_dbfs;    /* of the room behind it, RMS; NaN: the usual one */
    double after_ms;      /* stall: from the first block on; NaN: 1000 */
    double lost_after_ms; /* the device goes away; NaN: never */
    double first_ms;      /* until the first block; NaN: 10 */
} microphone;

/** A quiet room. */
microphone microphone_usual(void);

/** One capture's place in the sound. Zero-initialised it starts from the beginning. */
typedef struct {
    speech_state speech;
    uint64_t frame;
    uint32_t random;
} microphone_state;

/**
 * The next frames, interleaved.
 * @param gain  of the device's volume, 0 when it is muted: then the samples are exact zeros.
 */
void microphone_frames(const microphone *m, microphone_state *state, double gain, uint32_t rate_hz,
                       uint32_t channels, uint32_t frames, float *samples);

#endif
