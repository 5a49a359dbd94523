/*
 * mic_diag - tests: what is speech and what is not, and how soon it is known.
 *
 * Skipped in part (77) when alsa-utils' recordings are not there.
 *
 * SPDX-License-Identifier: MIT
 */
#include "../check.h"
#include "sounds.h"

enum { SKIPPED = 77 };

static const double known_after_s = 0.6; /* Of the onset; a diagnosis wants to say "works" after 1.5 s. */

/** @return seconds until speech_seconds and speech_now are there; -1: never. */
static double first_known(const sound *s, bool live, bool *now_too)
{
    signal_analyzer *analyzer = signal_analyzer_create(s->rate_hz, s->channels, live);
    const uint32_t piece = s->rate_hz / 50;
    double first = -1.0;

    *now_too = false;
    for (uint32_t at = 0; at + piece <= s->frames && first < 0.0; at += piece) {
        signal_metrics m;
        signal_levels levels;

        signal_analyzer_push(analyzer, s->samples + (size_t)at * s->channels, piece, SIGNAL_F32, 0, 0);
        signal_analyzer_metrics(analyzer, &m);
        signal_analyzer_levels(analyzer, &levels);
        if (m.speech_seconds > 0.0) {
            first = (double)(at + piece) / s->rate_hz;
            *now_too = levels.speech_now > 0.5F && levels.speech_ratio > 0.0F && !isnan(levels.speech_dbfs);
        }
    }
    signal_analyzer_free(analyzer);
    return first;
}

/* The first 10 ms that come within 20 dB of the loudest. */
static double onset(const sound *s)
{
    const uint32_t piece = s->rate_hz / 100;
    double loudest = 0.0;

    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t at = 0; at + piece <= s->frames; at += piece) {
            double power = 0.0;

            for (uint32_t i = 0; i < piece; i++)
                power += (double)s->samples[at + i] * (double)s->samples[at + i];
            if (pass == 1 && power > loudest * 0.01)
                return (double)at / s->rate_hz;
            loudest = pass == 0 && power > loudest ? power : loudest;
        }
    }
    return 0.0;
}

static void cut_start(sound *s, double seconds)
{
    const uint32_t frames = (uint32_t)(seconds * s->rate_hz);

    memmove(s->samples, s->samples + (size_t)frames * s->channels,
            (size_t)(s->frames - frames) * s->channels * sizeof *s->samples);
    s->frames -= frames;
}

static void test_voice(const alsa_voice *voice, sound *s)
{
    static const double gains[] = {1.0, 1.0 / 16.0, 1.0 / 64.0};
    bool now;

    for (int i = 0; i < 3; i++) {
        sound quiet = sound_new(s->rate_hz, 1, (double)s->frames / s->rate_hz);
        signal_metrics m;
        double first, begin;

        memcpy(quiet.samples, s->samples, s->frames * sizeof *s->samples);
        sound_scale(&quiet, gains[i]);
        m = sound_metrics(&quiet, false);
        if (!voice->speech) {
            CHECK_NEAR(m.speech_seconds, 0.0, 0.0);
            sound_free(&quiet);
            continue;
        }
        CHECK(m.speech_seconds > 0.7 && m.speech_ratio > 0.5 && m.speech_seconds <= m.seconds);
        begin = onset(&quiet);
        first = first_known(&quiet, false, &now);
        CHECK(now && first > 0.0 && first - begin <= known_after_s);
        first = first_known(&quiet, true, &now);
        CHECK(now && first > 0.0 && first <= 0.5 + known_after_s);
        /* Speech in the very first sample, no background to learn from: needs -60 dBFS. */
        if (gains[i] < 1.0 / 20.0) {
            sound_free(&quiet);
            continue;
        }
        cut_start(&quiet, begin);
        first = first_known(&quiet, false, &now);
        CHECK(now && first > 0.0 && first <= known_after_s);
        sound_free(&quiet);
    }
}

static void expect_none(sound *s, const char *what)
{
    const double speech = sound_metrics(s, false).speech_seconds;

    if (!CHECK_NEAR(speech, 0.0, 0.0))
        fprintf(stderr, "    %s at %u Hz\n", what, (unsigned)s->rate_hz);
    sound_free(s);
}

static void test_not_speech(uint32_t rate)
{
    static const double levels[] = {1e-5, 1e-4, 1e-3, 0.01, 0.1, 0.3};
    static const double tones[] = {60, 100, 150, 200, 440, 1000, 3000};
    sound s;

    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        s = sound_new(rate, 1, 8.0);
        sound_add_noise(&s, 0, levels[i], 100 + i, 0.0, -1.0);
        expect_none(&s, "white noise");
        s = sound_new(rate, 1, 8.0);
        sound_add_pink(&s, 0, levels[i], 200 + i, 0.0, -1.0);
        expect_none(&s, "pink noise");
        s = sound_new(rate, 1, 8.0);
        for (double t = 1.0; t < 8.0; t += 0.4)
            sound_add_pink(&s, 0, levels[i], 300 + i, t, t + 0.15);
        expect_none(&s, "bursts of noise");
    }
    for (size_t i = 0; i < sizeof tones / sizeof *tones; i++) {
        for (int kind = 0; kind < 4; kind++) {
            const double begin = kind & 1 ? 1.5 : 0.0;

            s = sound_new(rate, 1, 6.0);
            sound_add_sine(&s, 0, tones[i], 0.2, begin, -1.0);
            if (kind & 2)
                sound_add_noise(&s, 0, 1e-3, 7, 0.0, -1.0);
            expect_none(&s, "tone");
        }
    }
    for (int hz = 50; hz <= 60; hz += 10) {
        for (int kind = 0; kind < 4; kind++) {
            s = sound_new(rate, 1, 6.0);
            for (int k = 1; k < 20; k++)
                sound_add_sine(&s, 0, hz * k, 0.05 / k, kind & 1 ? 1.5 : 0.0, -1.0);
            if (kind & 2)
                sound_add_pink(&s, 0, 3e-3, 7, 0.0, -1.0);
            expect_none(&s, "hum");
        }
    }
    s = sound_new(rate, 1, 4.0);
    expect_none(&s, "digital silence");
    s = sound_new(rate, 1, 4.0);
    sound_add_constant(&s, 0, 0.3, 0.0, -1.0);
    expect_none(&s, "a constant");
    s = sound_new(rate, 1, 4.0);
    sound_add_constant(&s, 0, 0.3, 1.0, 2.0);
    expect_none(&s, "a constant that comes and goes");
    s = sound_new(rate, 1, 10.0);
    sound_add_pink(&s, 0, 4e-4, 12, 0.0, -1.0);
    for (double t = 1.0; t < 10.0; t += 0.17)
        sound_add_noise(&s, 0, 0.05, (uint64_t)(t * 100), t, t + 0.012);
    expect_none(&s, "clicks in a quiet room");
}

/* At every sample rate, in a noisy room, as a second channel: the voice is found, and its end. */
static void test_made_voice(uint32_t rate)
{
    sound s = sound_new(rate, 2, 6.0);
    signal_analyzer *analyzer = signal_analyzer_create(rate, 2, false);
    signal_metrics m;
    signal_levels levels;

    sound_add_noise(&s, 0, 1e-3, 3, 0.0, -1.0);
    sound_add_noise(&s, 1, 1e-3, 4, 0.0, -1.0);
    sound_add_voice(&s, 1, 0.3, 1.0, 4.0);
    sound_push(&s, analyzer, 0);
    signal_analyzer_metrics(analyzer, &m);
    signal_analyzer_levels(analyzer, &levels);
    CHECK_NEAR(m.speech_seconds, 3.0, 0.5);
    CHECK_NEAR(m.speech_ratio, m.speech_seconds / m.seconds, 1e-9);
    CHECK(levels.speech_now < 0.5F);
    CHECK_NEAR(levels.speech_ratio, 0.6, 0.1);
    CHECK_NEAR(levels.speech_dbfs, m.active_speech_level_dbov, 2.0);
    signal_analyzer_free(analyzer);
    sound_free(&s);
}

/* A word at the very start, then a microphone that is muted: the silence after it is not speech. */
static void test_word_then_silence(uint32_t rate)
{
    static const double cut_s = 0.15;

    for (double end = 0.1; end < 0.8; end += 0.04) {
        sound s = sound_new(rate, 1, 4.0);
        double speech;

        /* Two voices, so that no gap between syllables teaches a floor, and cut, so that no onset does. */
        sound_add_voice(&s, 0, 0.2, 0.0, end + cut_s);
        sound_add_voice(&s, 0, 0.2, 0.12, end + cut_s);
        cut_start(&s, cut_s);
        speech = sound_metrics(&s, false).speech_seconds;
        if (!CHECK(speech <= end + 0.25))
            fprintf(stderr, "    %.2f s of voice, %.2f s of speech\n", end, speech);
        sound_free(&s);
    }
}

int main(void)
{
    static const uint32_t rates[] = {8000, 11025, 12000, 16000, 22050, 32000, 44100, 48000, 96000, 192000};
    int found = 0, result;

    for (int i = 0; i < ALSA_VOICES; i++) {
        sound s;

        if (!sound_read_wav(alsa_voices[i].path, &s))
            continue;
        found++;
        test_voice(&alsa_voices[i], &s);
        sound_free(&s);
    }
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
        test_made_voice(rates[i]);
    test_word_then_silence(16000);
    test_word_then_silence(48000);
    test_not_speech(8000);
    test_not_speech(16000);
    test_not_speech(44100);
    test_not_speech(48000);
    result = check_result();
    return result == 0 && found < ALSA_VOICES ? SKIPPED : result;
}
