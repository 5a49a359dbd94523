/*
 * mic_diag - tests: threads that read while another one pushes see whole states only.
 *
 * The stream is constant noise plus an offset that tells nothing; what is checked on each read are relations
 * that a torn state would break. Meant to run under a race detector too.
 *
 * SPDX-License-Identifier: MIT
 */
#include <pthread.h>
#include <stdatomic.h>

#include "../check.h"
#include "sounds.h"

enum { READERS = 3, CHANNELS = 2 };

typedef struct {
    signal_analyzer *analyzer;
    atomic_int done;
    atomic_int wrong;
    atomic_int reads[READERS];
} shared;

typedef struct {
    shared *all;
    int index;
} reader;

static bool plausible(const signal_metrics *m, int64_t frames_before)
{
    const double both = fabs(m->channel[0].rms_dbfs - m->channel[1].rms_dbfs);

    if (m->frames < frames_before || m->channels != CHANNELS ||
        fabs(m->seconds * 48000.0 - (double)m->frames) > 0.1)
        return false;
    /* Both channels carry the same samples: in a whole state they measure the same. */
    return m->frames == 0 || (both <= 0.0 && m->channel[0].peak_dbfs <= m->channel[1].peak_dbfs &&
                              m->channel[0].peak_dbfs >= m->channel[1].peak_dbfs);
}

static void *read_on(void *argument)
{
    reader *self = argument;
    int64_t frames = 0;
    uint64_t seen = 0;

    while (!atomic_load(&self->all->done)) {
        signal_metrics metrics;
        signal_levels levels;

        signal_analyzer_metrics(self->all->analyzer, &metrics);
        signal_analyzer_levels(self->all->analyzer, &levels);
        if (!plausible(&metrics, frames) || levels.frames < seen ||
            levels.frames < (uint64_t)metrics.frames || levels.channels != CHANNELS)
            atomic_fetch_add(&self->all->wrong, 1);
        frames = metrics.frames;
        seen = levels.frames;
        atomic_fetch_add(&self->all->reads[self->index], 1);
    }
    return NULL;
}

static bool all_have_read(shared *all, int times)
{
    for (int i = 0; i < READERS; i++)
        if (atomic_load(&all->reads[i]) < times)
            return false;
    return true;
}

int main(void)
{
    sound s = sound_new(48000, CHANNELS, 2.0);
    random_source source = {77};
    shared all = {0};
    reader readers[READERS];
    pthread_t threads[READERS];
    uint64_t pushed = 0;

    sound_add_voice(&s, 0, 0.3, 0.0, -1.0);
    sound_add_noise(&s, 0, 0.01, 5, 0.0, -1.0);
    for (uint32_t i = 0; i < s.frames; i++)
        s.samples[CHANNELS * i + 1] = s.samples[CHANNELS * i];
    all.analyzer = signal_analyzer_create(48000, CHANNELS, false);
    for (int i = 0; i < READERS; i++) {
        readers[i] = (reader){&all, i};
        CHECK(pthread_create(&threads[i], NULL, read_on, &readers[i]) == 0);
    }
    /* Until every reader has read often, beside pushes of every size. */
    for (int round = 0; round < 4 || !all_have_read(&all, 200); round++) {
        for (uint32_t at = 0; at < s.frames;) {
            const uint32_t left = s.frames - at, want = 1 + random_next(&source) % 1000;
            const uint32_t now = want < left ? want : left;

            signal_analyzer_push(all.analyzer, s.samples + at * CHANNELS, now, SIGNAL_F32, 0, 0);
            at += now;
            pushed += now;
        }
    }
    atomic_store(&all.done, 1);
    for (int i = 0; i < READERS; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(atomic_load(&all.wrong) == 0);
    {
        signal_metrics m;

        signal_analyzer_metrics(all.analyzer, &m);
        CHECK(m.frames == (int64_t)pushed);
    }
    signal_analyzer_free(all.analyzer);
    sound_free(&s);
    return check_result();
}
