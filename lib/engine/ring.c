/*
 * mic_diag - the ring between the audio callback and the thread that sends.
 *
 * SPDX-License-Identifier: MIT
 */
#include "engine/ring.h"

#include <string.h>

static size_t offset_of(uint64_t position)
{
    return (size_t)(position & (RING_SIZE - 1));
}

/* data NULL: zeros. */
static void store(ring *r, uint64_t position, const void *data, size_t size)
{
    size_t offset = offset_of(position);
    size_t first = RING_SIZE - offset < size ? RING_SIZE - offset : size;
    if (data) {
        memcpy(r->bytes + offset, data, first);
        memcpy(r->bytes, (const unsigned char *)data + first, size - first);
    } else {
        memset(r->bytes + offset, 0, first);
        memset(r->bytes, 0, size - first);
    }
}

static void load(const ring *r, uint64_t position, void *into, size_t size)
{
    size_t offset = offset_of(position);
    size_t first = RING_SIZE - offset < size ? RING_SIZE - offset : size;
    memcpy(into, r->bytes + offset, first);
    memcpy((unsigned char *)into + first, r->bytes, size - first);
}

static size_t samples_size(const protocol_audio *head)
{
    return sizeof(float) * head->frames * head->channels;
}

void ring_reset(ring *r)
{
    atomic_init(&r->written, 0);
    atomic_init(&r->read, 0);
    r->dropped = 0;
    r->next_frame = 0;
}

bool ring_put(ring *r, int64_t time_us, const float *samples, uint32_t frames, uint32_t channels)
{
    protocol_audio head = {time_us, r->next_frame, frames, channels, samples ? 0 : frames, r->dropped};
    r->next_frame += frames;
    uint64_t written = atomic_load_explicit(&r->written, memory_order_relaxed);
    uint64_t read = atomic_load_explicit(&r->read, memory_order_acquire);
    size_t size = samples_size(&head);
    if (size > RING_SIZE - sizeof head || written - read > RING_SIZE - sizeof head - size) {
        r->dropped += frames;
        return false;
    }
    store(r, written, &head, sizeof head);
    store(r, written + sizeof head, samples, size);
    atomic_store_explicit(&r->written, written + sizeof head + size, memory_order_release);
    return true;
}

bool ring_peek(const ring *r, protocol_audio *head, ring_samples *samples)
{
    uint64_t read = atomic_load_explicit(&r->read, memory_order_relaxed);
    if (atomic_load_explicit(&r->written, memory_order_acquire) == read)
        return false;
    load(r, read, head, sizeof *head);
    size_t offset = offset_of(read + sizeof *head);
    size_t size = samples_size(head);
    samples->first = r->bytes + offset;
    samples->first_size = RING_SIZE - offset < size ? RING_SIZE - offset : size;
    samples->second = r->bytes;
    samples->second_size = size - samples->first_size;
    return true;
}

void ring_drop(ring *r, const protocol_audio *head)
{
    uint64_t read = atomic_load_explicit(&r->read, memory_order_relaxed);
    atomic_store_explicit(&r->read, read + sizeof *head + samples_size(head), memory_order_release);
}
