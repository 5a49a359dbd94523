/*
 * mic_diag - what the helper says to its host: frames of protocol.h on descriptor 0.
 *
 * Every function may be called by any thread; frames are never mixed. A host that is gone ends the process.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_FRAMES_H
#define MIC_DIAG_FRAMES_H

#include <stddef.h>
#include <stdint.h>
#include <stdnoreturn.h>

#include "facts/facts.h"
#include "platform/system/protocol.h"

/** A piece of a frame's body. */
typedef struct {
    const void *data;
    size_t size; /* in bytes */
} frame_part;

enum { FRAME_PARTS_MAX = 4 };

/** Number that every later frame carries; hello is sent before the first call. */
void frames_set_request(uint16_t request);

/** Sends one frame of at most FRAME_PARTS_MAX parts; waits while the host takes nothing. */
void frames_send(protocol_type type, const frame_part *parts, unsigned count);

/** Says which call into the sound stack comes next. @param name  cut to PROTOCOL_STEP_SIZE - 1 bytes. */
void frames_step(const char *name);

/** Says that the process lives, unless that would have to wait. */
void frames_alive(void);

/** Sends facts as JSON, in several frames if they are long. */
void frames_facts(const facts *f);

/** Sends an event about a device. @param device  its id, or "". */
void frames_event(protocol_change change, int32_t value, const char *device);

/** Ends the operation as it should, and the process with status 0. */
noreturn void frames_done(void);

/**
 * Ends the operation, and the process with status 0.
 * @param code  number of the API that failed, 0: none.
 * @param step  where; NULL: the last step said.
 * @param text  one line; cut to PROTOCOL_TEXT_SIZE - 1 bytes at a character.
 */
noreturn void frames_fail(protocol_failure failure, int32_t code, const char *step, const char *text);

#endif
