/*
 * mic_diag - one operation: a helper process from its start to the last message about it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "platform/system/operation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/system/operation_state.h"

enum {
    QUIET_FRAMES_MAX = 256,   /* frames without a message that are read before others have their turn */
    LATE_BYTES_MAX = 4 << 20, /* what may still be pending when a deadline is over; more is a flood */
    EXIT_CANNOT_LOAD = 127,   /* of the dynamic linker, when a library is missing */
    SIGNAL_KILL = 9
};

static helper_operation *of(operation *o)
{
    return (helper_operation *)(void *)o;
}

static const helper_operation *of_const(const operation *o)
{
    return (const helper_operation *)(const void *)o;
}

/* ---- its end ------------------------------------------------------------------------------------------ */

void operation_finish(helper_operation *o, int64_t now_us, int32_t status, const char *text)
{
    o->state = STATE_FINISHED;
    o->status = status;
    o->ms = (double)(now_us - o->begun_us) / 1000.0;
    o->end_due_us = now_us + OPERATION_END_MS * 1000;
    if (text != o->text)
        snprintf(o->text, sizeof o->text, "%s", text);
    if (status == FACT_probe_status_ok) {
        helper_process_hang_up(&o->process); /* it ends by itself */
        return;
    }
    helper_process_kill(&o->process);
    o->was_killed = true;
}

/** Ends what said PROTOCOL_ERROR: the sound system failed, not we. */
void operation_finish_failed(helper_operation *o, int64_t now_us)
{
    memcpy(o->step, o->failure.step, sizeof o->step);
    o->code = o->failure.code;
    bool is_missing = o->failure.failure == PROTOCOL_FAILED_MISSING;
    operation_finish(o, now_us, is_missing ? FACT_probe_status_missing : FACT_probe_status_failed,
                     o->failure.text);
}

static void finish_timeout(helper_operation *o, int64_t now_us)
{
    bool answers = o->state == STATE_RUNNING && now_us - o->heard_us <= OPERATION_ALIVE_MS * 1000;
    o->alive = answers ? FACT_YES : FACT_NO;
    operation_finish(o, now_us, FACT_probe_status_timeout, ""); /* the step says it all */
}

/* ---- time --------------------------------------------------------------------------------------------- */

/** When patience ends in this state. */
int64_t operation_patience_us(const helper_operation *o)
{
    bool goes_on = o->has_started && (o->kind == PLATFORM_CAPTURE || o->kind == PLATFORM_WATCH);
    switch (o->state) {
    case STATE_STARTING:
        return o->hello_due_us < o->deadline_us ? o->hello_due_us : o->deadline_us;
    case STATE_RUNNING:
        return goes_on ? o->heard_us + OPERATION_SILENCE_MS * 1000 : o->deadline_us;
    case STATE_DYING:
        return o->end_due_us;
    default:
        return INT64_MAX;
    }
}

/** Judges after everything that arrived was read. */
static void judge(helper_operation *o, int64_t now_us)
{
    if (now_us < operation_patience_us(o))
        return;
    if (o->state == STATE_STARTING) {
        if (operation_start_again(o, now_us))
            return;
        snprintf(o->step, sizeof o->step, "hello");
        finish_timeout(o, now_us);
    } else if (o->state == STATE_RUNNING) {
        finish_timeout(o, now_us);
    }
}

/** The helper closed its side: finds out how it ended. */
static void look_at_dying(helper_operation *o, int64_t now_us)
{
    helper_process_status status;
    if (!helper_process_reap(&o->process, &status)) {
        if (now_us < o->end_due_us)
            return;
        if (o->was_killed) {
            operation_finish(o, now_us, FACT_probe_status_protocol,
                             "it closed its connection and does not end");
            return;
        }
        helper_process_kill(&o->process);
        o->was_killed = true;
        o->end_due_us = now_us + OPERATION_END_MS * 1000;
        return;
    }
    if (o->was_killed && status.signal == SIGNAL_KILL) {
        operation_finish(o, now_us, FACT_probe_status_protocol, "it closed its connection and went on");
        return;
    }
    bool has_preload =
        environment_get(o->host, "LD_PRELOAD") != NULL || environment_get(o->host, "LD_LIBRARY_PATH") != NULL;
    if (!o->said_hello && has_preload && operation_start_again(o, now_us))
        return;
    o->signal = status.signal;
    o->code = status.code;
    if (o->has_failed && status.signal < 0) {
        operation_finish_failed(o, now_us);
    } else if (!o->said_hello && status.code == EXIT_CANNOT_LOAD) {
        snprintf(o->text, sizeof o->text, "%s: a library it needs is missing", o->program);
        operation_finish(o, now_us, FACT_probe_status_missing, o->text);
    } else {
        operation_finish(o, now_us, FACT_probe_status_crashed, "");
    }
}

/* ---- reading ------------------------------------------------------------------------------------------ */

typedef enum { READ_SOME, READ_NOTHING, READ_OVER } read_result;

/** Reads what has arrived into the stream; ends the operation if it cannot. */
static read_result read_more(helper_operation *o, int64_t now_us)
{
    size_t size, got;
    void *room = frames_room(o->stream, &size);
    if (room == NULL) {
        operation_finish(o, now_us, FACT_probe_status_failed, "no memory");
        return READ_OVER;
    }
    if (!helper_process_read(&o->process, room, size, &got)) {
        o->state = STATE_DYING;
        o->end_due_us = now_us + OPERATION_END_MS * 1000;
        helper_process_hang_up(&o->process);
        return READ_OVER;
    }
    frames_added(o->stream, got);
    if (now_us >= operation_patience_us(o))
        o->late_bytes += got;
    return got > 0 && o->late_bytes <= LATE_BYTES_MAX ? READ_SOME : READ_NOTHING;
}

/** Takes frames until one makes a message, nothing is there, or the operation is not running any more. */
static platform_message_type take_frames(helper_operation *o, int64_t now_us, platform_message *out)
{
    unsigned quiet = 0;
    while (o->state == STATE_STARTING || o->state == STATE_RUNNING) {
        frames_result result = frames_next(o->stream, &o->current);
        if (result == FRAMES_FRAME) {
            platform_message_type type = operation_carry_out(o, now_us, out);
            if (type != PLATFORM_NOTHING)
                return type;
            if (++quiet < QUIET_FRAMES_MAX)
                continue;
            o->is_busy = true;
            break;
        }
        if (result == FRAMES_MORE) {
            if (read_more(o, now_us) != READ_NOTHING)
                continue;
            judge(o, now_us);
            break;
        }
        bool no_memory = result == FRAMES_NO_MEMORY;
        operation_finish(o, now_us, no_memory ? FACT_probe_status_failed : FACT_probe_status_protocol,
                         no_memory ? "no memory" : frames_error(o->stream));
    }
    return PLATFORM_NOTHING;
}

platform_message_type operation_take(operation *op, int64_t now_us, platform_message *out)
{
    helper_operation *o = of(op);
    facts_release(o->held);
    o->held = NULL;
    o->is_busy = false;
    if (o->state == STATE_RUNNING && o->request_sent < o->request_size)
        o->request_sent += helper_process_write(&o->process, (const char *)&o->request + o->request_sent,
                                                o->request_size - o->request_sent);
    platform_message_type type = take_frames(o, now_us, out);
    if (type != PLATFORM_NOTHING)
        return type;
    if (o->state == STATE_DYING)
        look_at_dying(o, now_us);
    return o->state == STATE_FINISHED ? operation_say_ended(o, out) : PLATFORM_NOTHING;
}

/* ---- for the owner ------------------------------------------------------------------------------------ */

uint32_t operation_number(const operation *o)
{
    return of_const(o)->number;
}

void operation_stop(operation *op)
{
    helper_operation *o = of(op);
    o->state = STATE_OVER;
    o->was_killed = true;
    helper_process_kill(&o->process);
}

bool operation_is_gone(operation *op, int64_t now_us)
{
    helper_operation *o = of(op);
    bool previous_gone = helper_process_reap(&o->previous, NULL);
    if (o->state != STATE_OVER)
        return false;
    if (helper_process_reap(&o->process, NULL))
        return previous_gone;
    if (!o->was_killed && now_us >= o->end_due_us) {
        helper_process_kill(&o->process);
        o->was_killed = true;
    }
    return false;
}

int64_t operation_due_us(const operation *op, int64_t now_us)
{
    const helper_operation *o = of_const(op);
    if (o->is_busy || o->state == STATE_FINISHED)
        return now_us;
    if (o->state == STATE_OVER)
        return o->was_killed ? INT64_MAX : o->end_due_us;
    return operation_patience_us(o);
}

size_t operation_waits(const operation *op, helper_process_wait_for *what)
{
    const helper_operation *o = of_const(op);
    size_t count = 0;
    bool listens = o->state == STATE_STARTING || o->state == STATE_RUNNING;
    if (listens || o->process.pid > 0) {
        what[count].process = &o->process;
        what[count].readable = listens;
        what[count].writable = o->state == STATE_RUNNING && o->request_sent < o->request_size;
        what[count++].ended = o->state == STATE_DYING || o->state == STATE_OVER;
    }
    if (o->previous.pid > 0) {
        what[count].process = &o->previous;
        what[count].readable = what[count].writable = false;
        what[count++].ended = true;
    }
    return count;
}

void operation_host_was_away(operation *op, int64_t now_us)
{
    helper_operation *o = of(op);
    if (o->state == STATE_RUNNING && o->has_started)
        o->heard_us = now_us;
}

void operation_free(operation *op)
{
    if (op == NULL)
        return;
    helper_operation *o = of(op);
    helper_process_kill(&o->process);
    helper_process_abandon(&o->process);
    helper_process_abandon(&o->previous);
    facts_release(o->held);
    frames_free(o->stream);
    free(o);
}
