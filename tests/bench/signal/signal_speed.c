/*
 * mic_diag - measures what the analyzer costs: ns per sample, mono 48 kHz, pushes of 10 ms.
 *
 * With libebur128 (loudness and true peak, all modes) beside it in the same rounds, if it was found.
 * Prints a table; judges nothing: a machine that does other work must not fail a test.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../../signal/sounds.h"
#ifdef WITH_EBUR128
#include <ebur128.h>
#endif

enum { RATE = 48000, PIECE = 480, ROUNDS = 9 };

static double now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double analyzer_ns(const sound *s)
{
    signal_analyzer *analyzer = signal_analyzer_create(RATE, 1, false);
    const double begin = now_ns();

    if (!analyzer)
        exit(1);
    sound_push(s, analyzer, PIECE);
    signal_analyzer_free(analyzer);
    return (now_ns() - begin) / s->frames;
}

static double reference_ns(const sound *s)
{
#ifdef WITH_EBUR128
    ebur128_state *state = ebur128_init(1, RATE,
                                        EBUR128_MODE_M | EBUR128_MODE_S | EBUR128_MODE_I | EBUR128_MODE_LRA |
                                            EBUR128_MODE_TRUE_PEAK);
    const double begin = now_ns();

    if (!state)
        exit(1);
    for (uint32_t at = 0; at + PIECE <= s->frames; at += PIECE)
        ebur128_add_frames_float(state, s->samples + at, PIECE);
    ebur128_destroy(&state);
    return (now_ns() - begin) / s->frames;
#else
    (void)s;
    return (double)NAN;
#endif
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void measure(const char *name, const sound *s)
{
    double ours[ROUNDS], theirs[ROUNDS];

    for (int i = 0; i < ROUNDS; i++) {
        ours[i] = analyzer_ns(s);
        theirs[i] = reference_ns(s);
    }
    qsort(ours, ROUNDS, sizeof *ours, by_value);
    qsort(theirs, ROUNDS, sizeof *theirs, by_value);
    printf("%-8s analyzer %6.2f ns, libebur128 (M, S, I, LRA, true peak) %6.2f ns\n", name, ours[ROUNDS / 2],
           theirs[ROUNDS / 2]);
}

int main(int count, char **arguments)
{
    sound s = sound_new(RATE, 1, 8.0);

    measure("silence", &s);
    sound_add_noise(&s, 0, 0.05, 3, 0.0, -1.0);
    measure("noise", &s);
    sound_scale(&s, 0.0);
    sound_add_sine(&s, 0, 440.0, 0.3, 0.0, -1.0);
    measure("tone", &s);
    sound_scale(&s, 0.0);
    sound_add_voice(&s, 0, 0.3, 0.0, -1.0);
    measure("voice", &s);
    sound_free(&s);
    for (int i = 1; i < count; i++) {
        if (!sound_read_wav(arguments[i], &s))
            continue;
        if (s.channels == 1 && s.rate_hz == RATE)
            measure("file", &s);
        sound_free(&s);
    }
    return 0;
}
