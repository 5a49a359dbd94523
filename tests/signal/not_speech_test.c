/*
 * mic_diag - tests: sounds that repeat, swell and change as speech does, and are none.
 *
 * Each is the essence of a recording that was once taken for speech.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "../check.h"
#include "sounds.h"

static const double pi = 3.14159265358979323846;

static void expect_none(sound *s, const char *what)
{
    for (int live = 0; live <= 1; live++) {
        const double speech = sound_metrics(s, live == 1).speech_seconds;

        if (!CHECK_NEAR(speech, 0.0, 0.0))
            fprintf(stderr, "    %s at %u Hz\n", what, (unsigned)s->rate_hz);
    }
    sound_free(s);
}

/* Sways slowly and much: at no distance does it repeat more than a little nearer. */
static void add_rumble(sound *s, double amplitude)
{
    for (int hz = 11; hz < 48; hz += 3)
        sound_add_sine(s, 0, hz + 0.37 * (hz % 5), amplitude, 0.0, -1.0);
}

/* Somebody moves things about: swelling noise of changing colour over a rumble. */
static void test_rumble(uint32_t rate)
{
    sound s = sound_new(rate, 1, 8.0);
    int n = 0;

    sound_add_pink(&s, 0, 2e-4, 5, 0.0, -1.0);
    add_rumble(&s, 0.03);
    for (double t = 1.0; t < 7.5; t += 0.35, n++) {
        if (n % 2 == 0)
            sound_add_noise(&s, 0, 0.004, 20 + (uint64_t)n, t, t + 0.2);
        else
            sound_add_pink(&s, 0, 0.006, 20 + (uint64_t)n, t, t + 0.2);
    }
    expect_none(&s, "rumble under bursts of noise");
}

/* A stroke and its body's ringing, 45 dB below and falling, which a gate lets through until it is nothing. */
static void test_keys(uint32_t rate)
{
    static const double ringing[] = {130, 170, 145};
    sound s = sound_new(rate, 1, 8.0);
    int n = 0;

    for (double t = 0.7; t < 7.5; t += 0.4, n++) {
        const double hz = ringing[n % 3];

        sound_add_noise(&s, 0, 0.1, 40 + (uint64_t)n, t, t + 0.04);
        for (int k = 1; k < 12; k++) {
            const uint32_t begin = (uint32_t)(t * rate), end = (uint32_t)((t + 0.3) * rate);

            for (uint32_t i = begin; i < end; i++) {
                const double at = (double)(i - begin) / rate;
                const double loud = 6e-4 / (1 + abs(k - 1 - (int)(at * 30.0))) * exp(-at / 0.12);

                s.samples[i] += (float)(loud * sin(2.0 * pi * hz * k * at));
            }
        }
    }
    expect_none(&s, "keys");
}

/* A pump that starts: noise that stays, in which one band alone comes and goes as a tone. */
static void test_pump(uint32_t rate)
{
    sound s = sound_new(rate, 1, 8.0);

    sound_add_pink(&s, 0, 3e-4, 60, 0.0, -1.0);
    sound_add_pink(&s, 0, 0.01, 61, 1.0, -1.0);
    for (double t = 1.2; t < 7.5; t += 0.3)
        sound_add_sine(&s, 0, 330.0, 0.03, t, t + 0.16);
    expect_none(&s, "a pump");
}

int main(void)
{
    static const uint32_t rates[] = {8000, 16000, 44100, 48000};

    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        test_rumble(rates[i]);
        test_keys(rates[i]);
        test_pump(rates[i]);
    }
    return check_result();
}
