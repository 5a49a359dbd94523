/*
 * mic_diag - the inside of an operation, shared by operation*.c only.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_OPERATION_STATE_H
#define MIC_DIAG_OPERATION_STATE_H

#include <stddef.h>

#include "platform/system/frames.h"
#include "platform/system/helper_program.h"
#include "platform/system/operation.h"

enum { OPERATION_REQUEST_NUMBER = 1 /* one process, one request */ };

typedef enum {
    STATE_STARTING, /* no hello yet */
    STATE_RUNNING,
    STATE_DYING,    /* it closed its side; its status is awaited */
    STATE_FINISHED, /* PLATFORM_ENDED is to be handed out */
    STATE_OVER      /* nothing more is said; its process may be there for a moment */
} operation_state;

typedef struct {
    operation list; /* first: an operation is one of these */
    uint32_t number;
    platform_operation kind;
    operation_state state;
    fact_source source; /* of a probe's facts that name none */
    const environment *host;
    char program[HELPER_PROGRAM_PATH_SIZE];
    helper_process process;
    helper_process previous; /* that never said hello */
    frames *stream;
    frame current;     /* the frame behind the last message */
    const facts *held; /* the facts of the last message */
    int64_t begun_us, deadline_us, hello_due_us, heard_us, end_due_us;
    size_t late_bytes, request_size, request_sent;
    bool was_retried, has_started, has_applied, has_failed, was_killed, is_busy, said_hello;
    uint32_t channels, rate_hz;
    protocol_error failure; /* if has_failed */
    char step[PROTOCOL_STEP_SIZE];
    int32_t status, alive, signal, code;
    char text[HELPER_PROGRAM_PATH_SIZE + 64];
    double ms;
    struct {
        protocol_header header;
        protocol_request request;
        char text[PROTOCOL_ID_SIZE];
    } request;
} helper_operation;

/** Ends an operation: PLATFORM_ENDED is next. Its process is killed, unless the status is ok. */
void operation_finish(helper_operation *o, int64_t now_us, int32_t status, const char *text);
/** Ends one whose helper sent PROTOCOL_ERROR: the sound system failed, not we. */
void operation_finish_failed(helper_operation *o, int64_t now_us);
/** When patience ends in its present state; INT64_MAX: never. */
int64_t operation_patience_us(const helper_operation *o);
/** Starts the process once more, without what the host preloads. @return false: no try is left. */
bool operation_start_again(helper_operation *o, int64_t now_us);
/** Carries out the frame in `current`. @return the message that it makes, or PLATFORM_NOTHING. */
platform_message_type operation_carry_out(helper_operation *o, int64_t now_us, platform_message *out);
/** Hands out PLATFORM_ENDED. */
platform_message_type operation_say_ended(helper_operation *o, platform_message *out);

#endif
