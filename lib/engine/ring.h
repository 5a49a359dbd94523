/*
 * mic_diag - the ring between the audio callback and the thread that sends: blocks of samples, one writer,
 * one reader, no lock.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_RING_H
#define MIC_DIAG_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/system/protocol.h"

enum { RING_SIZE = 1 << 20 /* bytes; a power of two */ };

typedef struct {
    _Atomic uint64_t written; /* bytes, ever */
    _Atomic uint64_t read;
    uint32_t dropped;    /* frames, ever; the writer's */
    uint64_t next_frame; /* the writer's */
    unsigned char bytes[RING_SIZE];
} ring;

/** Samples where they lie: in two pieces if the ring's end is between. */
typedef struct {
    const void *first, *second;
    size_t first_size, second_size; /* in bytes */
} ring_samples;

/** Empties a ring. Call it before the two threads know it. */
void ring_reset(ring *r);

/**
 * Adds a block, or drops and counts it if there is no room. The frame clock runs on either way. Never waits,
 * allocates or calls the system. Writer's thread.
 * @param samples  interleaved, frames * channels; NULL: a hole in the stream, stored as zeros and counted as
 * gap.
 * @return true: the block is in.
 */
bool ring_put(ring *r, int64_t time_us, const float *samples, uint32_t frames, uint32_t channels);

/**
 * Looks at the oldest block; it stays until ring_drop(). Reader's thread.
 * @return false: the ring is empty.
 */
bool ring_peek(const ring *r, protocol_audio *head, ring_samples *samples);

/** Frees the block that ring_peek() showed. Reader's thread. */
void ring_drop(ring *r, const protocol_audio *head);

#endif
