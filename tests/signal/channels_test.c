/*
 * mic_diag - tests: channels that carry nothing while another one does.
 *
 * SPDX-License-Identifier: MIT
 */
#include "../check.h"
#include "sounds.h"

static void expect(const sound *s, int32_t first, int32_t second, uint32_t mask)
{
    signal_analyzer *analyzer = signal_analyzer_create(s->rate_hz, s->channels, false);
    signal_metrics m;
    signal_levels levels;

    sound_push(s, analyzer, 480);
    signal_analyzer_metrics(analyzer, &m);
    signal_analyzer_levels(analyzer, &levels);
    CHECK(m.channel[0].dead == first && m.channel[1].dead == second);
    CHECK(levels.dead_channels == mask);
    signal_analyzer_free(analyzer);
}

int main(void)
{
    static const double ratios[] = {0.0, 0.01, 0.028, 0.04, 0.25, 1.0};
    static const int dead[] = {1, 1, 1, 0, 0, 0};
    sound s;

    for (int i = 0; i < 6; i++) {
        s = sound_new(48000, 2, 4.0);
        sound_add_voice(&s, 0, 0.3, 0.2, -1.0);
        sound_add_voice(&s, 1, 0.3 * ratios[i], 0.2, -1.0);
        expect(&s, 0, dead[i], dead[i] ? 2 : 0);
        sound_free(&s);
    }

    /* Nobody speaks: only digital zero tells. */
    s = sound_new(48000, 2, 2.0);
    expect(&s, -1, -1, 0);
    sound_add_noise(&s, 1, 0.001, 3, 0.0, -1.0);
    expect(&s, 1, -1, 1);
    sound_add_noise(&s, 0, 0.000001, 4, 0.0, -1.0);
    expect(&s, -1, -1, 0);
    sound_free(&s);

    /* One channel is never dead beside itself. */
    s = sound_new(48000, 1, 3.0);
    sound_add_voice(&s, 0, 0.3, 0.2, -1.0);
    CHECK(sound_metrics(&s, false).channel[0].dead == 0);
    sound_free(&s);
    return check_result();
}
