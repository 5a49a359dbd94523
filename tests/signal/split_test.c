/*
 * mic_diag - tests: any split of the same stream into pushes gives bit-equal levels and metrics.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "../check.h"
#include "sounds.h"

enum { PARTS = 7 };

/** A stream of sound, then a hole, then sound ...; the even parts are sound. */
typedef struct {
    uint32_t begin[PARTS + 1];
    const unsigned char *bytes;
    size_t frame_bytes;
    signal_format format;
} stream;

static void push_part(const stream *s, int part, signal_analyzer *analyzer, random_source *source)
{
    uint32_t at = s->begin[part];

    while (at < s->begin[part + 1]) {
        const uint32_t left = s->begin[part + 1] - at;
        const uint32_t kind = source ? random_next(source) % 4 : 4;
        uint32_t now = left;

        if (kind == 0)
            now = 1 + random_next(source) % 3;
        else if (kind == 1)
            now = 1 + random_next(source) % 480;
        else if (kind == 2)
            now = 480;
        else if (kind == 3)
            now = 1 + random_next(source) % 20000;
        now = now < left ? now : left;
        signal_analyzer_push(analyzer, part % 2 == 0 ? s->bytes + at * s->frame_bytes : NULL, now, s->format,
                             0, 0);
        at += now;
    }
}

/* Bit for bit, also NaN and the padding: both structures start as zeros. */
static void read_all(const signal_analyzer *analyzer, signal_metrics *metrics, signal_levels *levels)
{
    memset(metrics, 0, sizeof *metrics);
    memset(levels, 0, sizeof *levels);
    signal_analyzer_metrics(analyzer, metrics);
    signal_analyzer_levels(analyzer, levels);
}

static bool equal(const signal_metrics *a, const signal_metrics *b)
{
#define EQUAL_REAL(name)    (memcmp(&a->name, &b->name, sizeof a->name) == 0)
#define EQUAL_INTEGER(name) (a->name == b->name)
#define EQUAL(type, name)                                                                                    \
    if (!EQUAL_##type(name)) {                                                                               \
        fprintf(stderr, "differs: %s\n", #name);                                                             \
        return false;                                                                                        \
    }
    SIGNAL_METRICS(EQUAL)
    return memcmp(a->channel, b->channel, sizeof a->channel) == 0;
}

static void test_stream(uint32_t rate, uint32_t channels, signal_format format, bool live, uint64_t seed)
{
    sound s = sound_new(rate, channels, 2.6);
    unsigned char *bytes = malloc((size_t)s.frames * channels * 4);
    random_source source = {seed};
    signal_metrics whole, split;
    signal_levels whole_levels, split_levels;
    signal_analyzer *analyzer = signal_analyzer_create(rate, channels, live);
    stream t = {{0}, bytes, 0, format};

    if (!CHECK(bytes && analyzer))
        exit(1);
    for (uint32_t c = 0; c < channels; c++) {
        sound_add_voice(&s, c, 0.4 / (c + 1), 0.1 * c, 1.9);
        sound_add_noise(&s, c, 2e-4 * (c + 1), seed + c, 0.0, 2.2);
        sound_add_constant(&s, c, 0.01 * c, 0.0, 2.2);
        sound_add_sine(&s, c, 90.0, 3.0, 1.0, 1.05);
    }
    t.frame_bytes = sound_encode(&s, format, bytes);
    t.begin[PARTS] = s.frames;
    for (int part = 1; part < PARTS; part++)
        t.begin[part] = s.frames / PARTS * (uint32_t)part + random_next(&source) % 777;
    for (int part = 0; part < PARTS; part++)
        push_part(&t, part, analyzer, NULL);
    read_all(analyzer, &whole, &whole_levels);
    for (int round = 0; round < 4; round++) {
        signal_analyzer_reset(analyzer);
        for (int part = 0; part < PARTS; part++)
            push_part(&t, part, analyzer, &source);
        read_all(analyzer, &split, &split_levels);
        CHECK(equal(&whole, &split));
        CHECK(memcmp(&whole_levels, &split_levels, sizeof whole_levels) == 0);
    }
    CHECK(whole.dropout_count == PARTS / 2);
    signal_analyzer_free(analyzer);
    free(bytes);
    sound_free(&s);
}

/* What a reader sees in the middle of a block is what a stream that ends there measures. */
static void test_every_end(void)
{
    sound s = sound_new(8000, 1, 0.4);
    signal_analyzer *running = signal_analyzer_create(8000, 1, false);

    sound_add_noise(&s, 0, 0.4, 11, 0.0, -1.0);
    for (uint32_t i = 0; i < s.frames; i++) {
        signal_metrics seen, whole;
        sound part = s;

        part.frames = i + 1;
        signal_analyzer_push(running, s.samples + i, 1, SIGNAL_F32, 0, 0);
        if (i % 7 != 0)
            continue;
        signal_analyzer_metrics(running, &seen);
        whole = sound_metrics(&part, false);
        CHECK(seen.frames == (int64_t)i + 1 && equal(&seen, &whole));
    }
    signal_analyzer_free(running);
    sound_free(&s);
}

int main(void)
{
    uint64_t seed = 1;

    for (int format = SIGNAL_F32; format <= SIGNAL_S32; format++) {
        test_stream(48000, 1, (signal_format)format, false, seed++);
        test_stream(44100, 2, (signal_format)format, true, seed++);
        test_stream(8000, 3, (signal_format)format, false, seed++);
        test_stream(11025, 1, (signal_format)format, true, seed++);
    }
    test_stream(192000, 2, SIGNAL_F32, false, seed++);
    test_stream(16000, 32, SIGNAL_S16, false, seed++);
    test_every_end();
    return check_result();
}
