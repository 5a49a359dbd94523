/*
 * mic_diag - the simulated microphone.
 *
 * SPDX-License-Identifier: MIT
 */
#include "platform/sim/microphone.h"

#include <math.h>
#include <string.h>

/* Names and usual levels in the order of `sound`. */
static const struct {
    const char *name;
    double level_dbfs, noise_dbfs;
} sounds[SOUND_COUNT] = {
    {"speech", -22, -65}, {"silence", -120, -52},  {"zero", -120, -120},  {"hum", -35, -65},
    {"clip", -4, -60},    {"quiet", -55, -95},     {"noise", -30, -120},  {"stuck", -12, -120},
    {"dc", -20, -65},     {"one-sided", -22, -65}, {"invalid", -22, -65}, {"stall", -22, -65},
    {"none", -22, -65},
};

const char *sound_name(sound which)
{
    return (unsigned)which < SOUND_COUNT ? sounds[which].name : "";
}

sound sound_from_name(const char *name)
{
    int i = 0;
    while (i < SOUND_COUNT && strcmp(sounds[i].name, name) != 0)
        ++i;
    return (sound)i;
}

microphone microphone_usual(void)
{
    return (microphone){SOUND_SILENCE, (double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN};
}

static double ratio_of(double db)
{
    return db <= -120.0 ? 0.0 : pow(10.0, db / 20.0);
}

static bool is_speech(sound which)
{
    switch (which) {
    case SOUND_SPEECH:
    case SOUND_CLIP:
    case SOUND_QUIET:
    case SOUND_DC:
    case SOUND_ONE_SIDED:
    case SOUND_INVALID:
    case SOUND_STALL:
        return true;
    default:
        return false;
    }
}

/* 50 Hz and its odd harmonics, falling off; RMS 1 together. */
static double hum_at(double seconds)
{
    static const double shares[] = {0.80, 0.45, 0.30, 0.20, 0.15};
    double sum = 0.0;
    for (int i = 0; i < 5; ++i)
        sum += shares[i] * sin(2.0 * 3.14159265358979323846 * 50.0 * (2 * i + 1) * seconds);
    return sum * 1.41421356237309505 / 0.9974968671630001;
}

void microphone_frames(const microphone *m, microphone_state *state, double gain, uint32_t rate_hz,
                       uint32_t channels, uint32_t frames, float *samples)
{
    enum { INVALID_EVERY = 97 };
    double level = ratio_of(isnan(m->level_dbfs) ? sounds[m->sound].level_dbfs : m->level_dbfs);
    double noise = ratio_of(isnan(m->noise_dbfs) ? sounds[m->sound].noise_dbfs : m->noise_dbfs);
    /* With an offset the voice keeps its usual level, and the level is that of the offset. */
    double speech_level = m->sound == SOUND_DC ? ratio_of(sounds[SOUND_SPEECH].level_dbfs) : level;
    for (uint32_t i = 0; i < frames; ++i, ++state->frame) {
        double value = 0.0;
        if (noise > 0.0)
            value = noise * speech_noise(&state->random);
        if (is_speech(m->sound))
            value += speech_level * speech_next(&state->speech, rate_hz);
        else if (m->sound == SOUND_NOISE)
            value += level * speech_noise(&state->random);
        else if (m->sound == SOUND_HUM)
            value += level * hum_at((double)state->frame / rate_hz);
        if (m->sound == SOUND_STUCK || m->sound == SOUND_DC)
            value += level;
        value *= gain;
        value = value > 1.0 ? 1.0 : value < -1.0 ? -1.0 : value;
        if (m->sound == SOUND_INVALID && gain > 0.0 && state->frame % INVALID_EVERY == 0)
            value = (double)NAN;
        for (uint32_t c = 0; c < channels; ++c)
            samples[(size_t)i * channels + c] = c > 0 && m->sound == SOUND_ONE_SIDED ? 0.0f : (float)value;
    }
}
