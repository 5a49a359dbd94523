/*
 * mic_diag - one writer shows a piece of memory to any number of readers, without locks.
 *
 * SPDX-License-Identifier: MIT
 */
#include "signal/published.h"

#include <stdint.h>
#include <string.h>

size_t published_room(size_t bytes)
{
    return (bytes + sizeof(published_word) - 1) / sizeof(published_word) * sizeof(published_word);
}

void published_start(published *shown, void *memory, size_t bytes)
{
    shown->words = bytes / sizeof(published_word);
    shown->copy[0] = memory;
    shown->copy[1] = shown->copy[0] + shown->words;
    for (size_t i = 0; i < 2 * shown->words; i++)
        atomic_init(&shown->copy[0][i], 0);
    atomic_init(&shown->version, 0);
}

/** The copy that a version tells to read. */
static _Atomic published_word *shown_copy(const published *shown, size_t version)
{
    return shown->copy[version / 2 % 2];
}

void published_begin(published *shown)
{
    const size_t version = atomic_load_explicit(&shown->version, memory_order_relaxed);

    atomic_store_explicit(&shown->version, version + 1, memory_order_relaxed);
}

void published_write(published *shown, size_t offset, const void *from, size_t bytes)
{
    const size_t version = atomic_load_explicit(&shown->version, memory_order_relaxed);
    _Atomic published_word *to = shown_copy(shown, version + 1) + offset / sizeof(published_word);
    const unsigned char *source = from;

    for (size_t i = 0; i < bytes / sizeof(published_word); i++) {
        published_word word;

        memcpy(&word, source + i * sizeof word, sizeof word);
        /* Release: whoever reads this word also sees that writing had begun. */
        atomic_store_explicit(&to[i], word, memory_order_release);
    }
}

void published_show(published *shown)
{
    const size_t version = atomic_load_explicit(&shown->version, memory_order_relaxed);

    atomic_store_explicit(&shown->version, version + 1, memory_order_release);
}

size_t published_version(const published *shown)
{
    return atomic_load_explicit(&shown->version, memory_order_acquire) / 2 * 2;
}

bool published_read(const published *shown, size_t version, size_t offset, void *to, size_t bytes)
{
    const _Atomic published_word *from = shown_copy(shown, version) + offset / sizeof(published_word);
    unsigned char *target = to;

    for (size_t i = 0; i < bytes / sizeof(published_word); i++) {
        published_word word = atomic_load_explicit(&from[i], memory_order_acquire);

        memcpy(target + i * sizeof word, &word, sizeof word);
    }
    /* The next copy may have been shown already; only the one after it goes over this one. */
    return atomic_load_explicit(&shown->version, memory_order_relaxed) - version <= 2;
}
