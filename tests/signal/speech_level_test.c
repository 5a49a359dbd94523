/*
 * mic_diag - tests: active speech level, ITU-T P.56 method B.
 *
 * The values of the recordings were computed in closed form from the samples (the level at which the active
 * level is 15.9 dB over its threshold). Skipped when alsa-utils' recordings are not there.
 *
 * SPDX-License-Identifier: MIT
 */
#include "../check.h"
#include "sounds.h"

enum { SKIPPED = 77 };

/* A steady tone is active all the time: the active level is the RMS. */
static void test_tone(void)
{
    sound s = sound_new(48000, 1, 4.0);
    signal_metrics m;

    sound_add_sine(&s, 0, 1000.0, 0.1, 0.0, -1.0);
    m = sound_metrics(&s, false);
    CHECK_NEAR(m.active_speech_level_dbov, -23.01, 0.05);
    CHECK_NEAR(m.activity_percent, 100.0, 1.0);
    sound_free(&s);
}

/* Half of the time silent, in pieces longer than the hangover: the active level is that of the sound. */
static void test_half(void)
{
    sound s = sound_new(16000, 1, 20.0);
    signal_metrics m;

    for (int i = 0; i < 5; i++)
        sound_add_sine(&s, 0, 500.0, 0.1, 4.0 * i, 4.0 * i + 2.0);
    m = sound_metrics(&s, false);
    CHECK_NEAR(m.active_speech_level_dbov, -23.01, 0.6); /* The hangover of 200 ms counts as active. */
    CHECK_NEAR(m.activity_percent, 55.0, 3.0);
    CHECK_NEAR(m.rms_dbfs, -26.02, 0.01);
    sound_free(&s);
}

static void test_no_activity(void)
{
    sound s = sound_new(48000, 1, 2.0);
    signal_metrics m = sound_metrics(&s, false);

    CHECK(isnan(m.active_speech_level_dbov) && isnan(m.activity_percent));
    sound_add_constant(&s, 0, 0.3, 0.0, -1.0);
    m = sound_metrics(&s, false);
    CHECK(isnan(m.active_speech_level_dbov));
    sound_free(&s);
}

static int test_recordings(void)
{
    int found = 0;

    for (int i = 0; i < ALSA_VOICES; i++) {
        sound s, both;
        signal_metrics m;

        if (!sound_read_wav(alsa_voices[i].path, &s))
            continue;
        found++;
        m = sound_metrics(&s, false);
        CHECK_NEAR(m.active_speech_level_dbov, alsa_voices[i].level_dbov, 0.01);
        CHECK_NEAR(m.activity_percent, alsa_voices[i].activity_percent, 0.1);
        /* Beside a channel that is lower by 24 dB the same is found, and that channel's own level. */
        both = sound_new(s.rate_hz, 2, (double)s.frames / s.rate_hz);
        for (uint32_t k = 0; k < s.frames; k++) {
            both.samples[2 * k] = s.samples[k] / 16.0F;
            both.samples[2 * k + 1] = s.samples[k];
        }
        m = sound_metrics(&both, false);
        CHECK_NEAR(m.active_speech_level_dbov, alsa_voices[i].level_dbov, 0.01);
        CHECK_NEAR(m.channel[0].active_speech_level_dbov, alsa_voices[i].level_dbov - 24.0824, 0.01);
        /* The thresholds are a factor of two apart, and the level between two is interpolated: any other gain
         * moves the result by what that costs. */
        for (double gain = 0.1; gain < 1.0; gain += 0.13) {
            sound_scale(&both, 0.0);
            for (uint32_t k = 0; k < s.frames; k++)
                both.samples[2 * k] = (float)(gain * (double)s.samples[k]);
            m = sound_metrics(&both, false);
            CHECK_NEAR(m.active_speech_level_dbov, alsa_voices[i].level_dbov + 20.0 * log10(gain), 0.1);
        }
        sound_free(&both);
        sound_free(&s);
    }
    return found;
}

int main(void)
{
    int found, result;

    test_tone();
    test_half();
    test_no_activity();
    found = test_recordings();
    result = check_result();
    if (result != 0 || found == ALSA_VOICES)
        return result;
    fprintf(stderr, "skipped: %d of %d recordings of alsa-utils\n", ALSA_VOICES - found, ALSA_VOICES);
    return SKIPPED;
}
