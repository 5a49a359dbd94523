/*
 * mic_diag - tests: holes and overflows.
 *
 * SPDX-License-Identifier: MIT
 */
#include "../check.h"
#include "sounds.h"

enum { RATE = 48000, BLOCK = 480 };

static float noise[BLOCK];

static void push(signal_analyzer *analyzer, const float *samples, uint32_t frames, int64_t time_us,
                 uint32_t flags)
{
    signal_analyzer_push(analyzer, samples, frames, SIGNAL_F32, time_us, flags);
}

static void expect(const signal_analyzer *analyzer, int64_t count, double ms, uint32_t recent)
{
    signal_metrics m;
    signal_levels levels;

    signal_analyzer_metrics(analyzer, &m);
    signal_analyzer_levels(analyzer, &levels);
    CHECK(m.dropout_count == count);
    CHECK_NEAR(m.dropout_ms, ms, 1e-6);
    CHECK(levels.dropouts == recent);
}

static void test_holes(void)
{
    signal_analyzer *analyzer = signal_analyzer_create(RATE, 1, false);
    signal_metrics m;
    signal_levels levels;

    push(analyzer, noise, BLOCK, 0, 0);
    expect(analyzer, 0, 0.0, 0);
    push(analyzer, NULL, 96, 0, 0);
    push(analyzer, NULL, 96, 0, 0); /* The same hole goes on. */
    expect(analyzer, 1, 4.0, 1);
    push(analyzer, noise, 100, 0, 0);
    push(analyzer, NULL, 48, 0, 0);
    push(analyzer, NULL, 0, 0, 0);
    push(analyzer, noise, 0, 0, 0);
    expect(analyzer, 2, 5.0, 2);
    signal_analyzer_metrics(analyzer, &m);
    signal_analyzer_levels(analyzer, &levels);
    CHECK(m.frames == BLOCK + 100);            /* Holes are not judged, */
    CHECK(levels.frames == BLOCK + 100 + 240); /* but time has passed. */
    CHECK_NEAR(m.zero_ms, 0.0, 0.1);
    for (int i = 0; i < 600; i++)
        push(analyzer, noise, BLOCK, 0, 0);
    expect(analyzer, 2, 5.0, 0);
    signal_analyzer_free(analyzer);
}

/* A very long hole: the meter falls silent, quickly. */
static void test_long_hole(void)
{
    signal_analyzer *analyzer = signal_analyzer_create(RATE, 1, false);
    signal_levels levels;

    for (int i = 0; i < 100; i++)
        push(analyzer, noise, BLOCK, 0, 0);
    signal_analyzer_levels(analyzer, &levels);
    CHECK(levels.peak_dbfs > -30.0F);
    push(analyzer, NULL, UINT32_MAX, 0, 0);
    signal_analyzer_levels(analyzer, &levels);
    CHECK_NEAR(levels.peak_dbfs, -200.0, 0.0);
    CHECK_NEAR(levels.rms_dbfs, -200.0, 0.0);
    CHECK(levels.dropouts == 0 && levels.frames == 100ULL * BLOCK + UINT32_MAX);
    expect(analyzer, 1, (double)UINT32_MAX / 48.0, 0);
    signal_analyzer_free(analyzer);
}

static void test_overflow(void)
{
    signal_analyzer *analyzer = signal_analyzer_create(RATE, 1, false);

    push(analyzer, noise, BLOCK, 1000000, 0);
    push(analyzer, noise, BLOCK, 1010000, 0);
    push(analyzer, noise, BLOCK, 1045000, SIGNAL_PUSH_OVERFLOW); /* 25 ms late. */
    expect(analyzer, 1, 25.0, 1);
    push(analyzer, noise, BLOCK, 0, SIGNAL_PUSH_OVERFLOW); /* No clock: only counted. */
    expect(analyzer, 2, 25.0, 2);
    push(analyzer, noise, BLOCK, 5, SIGNAL_PUSH_OVERFLOW); /* A clock that went back. */
    expect(analyzer, 3, 25.0, 3);
    push(analyzer, noise, BLOCK, INT64_MAX, SIGNAL_PUSH_OVERFLOW);
    push(analyzer, noise, BLOCK, INT64_MIN, SIGNAL_PUSH_OVERFLOW);
    expect(analyzer, 5, 25.0, 5);
    push(analyzer, NULL, BLOCK, 0, SIGNAL_PUSH_OVERFLOW); /* A hole that is an overflow is one dropout. */
    expect(analyzer, 6, 35.0, 6);
    /* Another recording begins: the time between is no loss. */
    push(analyzer, noise, BLOCK, 9000000, SIGNAL_PUSH_DISCONTINUITY);
    expect(analyzer, 6, 35.0, 6);
    signal_analyzer_free(analyzer);
}

int main(void)
{
    random_source source = {3};

    for (int i = 0; i < BLOCK; i++)
        noise[i] = 0.1F * random_float(&source);
    test_holes();
    test_long_hole();
    test_overflow();
    return check_result();
}
