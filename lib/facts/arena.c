/*
 * mic_diag - the memory of one `facts`: an arena with a thread-safe count of references.
 *
 * SPDX-License-Identifier: MIT
 */
#include "facts/arena.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A typical machine's facts fit into the first two chunks. */
enum { CHUNK_BYTES_FIRST = 8 << 10, CHUNK_BYTES_MAX = 256 << 10 };

typedef struct chunk {
    struct chunk *previous;
    alignas(max_align_t) unsigned char bytes[];
} chunk;

struct facts_memory {
    atomic_uint references;
    bool failed;
    chunk *chunks;
    unsigned char *next; /* first free byte of the newest shared chunk */
    size_t left;
    size_t chunk_bytes; /* of the next one */
};

facts_memory *facts_memory_create(void)
{
    facts_memory *memory = calloc(1, sizeof *memory);
    if (memory == NULL)
        return NULL;
    atomic_init(&memory->references, 1);
    memory->chunk_bytes = CHUNK_BYTES_FIRST;
    return memory;
}

void facts_memory_retain(facts_memory *memory)
{
    atomic_fetch_add_explicit(&memory->references, 1, memory_order_relaxed);
}

void facts_memory_release(facts_memory *memory)
{
    /* Release, so that the last one (acquire) frees only after everybody's reads. */
    if (atomic_fetch_sub_explicit(&memory->references, 1, memory_order_acq_rel) != 1)
        return;
    chunk *each = memory->chunks;
    while (each != NULL) {
        chunk *previous = each->previous;
        free(each);
        each = previous;
    }
    free(memory);
}

bool facts_memory_failed(const facts_memory *memory)
{
    return memory->failed;
}

void facts_memory_fail(facts_memory *memory)
{
    memory->failed = true;
}

static chunk *add_chunk(facts_memory *memory, size_t bytes)
{
    chunk *added = bytes > SIZE_MAX - sizeof(chunk) ? NULL : calloc(1, sizeof(chunk) + bytes);
    if (added == NULL) {
        memory->failed = true;
        return NULL;
    }
    added->previous = memory->chunks;
    memory->chunks = added;
    return added;
}

void *facts_memory_allocate(facts_memory *memory, size_t size, bool text)
{
    if (memory->failed)
        return NULL;
    if (size == 0)
        size = 1;
    size_t over = (uintptr_t)memory->next % alignof(max_align_t);
    size_t skip = text || over == 0 ? 0 : alignof(max_align_t) - over;
    if (memory->left < skip || memory->left - skip < size) {
        /* Something large gets a chunk of its own, so that what is left of the present one is still used. */
        if (size > memory->chunk_bytes / 4) {
            chunk *own = add_chunk(memory, size);
            return own == NULL ? NULL : own->bytes;
        }
        chunk *shared = add_chunk(memory, memory->chunk_bytes);
        if (shared == NULL)
            return NULL;
        memory->next = shared->bytes;
        memory->left = memory->chunk_bytes;
        if (memory->chunk_bytes < CHUNK_BYTES_MAX)
            memory->chunk_bytes *= 2;
        skip = 0;
    }
    void *result = memory->next + skip;
    memory->next += skip + size;
    memory->left -= skip + size;
    return result;
}
