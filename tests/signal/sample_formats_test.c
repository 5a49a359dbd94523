/*
 * mic_diag - tests: every sample format gives the same, and invalid samples never reach a metric.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "../check.h"
#include "signal/sample_formats.h"
#include "sounds.h"

static void test_values(void)
{
    const int16_t narrow[] = {0, 1, -1, 32767, -32768};
    const int32_t wide[] = {0, 1, -1, 2147483647, INT32_MIN};
    float out[5];

    CHECK(sample_format_read(SIGNAL_S16, (const unsigned char *)narrow, 2, 5, out) == 0);
    CHECK_NEAR(out[1], 1.0 / 32768, 0.0);
    CHECK_NEAR(out[2], -1.0 / 32768, 0.0);
    CHECK_NEAR(out[3], 32767.0 / 32768, 0.0);
    CHECK_NEAR(out[4], -1.0, 0.0);
    CHECK(sample_format_read(SIGNAL_S32, (const unsigned char *)wide, 4, 5, out) == 0);
    CHECK_NEAR(out[0], 0.0, 0.0);
    CHECK_NEAR(out[1], 1.0 / 2147483648.0, 0.0);
    CHECK_NEAR(out[4], -1.0, 0.0);
    CHECK(sample_format_bytes((signal_format)9) == 0);
}

static void test_s24(void)
{
    sound s = sound_new(8000, 1, 5.0 / 8000);
    const float want[] = {0.0F, 1.0F / 8388608, -1.0F / 8388608, 8388607.0F / 8388608, -1.0F};
    unsigned char bytes[20];
    float out[5];

    memcpy(s.samples, want, sizeof want);
    CHECK(sound_encode(&s, SIGNAL_S24, bytes) == 3);
    CHECK(sample_format_read(SIGNAL_S24, bytes, 3, 5, out) == 0);
    for (int i = 0; i < 5; i++)
        CHECK_NEAR(out[i], want[i], 0.0);
    sound_free(&s);
}

/* The same sound in four formats; the address is odd on purpose. */
static void test_formats_agree(void)
{
    sound s = sound_new(44100, 2, 2.0);
    unsigned char *bytes = malloc((size_t)s.frames * 8 + 1);
    signal_metrics first;

    sound_add_voice(&s, 0, 0.3, 0.0, -1.0);
    sound_add_noise(&s, 1, 0.01, 5, 0.0, -1.0);
    memset(&first, 0, sizeof first);
    for (int format = SIGNAL_F32; bytes && format <= SIGNAL_S32; format++) {
        signal_analyzer *analyzer = signal_analyzer_create(s.rate_hz, s.channels, false);
        signal_metrics m;

        sound_encode(&s, (signal_format)format, bytes + 1);
        signal_analyzer_push(analyzer, bytes + 1, s.frames, (signal_format)format, 0, 0);
        signal_analyzer_metrics(analyzer, &m);
        if (format == SIGNAL_F32)
            first = m;
        CHECK_NEAR(m.rms_dbfs, first.rms_dbfs, 0.001);
        CHECK_NEAR(m.peak_dbfs, first.peak_dbfs, 0.001);
        CHECK_NEAR(m.active_speech_level_dbov, first.active_speech_level_dbov, 0.001);
        CHECK_NEAR(m.channel[1].rms_dbfs, first.channel[1].rms_dbfs, 0.001);
        CHECK_NEAR(m.speech_seconds, first.speech_seconds, 0.05);
        signal_analyzer_free(analyzer);
    }
    CHECK(bytes != NULL);
    free(bytes);
    sound_free(&s);
}

static void test_invalid(void)
{
    static const float bad[] = {NAN, -NAN, INFINITY, -INFINITY, 16.001F, -1e30F, 3.4e38F};
    sound s = sound_new(48000, 2, 2.0);
    signal_metrics m;

    sound_add_sine(&s, 0, 440.0, 0.5, 0.0, -1.0);
    sound_add_sine(&s, 1, 440.0, 0.5, 0.0, -1.0);
    for (uint32_t i = 0; i < 700; i++)
        s.samples[1000 + i * 100] = bad[i % 7];
    m = sound_metrics(&s, false);
    CHECK(m.invalid_samples == 700);
    CHECK_NEAR(m.peak_dbfs, -6.02, 0.01);
    CHECK_NEAR(m.rms_dbfs, -9.03, 0.1);
    CHECK_NEAR(m.dc_offset, 0.0, 0.01);
    CHECK(!isnan(m.active_speech_level_dbov) && !isnan(m.noise_floor_dbfs) && m.clipped_runs == 0);
    sound_free(&s);

    /* Nothing but NaN is digital silence, and counted. */
    s = sound_new(48000, 1, 1.0);
    for (uint32_t i = 0; i < s.frames; i++)
        s.samples[i] = NAN;
    m = sound_metrics(&s, false);
    CHECK(m.invalid_samples == 48000);
    CHECK_NEAR(m.zero_now_ms, 1000.0, 1e-6);
    CHECK_NEAR(m.peak_dbfs, -200.0, 0.0);
    sound_free(&s);

    /* 16 itself is loud, not invalid; denormals are silence. */
    s = sound_new(48000, 1, 1.0);
    s.samples[100] = 16.0F;
    s.samples[200] = 1e-40F;
    m = sound_metrics(&s, false);
    CHECK(m.invalid_samples == 0);
    CHECK_NEAR(m.peak_dbfs, 24.08, 0.01);
    sound_free(&s);
}

int main(void)
{
    test_values();
    test_s24();
    test_formats_agree();
    test_invalid();
    return check_result();
}
