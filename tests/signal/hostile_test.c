/*
 * mic_diag - tests: shapes and values nobody should push, and the caller's floating-point environment.
 *
 * SPDX-License-Identifier: MIT
 */
#include <fenv.h>
#include <stdlib.h>

#include "../check.h"
#include "sounds.h"

static void test_ranges(void)
{
    signal_metrics m;
    signal_analyzer *analyzer;

    CHECK(signal_analyzer_create(7999, 1, false) == NULL);
    CHECK(signal_analyzer_create(192001, 1, false) == NULL);
    CHECK(signal_analyzer_create(48000, 0, false) == NULL);
    CHECK(signal_analyzer_create(48000, 33, false) == NULL);
    CHECK(signal_analyzer_create(0, UINT32_MAX, true) == NULL);
    signal_analyzer_free(NULL);

    analyzer = signal_analyzer_create(48000, 1, false);
    signal_analyzer_push(analyzer, "abc", 0, SIGNAL_S24, 0, 0);
    signal_analyzer_push(analyzer, "abcd", 1, (signal_format)99, 0, 0);
    signal_analyzer_push(analyzer, NULL, 0, SIGNAL_F32, 0, UINT32_MAX);
    signal_analyzer_metrics(analyzer, &m);
    CHECK(m.frames == 0);
    signal_analyzer_free(analyzer);
}

/* Every rate makes a layout that fits the arrays: the sanitizers watch. */
static void test_every_rate(void)
{
    float samples[600];
    random_source source = {6};

    for (int i = 0; i < 600; i++)
        samples[i] = random_float(&source);
    for (uint32_t rate = SIGNAL_RATE_MIN; rate <= SIGNAL_RATE_MAX; rate += rate < 14500 ? 7 : 491) {
        signal_analyzer *analyzer = signal_analyzer_create(rate, 1, false);
        signal_metrics m;

        if (!CHECK(analyzer != NULL))
            continue;
        for (int i = 0; i < 40; i++)
            signal_analyzer_push(analyzer, samples, 600, SIGNAL_F32, 0, 0);
        signal_analyzer_metrics(analyzer, &m);
        CHECK(m.frames == 24000 && fabs(m.rms_dbfs + 4.77) < 0.5);
        signal_analyzer_free(analyzer);
    }
}

/* Random bytes as samples of every format, with flags and holes at random. */
static void test_random_bytes(void)
{
    enum { SIZE = 32 * 4 * 700 };
    unsigned char *bytes = malloc(SIZE);
    random_source source = {99};

    if (!CHECK(bytes != NULL))
        return;
    for (uint32_t channels = 1; channels <= 32; channels += 31) {
        for (int format = SIGNAL_F32; format <= SIGNAL_S32; format++) {
            signal_analyzer *analyzer = signal_analyzer_create(22050, channels, format % 2 == 0);
            signal_metrics m;

            for (int i = 0; i < 80; i++) {
                for (int k = 0; k < SIZE; k += 97)
                    bytes[k] = (unsigned char)random_next(&source);
                signal_analyzer_push(analyzer, random_next(&source) % 9 ? bytes : NULL,
                                     random_next(&source) % 700, (signal_format)format,
                                     (int64_t)random_next(&source) * INT32_MAX, random_next(&source) % 16);
            }
            signal_analyzer_metrics(analyzer, &m);
            CHECK(m.frames > 0 && !isnan(m.rms_dbfs) && isfinite(m.peak_dbfs) && m.peak_dbfs < 24.1);
            CHECK(m.speech_ratio >= 0.0 && m.speech_ratio <= 1.0 && m.clipped_ratio >= 0.0 &&
                  m.clipped_ratio <= 1.0);
            signal_analyzer_free(analyzer);
        }
    }
    free(bytes);
}

/* The loudest, and the shortest possible, change of everything. */
static void test_extremes(void)
{
    sound s = sound_new(8000, 1, 2.0);
    signal_metrics m;

    for (uint32_t i = 0; i < s.frames; i++)
        s.samples[i] = i % 2 ? 16.0F : -16.0F;
    m = sound_metrics(&s, false);
    CHECK_NEAR(m.rms_dbfs, 24.08, 0.01);
    CHECK_NEAR(m.active_speech_level_dbov, 24.08, 0.1);
    CHECK(m.clipped_runs == 0);
    sound_free(&s);
    s = sound_new(8000, 1, 2.0);
    s.samples[8000] = 1.0F;
    m = sound_metrics(&s, false);
    CHECK(isnan(m.active_speech_level_dbov));
    sound_free(&s);
}

static void test_environment(void)
{
    sound s = sound_new(48000, 1, 1.0);
    fenv_t before;
    volatile float tiny = 1e-38F;

    CHECK(fegetenv(&before) == 0);
    fesetround(FE_TONEAREST);
    sound_add_voice(&s, 0, 0.3, 0.0, 0.5);
    CHECK(sound_metrics(&s, false).frames == 48000);
    CHECK(fegetround() == FE_TONEAREST);
    CHECK(tiny / 16.0F > 0.0F); /* Denormal numbers were not switched off. */
    fesetenv(&before);
    sound_free(&s);
}

int main(void)
{
    test_ranges();
    test_every_rate();
    test_random_bytes();
    test_extremes();
    test_environment();
    return check_result();
}
