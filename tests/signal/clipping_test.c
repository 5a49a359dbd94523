/*
 * mic_diag - tests: clipping at full scale.
 *
 * SPDX-License-Identifier: MIT
 */
#include "../check.h"
#include "sounds.h"

static const float limit = 32767.0F / 32768.0F;

static void set(sound *s, uint32_t channel, uint32_t frame, uint32_t count, float value)
{
    for (uint32_t i = 0; i < count; i++)
        s->samples[(size_t)(frame + i) * s->channels + channel] = value;
}

static void test_runs(void)
{
    sound s = sound_new(48000, 1, 1.0);
    signal_metrics m;

    sound_add_sine(&s, 0, 300.0, 0.5, 0.0, -1.0);
    set(&s, 0, 100, 1, 1.0F);  /* One sample at full scale is nothing, */
    set(&s, 0, 200, 2, -1.0F); /* two are nothing, */
    set(&s, 0, 300, 1, limit); /* and neither are three that change sides. */
    set(&s, 0, 301, 1, -limit);
    set(&s, 0, 302, 1, limit);
    m = sound_metrics(&s, false);
    CHECK(m.clipped_runs == 0);
    CHECK_NEAR(m.clipped_ratio, 0.0, 0.0);
    set(&s, 0, 400, 3, limit);
    set(&s, 0, 500, 5, -limit);
    set(&s, 0, 478, 10, -1.0F); /* Over the border of a block. */
    set(&s, 0, 600, 4, 1.5F);   /* Beyond full scale, as floats may be. */
    set(&s, 0, 700, 9, 32766.0F / 32768.0F);
    m = sound_metrics(&s, false);
    CHECK(m.clipped_runs == 4);
    CHECK_NEAR(m.clipped_ratio, 22.0 / 48000.0, 1e-12);
    sound_free(&s);
}

static void test_worst_channel(void)
{
    sound s = sound_new(48000, 2, 1.0);
    signal_metrics m;

    set(&s, 0, 100, 6, 1.0F);
    set(&s, 1, 100, 4, 1.0F);
    set(&s, 1, 200, 4, -1.0F);
    set(&s, 1, 300, 4, -1.0F);
    m = sound_metrics(&s, false);
    CHECK(m.clipped_runs == 3);
    CHECK_NEAR(m.clipped_ratio, 12.0 / 48000.0, 1e-12);
    sound_free(&s);
}

/* A sine of 10 dB over full scale is clipped for 1 - 2/pi asin(0.3162) of the time. */
static void test_overdriven_sine(void)
{
    sound s = sound_new(48000, 1, 2.0);
    static int16_t narrow[96000];
    signal_analyzer *analyzer = signal_analyzer_create(48000, 1, false);
    signal_metrics m;

    sound_add_sine(&s, 0, 100.0, 3.16228, 0.0, -1.0);
    sound_encode(&s, SIGNAL_S16, narrow);
    signal_analyzer_push(analyzer, narrow, s.frames, SIGNAL_S16, 0, 0);
    signal_analyzer_metrics(analyzer, &m);
    CHECK_NEAR(m.clipped_ratio, 1.0 - 2.0 / 3.14159265 * asin(0.316228), 0.005);
    CHECK(m.clipped_runs == 400);
    signal_analyzer_free(analyzer);
    sound_free(&s);
}

int main(void)
{
    test_runs();
    test_worst_channel();
    test_overdriven_sine();
    return check_result();
}
