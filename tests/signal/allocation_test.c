/*
 * mic_diag - tests: pushing and reading never allocate; creating survives that memory runs out.
 *
 * The linker puts the functions below in front of malloc and its kin.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "../check.h"
#include "sounds.h"

static unsigned calls, fail_at;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void __real_free(void *memory);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void __wrap_free(void *memory);

static bool counted_failure(void)
{
    return ++calls == fail_at;
}

void *__wrap_malloc(size_t size)
{
    return counted_failure() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return counted_failure() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    return counted_failure() ? NULL : __real_realloc(memory, size);
}

void __wrap_free(void *memory)
{
    calls++;
    __real_free(memory);
}

int main(void)
{
    sound s = sound_new(48000, 2, 3.0);
    signal_analyzer *analyzer;
    signal_metrics metrics;
    signal_levels levels;
    unsigned needed;

    sound_add_voice(&s, 0, 0.9, 0.0, -1.0);
    calls = 0;
    analyzer = signal_analyzer_create(48000, 2, true);
    needed = calls;
    CHECK(analyzer != NULL && needed > 0);
    calls = 0;
    sound_push(&s, analyzer, 333);
    signal_analyzer_push(analyzer, NULL, 1000, SIGNAL_F32, 0, SIGNAL_PUSH_OVERFLOW);
    signal_analyzer_push(analyzer, s.samples, 1000, SIGNAL_S16, 0, SIGNAL_PUSH_DISCONTINUITY);
    signal_analyzer_metrics(analyzer, &metrics);
    signal_analyzer_levels(analyzer, &levels);
    signal_analyzer_reset(analyzer);
    CHECK(calls == 0);
    signal_analyzer_free(analyzer);
    CHECK(calls >= needed);
    for (fail_at = 1; fail_at <= needed; fail_at++) {
        calls = 0;
        CHECK(signal_analyzer_create(48000, 2, true) == NULL);
    }
    fail_at = 0;
    sound_free(&s);
    return check_result();
}
