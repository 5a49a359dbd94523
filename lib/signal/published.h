/*
 * mic_diag - one writer shows a piece of memory to any number of readers, without locks.
 *
 * Two copies take turns, and a version says which one is whole. A reader that was overtaken twice while it
 * copied reads again. Every word is an atomic, so that there is no data race to begin with; release and
 * acquire on each word instead of fences, which race detectors do not understand.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_PUBLISHED_H
#define MIC_DIAG_SIGNAL_PUBLISHED_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

typedef size_t published_word;

typedef struct {
    atomic_size_t version; /**< Twice the number of the copy to be seen; odd while the next one is written. */
    size_t words;          /**< Of one copy. */
    _Atomic published_word *copy[2];
} published;

/** @return bytes rounded up to whole words. */
size_t published_room(size_t bytes);
/** @param memory  room for two copies of `bytes`, which published_room() gave; stays the caller's. */
void published_start(published *shown, void *memory, size_t bytes);

/** Writer: from here on the older copy is being overwritten. */
void published_begin(published *shown);
/** Writer: puts `bytes` (whole words) at an offset into the copy that nobody reads. */
void published_write(published *shown, size_t offset, const void *from, size_t bytes);
/** Writer: shows what was written since the last time. Parts that were not written are undefined. */
void published_show(published *shown);

/** Reader: which version is to be seen. */
size_t published_version(const published *shown);
/** Reader: copies a part of that version. @return false: it was being overwritten meanwhile; begin again. */
bool published_read(const published *shown, size_t version, size_t offset, void *to, size_t bytes);

#endif
