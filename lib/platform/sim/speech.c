/*
 * mic_diag - an artificial voice: a source of pulses or noise through three resonators.
 *
 * SPDX-License-Identifier: MIT
 */
#include "platform/sim/speech.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

/* The voice is made at one rate, so that it is the same on every device. */
enum { SPEECH_RATE = 16000 };

/* Brings the active level to 0 dB: measured over 20 s of the voice. */
static const double loudness = 1.329;

typedef struct {
    double hz[SPEECH_FORMANTS];
} vowel;

/* Formants of a grown-up's vowels: a, e, i, o, u, and the neutral one. */
static const vowel vowels[] = {
    {{730, 1090, 2440}}, {{530, 1840, 2480}}, {{300, 2290, 3010}},
    {{570, 840, 2410}},  {{330, 870, 2240}},  {{500, 1500, 2500}},
};

typedef struct {
    uint8_t from, to; /* vowels */
    uint8_t hiss;     /* 1: starts with one */
    uint16_t pitch_hz;
    int8_t glide; /* percent over the syllable */
} syllable;

/* One phrase; the last entries are the pause (pitch 0). */
static const syllable phrase[] = {
    {0, 2, 0, 128, 12},  {5, 1, 1, 148, -10}, {3, 0, 0, 172, 14}, {1, 5, 0, 190, -14}, {4, 3, 1, 158, 10},
    {2, 0, 0, 140, -9},  {5, 5, 0, 0, 0},     {0, 1, 1, 135, 13}, {2, 3, 0, 164, 11},  {1, 4, 1, 205, -12},
    {0, 5, 0, 176, -13}, {3, 1, 0, 150, -10}, {2, 5, 0, 122, -8}, {0, 0, 0, 0, 0},
};
enum { SYLLABLES = sizeof phrase / sizeof *phrase };

static const double syllable_seconds = 0.24, voice_seconds = 0.18,
                    /* the rest is the pause before the next */ hiss_seconds = 0.06, attack_seconds = 0.025,
                    release_seconds = 0.06;

double speech_noise(uint32_t *state)
{
    /* The sum of four uniform numbers, of variance 4/12 together. */
    double sum = 0.0;
    for (int i = 0; i < 4; ++i) {
        *state = *state * 1664525u + 1013904223u;
        sum += (double)(*state >> 8) / 16777216.0 - 0.5;
    }
    return sum * 1.7320508075688772;
}

/* A two-pole resonator with a gain of about one at its peak. */
static double resonate(speech_resonator *r, double in, double hz, double bandwidth_hz)
{
    double radius = exp(-pi * bandwidth_hz / SPEECH_RATE);
    double a = 2.0 * radius * cos(2.0 * pi * hz / SPEECH_RATE);
    double out = (1.0 - radius) * in + a * r->y1 - radius * radius * r->y2;
    r->y2 = r->y1;
    r->y1 = out;
    return out;
}

static double mixed(double from, double to, double share)
{
    return from + (to - from) * share;
}

static double envelope(double seconds)
{
    if (seconds < attack_seconds)
        return seconds / attack_seconds;
    double left = voice_seconds - seconds;
    return left <= 0.0 ? 0.0 : left < release_seconds ? left / release_seconds : 1.0;
}

static double voice(speech_state *s, const syllable *now, double share)
{
    double pitch = now->pitch_hz * (1.0 + now->glide / 100.0 * (share - 0.5));
    s->pulse_phase += pitch / SPEECH_RATE;
    double pulse = 0.0;
    if (s->pulse_phase >= 1.0) {
        s->pulse_phase -= 1.0;
        pulse = 40.0;
    }
    s->pulse += 0.25 * (pulse - s->pulse); /* a voice falls off towards high frequencies */
    return s->pulse;
}

static double next_sample(speech_state *s)
{
    const uint64_t length = (uint64_t)(syllable_seconds * SPEECH_RATE);
    const syllable *now = &phrase[s->position / length % SYLLABLES];
    double seconds = (double)(s->position % length) / SPEECH_RATE;
    ++s->position;
    double share = seconds / syllable_seconds, source = 0.0, hiss = 0.0;
    double noise = speech_noise(&s->random);
    if (now->pitch_hz > 0) {
        double level = envelope(seconds);
        if (now->hiss != 0 && seconds < hiss_seconds)
            hiss = 0.12 * level * (noise - s->hiss);
        else
            source = level * (voice(s, now, share) + 0.02 * noise);
    }
    s->hiss = noise;
    static const double bandwidths_hz[SPEECH_FORMANTS] = {90, 110, 170};
    static const double gains[SPEECH_FORMANTS] = {1.0, 0.7, 0.4};
    double out = hiss;
    for (int i = 0; i < SPEECH_FORMANTS; ++i) {
        double hz = mixed(vowels[now->from].hz[i], vowels[now->to].hz[i], share);
        out += gains[i] * resonate(&s->formant[i], source, hz, bandwidths_hz[i]);
    }
    /* Pulses have a mean; a microphone hears none. */
    s->high_passed = out - s->unfiltered + 0.995 * s->high_passed;
    s->unfiltered = out;
    return s->high_passed * loudness;
}

double speech_next(speech_state *s, double rate_hz)
{
    s->phase += SPEECH_RATE / rate_hz;
    while (s->phase >= 1.0) {
        s->phase -= 1.0;
        s->before = s->after;
        s->after = next_sample(s);
    }
    return mixed(s->before, s->after, s->phase);
}
