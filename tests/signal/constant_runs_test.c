/*
 * mic_diag - tests: exact zeros, silence, a stuck value.
 *
 * SPDX-License-Identifier: MIT
 */
#include "../check.h"
#include "sounds.h"

static const double lsb = 1.0 / 32768.0;

static void test_zeros(void)
{
    sound s = sound_new(48000, 1, 3.0);
    signal_metrics m = sound_metrics(&s, false);

    CHECK_NEAR(m.zero_ms, 3000.0, 1e-6);
    CHECK_NEAR(m.zero_now_ms, 3000.0, 1e-6);
    CHECK_NEAR(m.silent_ms, 3000.0, 1e-6);
    CHECK_NEAR(m.stuck_ms, 0.0, 0.0);
    CHECK(isnan(m.stuck_value));
    sound_add_noise(&s, 0, 0.01, 9, 0.5, 1.2345);
    sound_add_noise(&s, 0, 0.01, 8, 2.5, -1.0);
    m = sound_metrics(&s, false);
    CHECK_NEAR(m.zero_ms, 1265.5, 0.05);
    CHECK_NEAR(m.zero_now_ms, 0.0, 0.0);
    CHECK_NEAR(m.silent_ms, 1265.5, 0.1);
    sound_free(&s);
}

/* One single sample, anywhere, ends the run; another channel's too. */
static void test_one_sample(void)
{
    for (uint32_t at = 20000; at < 21000; at += 37) {
        sound s = sound_new(48000, 2, 1.0);
        signal_metrics m;

        s.samples[2 * at + at % 2] = 0.001F;
        m = sound_metrics(&s, false);
        CHECK_NEAR(m.zero_ms, (47999.0 - at) / 48.0, 1e-6);
        CHECK_NEAR(m.zero_now_ms, m.zero_ms, 0.0);
        sound_free(&s);
    }
}

/* Noise of the last bit is silence, but not zero; one bit more is sound. */
static void test_last_bit(void)
{
    sound s = sound_new(48000, 1, 2.0);
    random_source source = {4};
    signal_metrics m;

    for (uint32_t i = 0; i < s.frames; i++)
        s.samples[i] = (float)(((int)(random_next(&source) % 3) - 1) * lsb + 0.25);
    m = sound_metrics(&s, false);
    CHECK_NEAR(m.silent_ms, 2000.0, 1e-6);
    CHECK(m.zero_ms < 1.0 && m.stuck_ms < 20.0);
    for (uint32_t i = 0; i < s.frames; i++)
        s.samples[i] = (float)(((int)(random_next(&source) % 5) - 2) * lsb);
    m = sound_metrics(&s, false);
    CHECK(m.silent_ms < 20.0);
    sound_free(&s);
}

static void test_stuck(void)
{
    sound s = sound_new(44100, 1, 2.0);
    signal_metrics m;

    sound_add_noise(&s, 0, 0.1, 3, 0.0, 0.4);
    sound_add_constant(&s, 0, 0.5, 0.4, 1.0);
    sound_add_noise(&s, 0, 0.1, 5, 1.0, 1.5);
    sound_add_constant(&s, 0, -0.25, 1.5, -1.0);
    m = sound_metrics(&s, false);
    CHECK_NEAR(m.stuck_ms, 600.0, 0.1);
    CHECK_NEAR(m.stuck_value, 0.5, 0.0);
    CHECK_NEAR(m.stuck_now_ms, 500.0, 0.1);
    CHECK_NEAR(m.silent_ms, 600.0, 0.2);
    CHECK_NEAR(m.zero_ms, 0.0, 0.1);
    sound_free(&s);
}

/* A constant within one step of 16 bits is silence, not a stuck value. */
static void test_tiny_constant(void)
{
    sound s = sound_new(48000, 1, 1.0);
    signal_metrics m;

    sound_add_constant(&s, 0, lsb, 0.0, -1.0);
    m = sound_metrics(&s, false);
    CHECK_NEAR(m.stuck_ms, 0.0, 0.0);
    CHECK_NEAR(m.silent_ms, 1000.0, 1e-6);
    sound_free(&s);
}

/* All channels must take part; each may have its own value. */
static void test_channels(void)
{
    sound s = sound_new(48000, 2, 1.0);
    signal_metrics m;

    sound_add_constant(&s, 0, 0.1, 0.0, -1.0);
    sound_add_constant(&s, 1, -0.4, 0.0, -1.0);
    m = sound_metrics(&s, false);
    CHECK_NEAR(m.stuck_now_ms, 1000.0, 1e-6);
    CHECK_NEAR(m.stuck_value, (double)-0.4F, 0.0);
    sound_add_noise(&s, 1, 0.01, 3, 0.0, -1.0);
    m = sound_metrics(&s, false);
    CHECK(m.stuck_ms < 1.0 && m.silent_ms < 20.0);
    sound_free(&s);
}

/* Another recording begins: what was equal before does not go on. A hole, though, is not known to have ended
 * it. */
static void test_breaks(void)
{
    sound s = sound_new(48000, 1, 1.0);
    signal_analyzer *analyzer = signal_analyzer_create(48000, 1, false);
    signal_metrics m;

    sound_push(&s, analyzer, 0);
    signal_analyzer_push(analyzer, NULL, 4800, SIGNAL_F32, 0, 0);
    sound_push(&s, analyzer, 0);
    signal_analyzer_metrics(analyzer, &m);
    CHECK_NEAR(m.zero_now_ms, 2000.0, 1e-6);
    signal_analyzer_push(analyzer, s.samples, 2400, SIGNAL_F32, 0, SIGNAL_PUSH_DISCONTINUITY);
    signal_analyzer_metrics(analyzer, &m);
    CHECK_NEAR(m.zero_now_ms, 50.0, 1e-6);
    CHECK_NEAR(m.zero_ms, 2000.0, 1e-6);
    signal_analyzer_free(analyzer);
    sound_free(&s);
}

int main(void)
{
    test_zeros();
    test_one_sample();
    test_last_bit();
    test_stuck();
    test_tiny_constant();
    test_channels();
    test_breaks();
    return check_result();
}
