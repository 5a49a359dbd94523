/*
 * mic_diag - the memory of one `facts`: an arena with a thread-safe count of references.
 *
 * Only for the files of this folder. One thread allocates; any thread retains and releases.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_FACTS_ARENA_H
#define MIC_DIAG_FACTS_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "facts/facts.h"

/** An empty arena with one reference. NULL: no memory. */
facts_memory *facts_memory_create(void);
/** One more reference. Any thread. */
void facts_memory_retain(facts_memory *memory);
/** One reference less; the last one frees everything. Any thread. */
void facts_memory_release(facts_memory *memory);
/** Whether an allocation failed at any time. */
bool facts_memory_failed(const facts_memory *memory);
/** Makes it so, for a copy of facts that were incomplete. */
void facts_memory_fail(facts_memory *memory);
/**
 * `size` bytes of zeros, aligned for any type; of text (no alignment) when `text`.
 * @return NULL when memory ran out, now or before; the arena has then failed.
 */
void *facts_memory_allocate(facts_memory *memory, size_t size, bool text);

#endif
