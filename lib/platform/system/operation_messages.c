/*
 * mic_diag - what an operation's frames mean, and the messages they make.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <string.h>

#include "platform/system/operation_state.h"

_Static_assert((int)PLATFORM_FAILURE_MISSING == (int)PROTOCOL_FAILED_MISSING, "failures are passed on");
_Static_assert((int)PLATFORM_APPLY_NOT_KEPT == (int)PROTOCOL_APPLY_NOT_KEPT, "results are passed on");
_Static_assert((int)PLATFORM_CHANGED_MUTE == (int)PROTOCOL_CHANGED_MUTE, "changes are passed on");

/* ---- messages ----------------------------------------------------------------------------------------- */

static platform_message_type say(const helper_operation *o, platform_message_type type, platform_message *out)
{
    memset(out, 0, sizeof *out);
    out->type = type;
    out->operation = o->number;
    out->status = out->alive = FACT_UNKNOWN;
    out->signal = out->code = -1;
    out->device = out->before = out->after = out->step = out->text = "";
    return type;
}

platform_message_type operation_say_ended(helper_operation *o, platform_message *out)
{
    o->state = STATE_OVER;
    say(o, PLATFORM_ENDED, out);
    out->status = o->status;
    out->step = o->step;
    out->alive = o->alive;
    out->signal = o->signal;
    out->code = o->code;
    out->text = o->text;
    out->ms = o->ms;
    return PLATFORM_ENDED;
}

static platform_message_type say_facts(helper_operation *o, int64_t now_us, platform_message *out)
{
    char error[PROTOCOL_TEXT_SIZE] = "";
    facts *read = facts_from_json(o->current.body.facts.json, o->current.body.facts.length, o->source, error,
                                  sizeof error);
    if (read == NULL) {
        bool no_memory = error[0] == '\0';
        operation_finish(o, now_us, no_memory ? FACT_probe_status_failed : FACT_probe_status_protocol,
                         no_memory ? "no memory" : error);
        return PLATFORM_NOTHING;
    }
    o->held = read;
    say(o, PLATFORM_FACTS, out);
    out->facts = read;
    return PLATFORM_FACTS;
}

static platform_message_type say_started(helper_operation *o, platform_message *out)
{
    const protocol_started *started = &o->current.body.started;
    o->has_started = true;
    o->channels = started->channels;
    o->rate_hz = started->rate_hz;
    say(o, PLATFORM_STARTED, out);
    out->channels = o->channels;
    out->rate_hz = o->rate_hz;
    out->device = started->device;
    return PLATFORM_STARTED;
}

static platform_message_type say_audio(const helper_operation *o, platform_message *out)
{
    const protocol_audio *block = &o->current.body.audio.block;
    if (block->frames == 0)
        return PLATFORM_NOTHING;
    say(o, PLATFORM_AUDIO, out);
    out->samples = o->current.body.audio.samples;
    out->frames = block->frames;
    out->channels = block->channels;
    out->rate_hz = o->rate_hz;
    out->gap = block->gap;
    out->dropped = block->dropped;
    out->time_us = block->time_us;
    return PLATFORM_AUDIO;
}

static platform_message_type say_changed(const helper_operation *o, platform_message *out)
{
    const protocol_event *event = &o->current.body.event.event;
    say(o, PLATFORM_CHANGED, out);
    out->change = (platform_change)event->change;
    out->value = event->value;
    out->time_us = event->time_us;
    out->device = o->current.body.event.device;
    return PLATFORM_CHANGED;
}

static platform_message_type say_applied(helper_operation *o, platform_message *out)
{
    const protocol_applied *applied = &o->current.body.applied;
    o->has_applied = true;
    say(o, PLATFORM_APPLIED, out);
    out->applied = (platform_applied)applied->result;
    out->before = applied->before;
    out->after = applied->after;
    return PLATFORM_APPLIED;
}

static platform_message_type say_failed(helper_operation *o, int64_t now_us, platform_message *out)
{
    o->has_failed = true;
    o->failure = o->current.body.error;
    say(o, PLATFORM_FAILED, out);
    out->failure = (platform_failure)o->failure.failure;
    out->step = o->failure.step;
    out->text = o->failure.text;
    out->code = o->failure.code;
    if (o->kind != PLATFORM_PROBE) /* a probe may have more to tell; for the others it is the end */
        operation_finish_failed(o, now_us);
    return PLATFORM_FAILED;
}

/* ---- frames ------------------------------------------------------------------------------------------- */

/** Whether a frame belongs to this operation as it stands. */
static bool is_expected(const helper_operation *o, const frame *f)
{
    if (f->type == PROTOCOL_HELLO)
        return o->state == STATE_STARTING && f->request == 0;
    if (o->state == STATE_STARTING)
        return false;
    switch (f->type) {
    case PROTOCOL_STEP:
    case PROTOCOL_ALIVE: /* may have been sent before the request was read */
        return f->request == OPERATION_REQUEST_NUMBER || f->request == 0;
    case PROTOCOL_FACTS:
        return f->request == OPERATION_REQUEST_NUMBER && o->kind == PLATFORM_PROBE;
    case PROTOCOL_EVENT:
        return f->request == OPERATION_REQUEST_NUMBER && o->kind == PLATFORM_WATCH;
    case PROTOCOL_STARTED:
        return f->request == OPERATION_REQUEST_NUMBER && !o->has_started &&
               (o->kind == PLATFORM_WATCH || (o->kind == PLATFORM_CAPTURE && f->body.started.channels > 0));
    case PROTOCOL_AUDIO:
        return f->request == OPERATION_REQUEST_NUMBER && o->kind == PLATFORM_CAPTURE && o->has_started &&
               f->body.audio.block.channels == o->channels;
    case PROTOCOL_APPLIED:
        return f->request == OPERATION_REQUEST_NUMBER && o->kind == PLATFORM_APPLY && !o->has_applied;
    case PROTOCOL_ERROR:
        return f->request == OPERATION_REQUEST_NUMBER && !o->has_applied;
    default:
        return f->request == OPERATION_REQUEST_NUMBER;
    }
}

static void greet(helper_operation *o, int64_t now_us)
{
    const protocol_hello *hello = &o->current.body.hello;
    if (hello->magic != PROTOCOL_MAGIC || hello->version != PROTOCOL_VERSION) {
        snprintf(o->text, sizeof o->text, "%s: another version (%u instead of %u)", o->program,
                 (unsigned)hello->version, (unsigned)PROTOCOL_VERSION);
        operation_finish(o, now_us, FACT_probe_status_protocol, o->text);
        return;
    }
    o->said_hello = true;
    o->state = STATE_RUNNING;
    o->request_sent = helper_process_write(&o->process, &o->request, o->request_size);
}

/** The helper says that it is through. */
static void complete(helper_operation *o, int64_t now_us)
{
    bool is_whole = !frames_is_incomplete(o->stream);
    if (o->has_failed)
        operation_finish_failed(o, now_us);
    else if (!is_whole || (o->kind == PLATFORM_APPLY && !o->has_applied))
        operation_finish(o, now_us, FACT_probe_status_protocol, "it ended in the middle");
    else
        operation_finish(o, now_us, FACT_probe_status_ok, "");
}

/** Carries out `current`. @return the message that it makes, if any. */
platform_message_type operation_carry_out(helper_operation *o, int64_t now_us, platform_message *out)
{
    o->heard_us = now_us;
    if (now_us < operation_patience_us(o))
        o->late_bytes = 0;
    if (!is_expected(o, &o->current)) {
        operation_finish(o, now_us, FACT_probe_status_protocol, "a frame that does not belong here");
        return PLATFORM_NOTHING;
    }
    switch (o->current.type) {
    case PROTOCOL_HELLO:
        greet(o, now_us);
        return PLATFORM_NOTHING;
    case PROTOCOL_STEP:
        memcpy(o->step, o->current.body.step.name, sizeof o->step);
        return PLATFORM_NOTHING;
    case PROTOCOL_FACTS:
        return say_facts(o, now_us, out);
    case PROTOCOL_EVENT:
        return say_changed(o, out);
    case PROTOCOL_STARTED:
        return say_started(o, out);
    case PROTOCOL_AUDIO:
        return say_audio(o, out);
    case PROTOCOL_APPLIED:
        return say_applied(o, out);
    case PROTOCOL_ERROR:
        return say_failed(o, now_us, out);
    case PROTOCOL_DONE:
        complete(o, now_us);
        return PLATFORM_NOTHING;
    default:
        return PLATFORM_NOTHING;
    }
}
