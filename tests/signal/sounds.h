/*
 * mic_diag - sounds for the signal tests: analytic ones, noise from a fixed seed, and WAV files.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_TESTS_SIGNAL_SOUNDS_H
#define MIC_DIAG_TESTS_SIGNAL_SOUNDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signal/signal.h"

/** Interleaved float samples; full scale is 1. */
typedef struct {
    uint32_t rate_hz;
    uint32_t channels;
    uint32_t frames;
    float *samples;
} sound;

/** A small generator of random numbers, equal on every machine. */
typedef struct {
    uint64_t state;
} random_source;

uint32_t random_next(random_source *source);
/** @return -1 to 1, evenly. */
float random_float(random_source *source);

/** Silence. The program ends with 1 when memory runs out: a test cannot go on. */
sound sound_new(uint32_t rate_hz, uint32_t channels, double seconds);
void sound_free(sound *s);
/** Each adds to one channel from `from_s` to `to_s` (in seconds; to_s < 0: the end). */
void sound_add_sine(sound *s, uint32_t channel, double hz, double amplitude, double from_s, double to_s);
void sound_add_constant(sound *s, uint32_t channel, double value, double from_s, double to_s);
/** White noise, evenly distributed, with this RMS. */
void sound_add_noise(sound *s, uint32_t channel, double rms, uint64_t seed, double from_s, double to_s);
/** Pink noise (-3 dB an octave), with about this RMS. */
void sound_add_pink(sound *s, uint32_t channel, double rms, uint64_t seed, double from_s, double to_s);
/** A buzz that sounds like a voice to a detector: pitch and formants that move, syllables, gaps. */
void sound_add_voice(sound *s, uint32_t channel, double amplitude, double from_s, double to_s);
void sound_scale(sound *s, double gain);

/**
 * Writes the samples in a format, clamped to its range.
 * @param out  room for frames x channels x 4 bytes.
 * @return bytes of one frame.
 */
size_t sound_encode(const sound *s, signal_format format, void *out);

/** A 16-bit WAV file. @return false: there is none, or it is another kind. */
bool sound_read_wav(const char *path, sound *s);

/** Pushes everything as floats in pieces of `piece` frames (0: all at once). */
void sound_push(const sound *s, signal_analyzer *analyzer, uint32_t piece);
/** Creates an analyzer, pushes everything, reads the metrics. */
signal_metrics sound_metrics(const sound *s, bool live);

/** The voices of alsa-utils, which tests may find on the machine. */
enum { ALSA_VOICES = 9 };
typedef struct {
    const char *path;
    double level_dbov;       /**< ITU-T P.56 method B, computed in closed form from the samples. */
    double activity_percent; /**< The same. */
    bool speech;
} alsa_voice;
extern const alsa_voice alsa_voices[ALSA_VOICES];

#endif
