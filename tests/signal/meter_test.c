/*
 * mic_diag - tests: the sliding windows of the levels.
 *
 * SPDX-License-Identifier: MIT
 */
#include "../check.h"
#include "sounds.h"

static signal_levels levels_after(signal_analyzer *analyzer, const sound *s)
{
    signal_levels levels;

    sound_push(s, analyzer, 441);
    signal_analyzer_levels(analyzer, &levels);
    return levels;
}

int main(void)
{
    signal_analyzer *analyzer = signal_analyzer_create(48000, 2, true);
    sound tone = sound_new(48000, 2, 0.3), noise = sound_new(48000, 2, 6.0),
          clipped = sound_new(48000, 2, 0.2);
    sound quiet = sound_new(48000, 2, 5.5);
    signal_levels levels;

    signal_analyzer_levels(analyzer, &levels);
    CHECK(levels.channels == 2 && levels.frames == 0 && isnan(levels.noise_dbfs) &&
          isnan(levels.speech_dbfs));
    CHECK_NEAR(levels.rms_dbfs, -200.0, 0.0);

    /* The first 500 ms of a live stream are left out of the metrics, not of the levels. */
    sound_add_sine(&tone, 1, 1000.0, 0.1, 0.0, -1.0);
    levels = levels_after(analyzer, &tone);
    CHECK(levels.frames == tone.frames);
    CHECK_NEAR(levels.peak_dbfs, -20.0, 0.01);
    CHECK_NEAR(levels.rms_dbfs, -23.01, 0.01);
    CHECK(isnan(levels.noise_dbfs));

    sound_add_noise(&noise, 0, 0.001, 3, 0.0, -1.0);
    sound_add_noise(&noise, 1, 0.0001, 3, 0.0, -1.0);
    levels = levels_after(analyzer, &noise);
    CHECK_NEAR(levels.rms_dbfs, -60.0, 0.3);
    CHECK_NEAR(levels.noise_dbfs, -60.0, 0.8);
    CHECK(levels.speech_now < 0.5F && isnan(levels.speech_dbfs));
    CHECK_NEAR(levels.speech_ratio, 0.0, 0.0);

    sound_add_sine(&clipped, 0, 100.0, 0.5, 0.0, -1.0);
    for (uint32_t i = 0; i < 48; i++)
        clipped.samples[2 * (1000 + i)] = 1.0F;
    levels = levels_after(analyzer, &clipped);
    CHECK(levels.clipped == 48);
    CHECK_NEAR(levels.peak_dbfs, -6.02, 0.01); /* The clipped part is more than 100 ms ago. */
    sound_add_noise(&quiet, 0, 0.00003, 9, 0.0, -1.0);
    levels = levels_after(analyzer, &quiet);
    CHECK(levels.clipped == 0);
    CHECK_NEAR(levels.noise_dbfs, -90.5, 1.0);
    CHECK(levels.peak_dbfs < -80.0F);

    sound_free(&tone);
    sound_free(&noise);
    sound_free(&clipped);
    sound_free(&quiet);
    signal_analyzer_free(analyzer);
    return check_result();
}
