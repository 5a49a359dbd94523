/*
 * mic_diag - takes a helper's byte stream apart into frames, and believes nothing of it.
 *
 * Knows no process, socket or clock: bytes go in, frames come out, in whatever pieces the bytes arrive. Used
 * by one thread. After the first violation of the protocol nothing more comes out.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_FRAMES_H
#define MIC_DIAG_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/system/protocol.h"

typedef struct frames frames;

enum { FRAMES_CHANNELS_MAX = 32, FRAMES_RATE_MAX = 1000000 };

typedef enum {
    FRAMES_MORE = 0, /* no whole frame is here yet */
    FRAMES_FRAME,    /* `out` holds one */
    FRAMES_BROKEN,   /* the protocol was violated: frames_error() */
    FRAMES_NO_MEMORY /* nothing is lost; more of the same may be tried */
} frames_result;

/** One frame that was checked. Pointers are valid until the next call of frames_room() or frames_next(). */
typedef struct {
    protocol_type type;
    uint16_t request;
    union {
        protocol_hello hello;
        protocol_step step;
        protocol_started started; /* rate and channels are 0 where a watch has begun */
        protocol_applied applied;
        protocol_error error;
        struct {
            protocol_event event;
            const char *device; /* NUL at the end */
        } event;
        struct {
            protocol_audio block;
            const float *samples; /* block.frames * block.channels of them; any bit pattern */
        } audio;
        struct {
            const char *json; /* all pieces together, no NUL */
            size_t length;
        } facts;
    } body;
} frame;

/** @return NULL: no memory. */
frames *frames_create(void);
/** NULL is allowed. */
void frames_free(frames *f);

/**
 * Room for bytes that arrive. To be asked when frames_next() said FRAMES_MORE.
 * @param size  receives how many bytes fit, 1 or more.
 * @return where they go; NULL: no memory.
 */
void *frames_room(frames *f, size_t *size);
/** Says that `count` bytes were put into frames_room(). */
void frames_added(frames *f, size_t count);

/**
 * Takes the next frame. Pieces of facts are put together first, up to FACTS_JSON_BYTES_MAX; other frames may
 * come between them.
 */
frames_result frames_next(frames *f, frame *out);

/** True while part of a frame, or facts without their last piece, are waiting for more. */
bool frames_is_incomplete(const frames *f);
/** What was wrong, in a few words; "" before a violation. */
const char *frames_error(const frames *f);

#endif
