/*
 * mic_diag - tests: noise floor and signal-to-noise ratio.
 *
 * The RMS of 20 ms frames of white noise scatters by 0.14 to 0.35 dB around the noise's RMS; the 10th
 * percentile lies 1.3 times that below it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "../check.h"
#include "sounds.h"

static void test_white_noise(void)
{
    static const uint32_t rates[] = {8000, 16000, 44100, 48000, 192000};

    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        sound s = sound_new(rates[i], 1, 4.0);
        signal_metrics m;

        sound_add_noise(&s, 0, 0.001, 17 + i, 0.0, -1.0);
        m = sound_metrics(&s, false);
        CHECK_NEAR(m.noise_floor_dbfs, -60.0, 0.6);
        sound_free(&s);
    }
}

/* Speech over noise: error at most 0.5 dB from 15 to 50 dB. */
static void test_speech_over_noise(void)
{
    for (double floor_db = -75.0; floor_db <= -40.0; floor_db += 5.0) {
        sound s = sound_new(48000, 1, 8.0);
        signal_metrics m, clean;

        sound_add_voice(&s, 0, 0.4, 0.0, -1.0);
        clean = sound_metrics(&s, false);
        sound_add_noise(&s, 0, pow(10.0, floor_db / 20.0), 23, 0.0, -1.0);
        m = sound_metrics(&s, false);
        CHECK_NEAR(m.noise_floor_dbfs, floor_db, 0.6);
        CHECK_NEAR(m.snr_db, clean.active_speech_level_dbov - floor_db, 0.7);
        sound_free(&s);
    }
}

/* Pauses that a suppressor made exactly zero are not the floor. */
static void test_zeros_left_out(void)
{
    sound s = sound_new(48000, 1, 6.0);
    signal_metrics m;

    for (int i = 0; i < 6; i++)
        sound_add_noise(&s, 0, 0.001, 40U + (unsigned)i, i + 0.505, i + 1.0);
    m = sound_metrics(&s, false);
    CHECK_NEAR(m.noise_floor_dbfs, -60.0, 0.6);
    CHECK_NEAR(m.zero_ms, 505.0, 0.1);
    sound_free(&s);
}

static void test_too_short(void)
{
    sound s = sound_new(48000, 1, 0.3);

    sound_add_noise(&s, 0, 0.001, 2, 0.0, -1.0);
    CHECK(isnan(sound_metrics(&s, false).noise_floor_dbfs));
    CHECK(isnan(sound_metrics(&s, false).snr_db));
    sound_free(&s);
}

/* What is below the table (2^-20, -120.4 dBFS), or above it, reads as its end. */
static void test_ends(void)
{
    sound s = sound_new(48000, 1, 2.0);

    sound_add_noise(&s, 0, 1e-7, 2, 0.0, -1.0);
    CHECK_NEAR(sound_metrics(&s, false).noise_floor_dbfs, -120.4, 0.1);
    sound_scale(&s, 5e7);
    CHECK_NEAR(sound_metrics(&s, false).noise_floor_dbfs, 0.0, 0.1);
    sound_free(&s);
}

int main(void)
{
    test_white_noise();
    test_speech_over_noise();
    test_zeros_left_out();
    test_too_short();
    test_ends();
    return check_result();
}
