/*
 * mic_diag - tests: RMS, peak, DC offset against analytic signals; gain; live start.
 *
 * SPDX-License-Identifier: MIT
 */
#include "../check.h"
#include "sounds.h"

static const uint32_t rates[] = {8000, 11025, 16000, 22050, 44100, 48000, 96000, 192000};

/* A sine of amplitude a has RMS a / sqrt 2 (over whole periods) and peak a. AES17 counts otherwise: not used.
 */
static void test_sine(void)
{
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        sound s = sound_new(rates[i], 1, 2.0);
        signal_metrics m;

        sound_add_sine(&s, 0, 440.0, 0.25, 0.0, -1.0);
        sound_add_constant(&s, 0, 0.3, 0.0, -1.0);
        m = sound_metrics(&s, false);
        CHECK_NEAR(m.rms_dbfs, 20.0 * log10(0.25 / sqrt(2.0)), 0.001);
        CHECK_NEAR(m.peak_dbfs, 20.0 * log10(0.55), 0.01);
        CHECK_NEAR(m.dc_offset, 0.3, 1e-6);
        CHECK_NEAR(m.channel[0].rms_dbfs, m.rms_dbfs, 0.0);
        CHECK(m.frames == (int64_t)s.frames && m.rate_hz == (int64_t)rates[i] && m.channels == 1);
        CHECK_NEAR(m.seconds, 2.0, 1e-9);
        CHECK(m.invalid_samples == 0 && m.clipped_runs == 0 && m.dropout_count == 0);
        sound_free(&s);
    }
}

/* A faint noise on a large offset: nothing may be lost to cancellation. */
static void test_noise_on_offset(void)
{
    sound s = sound_new(48000, 1, 5.0);
    signal_metrics m;

    sound_add_noise(&s, 0, 1e-4, 7, 0.0, -1.0);
    sound_add_constant(&s, 0, -0.3, 0.0, -1.0);
    m = sound_metrics(&s, false);
    CHECK_NEAR(m.rms_dbfs, -80.0, 0.05);
    CHECK_NEAR(m.dc_offset, -0.3, 1e-6);
    CHECK_NEAR(m.noise_floor_dbfs, -80.0, 0.5);
    sound_free(&s);
}

static void test_worst_channel(void)
{
    sound s = sound_new(48000, 3, 2.0);
    signal_metrics m;

    sound_add_sine(&s, 0, 200.0, 0.1, 0.0, -1.0);
    sound_add_sine(&s, 1, 300.0, 0.4, 0.0, -1.0);
    sound_add_constant(&s, 2, -0.05, 0.0, -1.0);
    sound_add_sine(&s, 2, 300.0, 0.9, 1.0, 1.01);
    m = sound_metrics(&s, false);
    CHECK_NEAR(m.rms_dbfs, 20.0 * log10(0.4 / sqrt(2.0)), 0.001);
    CHECK_NEAR(m.channel[0].rms_dbfs, 20.0 * log10(0.1 / sqrt(2.0)), 0.001);
    CHECK_NEAR(m.peak_dbfs, 20.0 * log10(0.95), 0.02);
    CHECK_NEAR(m.dc_offset, m.channel[2].dc_offset, 0.0);
    CHECK_NEAR(m.channel[2].dc_offset, -0.05, 1e-3);
    sound_free(&s);
}

static void compare_gain(const signal_metrics *m, const signal_metrics *louder, double gain_db, double level,
                         double speech, double floor)
{
    CHECK_NEAR(louder->rms_dbfs - m->rms_dbfs, gain_db, level);
    CHECK_NEAR(louder->peak_dbfs - m->peak_dbfs, gain_db, level);
    CHECK_NEAR(louder->active_speech_level_dbov - m->active_speech_level_dbov, gain_db, speech);
    CHECK_NEAR(louder->noise_floor_dbfs - m->noise_floor_dbfs, gain_db, floor);
}

/* A power of two moves every level exactly; others within 0.01 dB; the floor within its step of
 * 0.094 dB, the active level within what P.56's interpolation between its thresholds costs. */
static void test_gain(void)
{
    static const double gains[] = {0.25, 0.5, 0.003, 0.1, 0.7, 1.1};
    sound s = sound_new(48000, 1, 3.0);
    signal_metrics plain;

    sound_add_voice(&s, 0, 0.2, 0.2, -1.0);
    sound_add_noise(&s, 0, 1e-3, 3, 0.0, -1.0);
    plain = sound_metrics(&s, false);
    for (size_t i = 0; i < sizeof gains / sizeof *gains; i++) {
        sound other = sound_new(48000, 1, 3.0);
        signal_metrics m;

        memcpy(other.samples, s.samples, s.frames * sizeof *s.samples);
        sound_scale(&other, gains[i]);
        m = sound_metrics(&other, false);
        compare_gain(&plain, &m, 20.0 * log10(gains[i]), i < 2 ? 1e-9 : 0.01, i < 2 ? 1e-9 : 0.1,
                     i < 2 ? 1e-9 : 0.1);
        if (i < 2)
            CHECK_NEAR(m.activity_percent, plain.activity_percent, 1e-9);
        sound_free(&other);
    }
    sound_free(&s);
}

/* A device that pops when it starts: left out of a live stream, never of a file. */
static void test_live_start(void)
{
    sound s = sound_new(48000, 1, 3.0);
    signal_metrics m;

    sound_add_constant(&s, 0, 0.99999, 0.1, 0.2);
    sound_add_sine(&s, 0, 1000.0, 0.1, 0.5, -1.0);
    m = sound_metrics(&s, true);
    CHECK_NEAR(m.peak_dbfs, -20.0, 0.001);
    CHECK_NEAR(m.seconds, 2.5, 1e-9);
    CHECK_NEAR(m.clipped_ratio, 0.0, 0.0);
    CHECK(m.clipped_runs == 0);
    m = sound_metrics(&s, false);
    CHECK_NEAR(m.peak_dbfs, 0.0, 0.001);
    CHECK(m.clipped_runs == 1);
    sound_free(&s);
}

static void test_nothing_heard(void)
{
    sound s = sound_new(48000, 2, 0.0);
    signal_metrics m = sound_metrics(&s, false);

    CHECK(isnan(m.rms_dbfs) && isnan(m.peak_dbfs) && isnan(m.dc_offset) && isnan(m.noise_floor_dbfs));
    CHECK(isnan(m.active_speech_level_dbov) && isnan(m.speech_ratio) && isnan(m.snr_db));
    CHECK(m.frames == 0 && m.channel[0].dead == -1);
    sound_free(&s);
    s = sound_new(48000, 1, 0.4);
    m = sound_metrics(&s, true);
    CHECK(m.frames == 0 && isnan(m.rms_dbfs));
    sound_free(&s);
    s = sound_new(48000, 1, 1.0);
    m = sound_metrics(&s, false);
    CHECK_NEAR(m.rms_dbfs, -200.0, 0.0);
    CHECK(isnan(m.active_speech_level_dbov) && isnan(m.noise_floor_dbfs));
    sound_free(&s);
}

int main(void)
{
    test_sine();
    test_noise_on_offset();
    test_worst_channel();
    test_gain();
    test_live_start();
    test_nothing_heard();
    return check_result();
}
