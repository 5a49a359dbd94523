/*
 * mic_diag - takes a helper's byte stream apart into frames, and believes nothing of it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "platform/system/frames.h"

#include <stdlib.h>
#include <string.h>

#include "facts/facts.h"

enum {
    ROOM_FIRST = 16 * 1024, /* what a probe of a few devices needs; audio and long facts make it grow */
    ROOM_MAX = (int)sizeof(protocol_header) + PROTOCOL_LENGTH_MAX
};

struct frames {
    char *bytes; /* start..end are unread */
    size_t room, start, end;
    char *facts; /* pieces so far */
    size_t facts_length, facts_room;
    bool facts_open;      /* a piece said that more follow */
    bool facts_delivered; /* what is in `facts` was handed out and may go */
    const char *error;    /* not NULL: broken */
    char device[PROTOCOL_ID_SIZE];
};

frames *frames_create(void)
{
    return calloc(1, sizeof(frames));
}

void frames_free(frames *f)
{
    if (f == NULL)
        return;
    free(f->bytes);
    free(f->facts);
    free(f);
}

const char *frames_error(const frames *f)
{
    return f->error != NULL ? f->error : "";
}

bool frames_is_incomplete(const frames *f)
{
    return f->end > f->start || f->facts_open;
}

/* ---- bytes in ------------------------------------------------------------------------------------------ */

/** Length of the frame at the start, header included; only the header itself if that is not whole yet. */
static size_t frame_length(const frames *f)
{
    protocol_header header;
    if (f->end - f->start < sizeof header)
        return sizeof header;
    memcpy(&header, f->bytes + f->start, sizeof header);
    return sizeof header + (header.length <= PROTOCOL_LENGTH_MAX ? header.length : 0);
}

static void move_to_front(frames *f)
{
    if (f->start == 0)
        return;
    if (f->end > f->start)
        memmove(f->bytes, f->bytes + f->start, f->end - f->start);
    f->end -= f->start;
    f->start = 0;
}

void *frames_room(frames *f, size_t *size)
{
    size_t needed = ROOM_FIRST;
    if (f->bytes != NULL) {
        move_to_front(f);
        needed = frame_length(f);
        if (f->end >= needed) /* a whole frame waits for frames_next; read on behind it */
            needed = f->end + 1;
    }
    if (needed > f->room) {
        size_t room = f->room > 0 ? f->room : ROOM_FIRST;
        while (room < needed)
            room *= 2;
        if (room > ROOM_MAX && needed <= ROOM_MAX)
            room = ROOM_MAX;
        char *bytes = realloc(f->bytes, room);
        if (bytes == NULL)
            return NULL;
        f->bytes = bytes;
        f->room = room;
    }
    *size = f->room - f->end;
    return f->bytes + f->end;
}

void frames_added(frames *f, size_t count)
{
    f->end += count;
}

/* ---- frames out ---------------------------------------------------------------------------------------- */

static bool is_text(const char *text, size_t size)
{
    return memchr(text, '\0', size) != NULL;
}

static const char *check_started(const protocol_started *started)
{
    if (!is_text(started->device, sizeof started->device))
        return "device name without an end";
    bool is_watch = started->rate_hz == 0 && started->channels == 0;
    if (!is_watch && (started->channels < 1 || started->channels > FRAMES_CHANNELS_MAX))
        return "impossible number of channels";
    if (!is_watch && (started->rate_hz < 1 || started->rate_hz > FRAMES_RATE_MAX))
        return "impossible sample rate";
    return NULL;
}

static const char *check_applied(const protocol_applied *applied)
{
    if (!is_text(applied->before, sizeof applied->before) || !is_text(applied->after, sizeof applied->after))
        return "value without an end";
    if (applied->result < PROTOCOL_APPLY_OK || applied->result > PROTOCOL_APPLY_NOT_KEPT)
        return "unknown result";
    return NULL;
}

static const char *check_error(const protocol_error *error)
{
    if (!is_text(error->step, sizeof error->step) || !is_text(error->text, sizeof error->text))
        return "error text without an end";
    if (error->failure < PROTOCOL_FAILED || error->failure > PROTOCOL_FAILED_MISSING)
        return "unknown failure";
    return NULL;
}

static const char *read_audio(const char *body, size_t length, frame *out)
{
    protocol_audio *block = &out->body.audio.block;
    if (length < sizeof *block)
        return "audio of a wrong length";
    memcpy(block, body, sizeof *block);
    if (block->channels < 1 || block->channels > FRAMES_CHANNELS_MAX)
        return "impossible number of channels";
    if ((uint64_t)block->frames * block->channels * sizeof(float) != length - sizeof *block)
        return "audio of a wrong length";
    if (block->gap > block->frames)
        return "a gap longer than its block";
    out->body.audio.samples = (const float *)(const void *)(body + sizeof *block);
    return NULL;
}

static const char *read_event(frames *f, const char *body, size_t length, frame *out)
{
    protocol_event *event = &out->body.event.event;
    if (length < sizeof *event || length - sizeof *event >= sizeof f->device)
        return "event of a wrong length";
    memcpy(event, body, sizeof *event);
    if (event->change < PROTOCOL_CHANGED_DEVICES || event->change > PROTOCOL_CHANGED_MUTE)
        return "unknown change";
    length -= sizeof *event;
    memcpy(f->device, body + sizeof *event, length);
    f->device[length] = '\0';
    if (strlen(f->device) != length)
        return "device id with a NUL";
    out->body.event.device = f->device;
    return NULL;
}

/** @param whole  receives whether the last piece is here. @return what is wrong, or NULL. */
static const char *read_facts(frames *f, const char *body, size_t length, frame *out, bool *whole)
{
    protocol_facts piece;
    *whole = false;
    if (length < sizeof piece)
        return "facts of a wrong length";
    memcpy(&piece, body, sizeof piece);
    if (piece.more > 1)
        return "facts with an unknown mark";
    body += sizeof piece;
    length -= sizeof piece;
    if (length > FACTS_JSON_BYTES_MAX - f->facts_length)
        return "facts too long";
    *whole = piece.more == 0;
    if (*whole && !f->facts_open) { /* one piece: no copy */
        out->body.facts.json = body;
        out->body.facts.length = length;
        return NULL;
    }
    /* facts_reserve made the room. NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker) */
    memcpy(f->facts + f->facts_length, body, length);
    f->facts_length += length;
    f->facts_open = !*whole;
    f->facts_delivered = *whole;
    out->body.facts.json = f->facts;
    out->body.facts.length = f->facts_length;
    return NULL;
}

/** Makes room for one more piece of facts, before it is taken, so that a failure loses nothing. */
static bool facts_reserve(frames *f, const char *body, size_t length)
{
    protocol_facts piece;
    if (length < sizeof piece)
        return true; /* read_facts refuses it */
    memcpy(&piece, body, sizeof piece);
    length -= sizeof piece;
    if (length > FACTS_JSON_BYTES_MAX - f->facts_length || (piece.more == 0 && !f->facts_open))
        return true; /* refused, or handed out where it is */
    size_t needed = f->facts_length + length;
    if (needed <= f->facts_room && f->facts != NULL)
        return true;
    size_t room = f->facts_room > 0 ? f->facts_room : ROOM_FIRST;
    while (room < needed)
        room *= 2;
    char *pieces = realloc(f->facts, room);
    if (pieces == NULL)
        return false;
    f->facts = pieces;
    f->facts_room = room;
    return true;
}

static void facts_forget(frames *f)
{
    if (!f->facts_delivered)
        return;
    free(f->facts);
    f->facts = NULL;
    f->facts_length = f->facts_room = 0;
    f->facts_delivered = false;
}

/** The fixed length of a frame's body; SIZE_MAX: it varies and is checked on its own. */
static size_t fixed_length(unsigned type)
{
    switch (type) {
    case PROTOCOL_HELLO:
        return sizeof(protocol_hello);
    case PROTOCOL_STEP:
        return sizeof(protocol_step);
    case PROTOCOL_STARTED:
        return sizeof(protocol_started);
    case PROTOCOL_APPLIED:
        return sizeof(protocol_applied);
    case PROTOCOL_ERROR:
        return sizeof(protocol_error);
    case PROTOCOL_ALIVE:
    case PROTOCOL_DONE:
        return 0;
    default:
        return SIZE_MAX;
    }
}

/** What is wrong with a header; NULL: nothing. Judged before the body is here, so nothing is collected. */
static const char *check_header(const protocol_header *header)
{
    if (header->length > PROTOCOL_LENGTH_MAX)
        return "frame too long";
    if (header->type < PROTOCOL_HELLO || header->type >= PROTOCOL_TYPE_END ||
        header->type == PROTOCOL_REQUEST)
        return "unknown frame";
    size_t length = fixed_length(header->type);
    if (length != SIZE_MAX && header->length != length)
        return "frame of a wrong length";
    return NULL;
}

/** Reads the body of a frame whose header was checked. @return what is wrong, or NULL. */
static const char *read_body(frames *f, const char *body, size_t length, frame *out, bool *whole)
{
    *whole = true;
    switch (out->type) {
    case PROTOCOL_HELLO:
        memcpy(&out->body.hello, body, length);
        return NULL;
    case PROTOCOL_STEP:
        memcpy(&out->body.step, body, length);
        return is_text(out->body.step.name, sizeof out->body.step.name) ? NULL : "step without an end";
    case PROTOCOL_STARTED:
        memcpy(&out->body.started, body, length);
        return check_started(&out->body.started);
    case PROTOCOL_APPLIED:
        memcpy(&out->body.applied, body, length);
        return check_applied(&out->body.applied);
    case PROTOCOL_ERROR:
        memcpy(&out->body.error, body, length);
        return check_error(&out->body.error);
    case PROTOCOL_EVENT:
        return read_event(f, body, length, out);
    case PROTOCOL_AUDIO:
        return read_audio(body, length, out);
    case PROTOCOL_FACTS:
        return read_facts(f, body, length, out, whole);
    default:
        return NULL;
    }
}

frames_result frames_next(frames *f, frame *out)
{
    facts_forget(f);
    while (f->error == NULL) {
        protocol_header header;
        if (f->end - f->start < sizeof header)
            return FRAMES_MORE;
        memcpy(&header, f->bytes + f->start, sizeof header);
        f->error = check_header(&header);
        if (f->error != NULL)
            break;
        if (f->end - f->start < sizeof header + header.length)
            return FRAMES_MORE;
        if (header.type == PROTOCOL_AUDIO && f->start % sizeof(float) != 0)
            move_to_front(f); /* samples are handed out where they are, so they must be aligned */
        const char *body = f->bytes + f->start + sizeof header;
        if (header.type == PROTOCOL_FACTS && !facts_reserve(f, body, header.length))
            return FRAMES_NO_MEMORY;
        f->start += sizeof header + header.length;
        out->type = (protocol_type)header.type;
        out->request = header.request;
        bool whole;
        f->error = read_body(f, body, header.length, out, &whole);
        if (f->error == NULL && whole)
            return FRAMES_FRAME;
    }
    return FRAMES_BROKEN;
}
