/*
 * mic_diag - the frame reader: any split of a stream gives the same frames, and no bytes can hurt it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "../../check.h"
#include "facts/facts.h"
#include "platform/system/frames.h"

enum { STREAM_MAX = 4 << 20 };

/* ---- a stream to read --------------------------------------------------------------------------- */

typedef struct {
    char *bytes;
    size_t length;
} stream;

static void put(stream *s, const void *bytes, size_t size)
{
    if (size > 0)
        memcpy(s->bytes + s->length, bytes, size);
    s->length += size;
}

static void put_header(stream *s, uint16_t type, uint16_t request, size_t length)
{
    protocol_header header = {(uint32_t)length, type, request};
    put(s, &header, sizeof header);
}

static void put_frame(stream *s, uint16_t type, const void *body, size_t length)
{
    put_header(s, type, 1, length);
    put(s, body, length);
}

static uint64_t random_state = 88172645463325252u;

static uint32_t random_below(uint32_t limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 32) % limit;
}

static void put_facts(stream *s, const char *text, size_t length, uint32_t more)
{
    protocol_facts piece = {more, 0};
    put_header(s, PROTOCOL_FACTS, 1, sizeof piece + length);
    put(s, &piece, sizeof piece);
    put(s, text, length);
}

static void put_audio(stream *s, uint32_t count, uint32_t channels)
{
    protocol_audio block = {1, 2, count, channels, 0, 0};
    put_header(s, PROTOCOL_AUDIO, 1, sizeof block + (size_t)count * channels * sizeof(float));
    put(s, &block, sizeof block);
    for (uint32_t i = 0; i < count * channels; i++) {
        uint32_t bits = random_below(UINT32_MAX); /* NaNs and infinities too */
        put(s, &bits, sizeof bits);
    }
}

static void put_event(stream *s, const char *device)
{
    protocol_event event = {PROTOCOL_CHANGED_VOLUME, -600, 99};
    put_header(s, PROTOCOL_EVENT, 1, sizeof event + strlen(device));
    put(s, &event, sizeof event);
    put(s, device, strlen(device));
}

static void put_any(stream *s)
{
    static const protocol_hello hello = {PROTOCOL_MAGIC, PROTOCOL_VERSION, 42};
    static const protocol_step step = {"list sources"};
    static const protocol_started started = {48000, 2, "mic"};
    static const protocol_applied applied = {PROTOCOL_APPLY_STALE, 0, "yes", "no"};
    static const protocol_error error = {PROTOCOL_FAILED_LOST, 3, "capture", "gone"};
    char text[300];
    memset(text, 'x', sizeof text);
    switch (random_below(10)) {
    case 0:
        put_frame(s, PROTOCOL_HELLO, &hello, sizeof hello);
        break;
    case 1:
        put_frame(s, PROTOCOL_STEP, &step, sizeof step);
        break;
    case 2:
        put_frame(s, PROTOCOL_STARTED, &started, sizeof started);
        break;
    case 3:
        put_frame(s, PROTOCOL_APPLIED, &applied, sizeof applied);
        break;
    case 4:
        put_frame(s, PROTOCOL_ERROR, &error, sizeof error);
        break;
    case 5:
        put_event(s, random_below(2) == 0 ? "" : "pulse:alsa_input.usb");
        break;
    case 6:
        put_audio(s, random_below(2000), 1 + random_below(FRAMES_CHANNELS_MAX));
        break;
    case 7:
        put_facts(s, text, random_below(sizeof text), 0);
        break;
    case 8:
        for (uint32_t i = random_below(5); i > 0; i--) {
            put_facts(s, text, random_below(sizeof text), 1);
            put_frame(s, PROTOCOL_ALIVE, NULL, 0);
        }
        put_facts(s, text, random_below(sizeof text), 0);
        break;
    default:
        put_frame(s, random_below(2) == 0 ? PROTOCOL_ALIVE : PROTOCOL_DONE, NULL, 0);
    }
}

/* ---- reading it --------------------------------------------------------------------------------- */

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *from = bytes;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ from[i]) * 1099511628211u;
    return hash;
}

static uint64_t hash_frame(uint64_t hash, const frame *f)
{
    hash = hash_bytes(hash, &f->request, sizeof f->request);
    uint32_t type = (uint32_t)f->type;
    hash = hash_bytes(hash, &type, sizeof type);
    switch (f->type) {
    case PROTOCOL_AUDIO:
        CHECK((uintptr_t)f->body.audio.samples % sizeof(float) == 0);
        hash = hash_bytes(hash, &f->body.audio.block, sizeof f->body.audio.block);
        return hash_bytes(hash, f->body.audio.samples,
                          sizeof(float) * f->body.audio.block.frames * f->body.audio.block.channels);
    case PROTOCOL_FACTS:
        return hash_bytes(hash, f->body.facts.json, f->body.facts.length);
    case PROTOCOL_EVENT:
        return hash_bytes(hash, f->body.event.device, strlen(f->body.event.device));
    case PROTOCOL_STEP:
        return hash_bytes(hash, f->body.step.name, strlen(f->body.step.name));
    case PROTOCOL_ERROR:
        return hash_bytes(hash, f->body.error.text, strlen(f->body.error.text));
    case PROTOCOL_APPLIED:
        return hash_bytes(hash, f->body.applied.after, strlen(f->body.applied.after));
    case PROTOCOL_STARTED:
        return hash_bytes(hash, f->body.started.device, strlen(f->body.started.device));
    default:
        return hash;
    }
}

typedef struct {
    frames_result last;
    unsigned count;
    uint64_t hash;
    bool incomplete;
    char error[64];
} reading;

/** Feeds a stream in pieces of at most `piece` bytes; 0: of any size. The piece is copied, so over-reads
 * show. */
static reading read_stream(const char *bytes, size_t length, uint32_t piece)
{
    reading result = {FRAMES_MORE, 0, 14695981039346656037u, false, ""};
    frames *reader = frames_create();
    size_t used = 0;
    for (;;) {
        frame f;
        result.last = frames_next(reader, &f);
        if (result.last == FRAMES_FRAME) {
            result.count++;
            result.hash = hash_frame(result.hash, &f);
            continue;
        }
        if (result.last != FRAMES_MORE || used == length)
            break;
        size_t room, size = piece > 0 ? piece : 1 + random_below(5000);
        void *to = frames_room(reader, &room);
        CHECK(to != NULL && room > 0);
        if (size > room)
            size = room;
        if (size > length - used)
            size = length - used;
        memcpy(to, bytes + used, size);
        frames_added(reader, size);
        used += size;
    }
    result.incomplete = frames_is_incomplete(reader);
    snprintf(result.error, sizeof result.error, "%s", frames_error(reader));
    frames_free(reader);
    return result;
}

static void any_split_gives_the_same(stream *s)
{
    for (int round = 0; round < 60; round++) {
        s->length = 0;
        for (uint32_t i = 1 + random_below(40); i > 0 && s->length < STREAM_MAX / 2; i--)
            put_any(s);
        reading whole = read_stream(s->bytes, s->length, UINT32_MAX);
        CHECK(whole.last == FRAMES_MORE && whole.count > 0 && !whole.incomplete);
        CHECK_STR(whole.error, "");
        static const uint32_t pieces[] = {0, 0, 1, 7, 4096};
        for (size_t i = round % 10 == 0 ? 0 : 3; i < sizeof pieces / sizeof pieces[0]; i++) {
            reading split = read_stream(s->bytes, s->length, pieces[i]);
            CHECK(split.last == whole.last && split.count == whole.count && split.hash == whole.hash);
        }
        reading cut = read_stream(s->bytes, s->length - 1, 0);
        CHECK(cut.last == FRAMES_MORE && cut.count == whole.count - 1 && cut.incomplete);
    }
}

static void garbage_does_no_harm(stream *s)
{
    for (int round = 0; round < 3000; round++) {
        s->length = 0;
        if (round % 3 == 0) {
            for (uint32_t i = 1 + random_below(500); i > 0; i--)
                s->bytes[s->length++] = (char)random_below(256);
        } else {
            for (uint32_t i = 1 + random_below(6); i > 0; i--)
                put_any(s);
            for (uint32_t i = 1 + random_below(4); i > 0; i--)
                s->bytes[random_below((uint32_t)s->length)] = (char)random_below(256);
        }
        /* a copy of exactly that size */
        char *exact = malloc(s->length);
        memcpy(exact, s->bytes, s->length);
        reading whole = read_stream(exact, s->length, UINT32_MAX);
        reading split = read_stream(exact, s->length, 0);
        CHECK(split.last == whole.last && split.count == whole.count && split.hash == whole.hash);
        CHECK((whole.last == FRAMES_BROKEN) == (whole.error[0] != '\0'));
        free(exact);
    }
}

/* ---- each violation ----------------------------------------------------------------------------- */

static bool is_broken(stream *s)
{
    reading result = read_stream(s->bytes, s->length, 0);
    s->length = 0;
    return result.last == FRAMES_BROKEN && result.count == 0 && result.error[0] != '\0';
}

static void audio_of(stream *s, uint32_t count, uint32_t channels, uint32_t gap, size_t sample_bytes)
{
    static const char zeros[4096];
    protocol_audio block = {0, 0, count, channels, gap, 0};
    put_header(s, PROTOCOL_AUDIO, 1, sizeof block + sample_bytes);
    put(s, &block, sizeof block);
    put(s, zeros, sample_bytes);
}

static void violations(stream *s)
{
    put_header(s, PROTOCOL_STEP, 1, PROTOCOL_LENGTH_MAX + 1);
    CHECK(is_broken(s)); /* before a single byte of it is collected */
    put_header(s, PROTOCOL_FACTS, 1, UINT32_MAX);
    CHECK(is_broken(s));
    put_header(s, 0, 1, 0);
    CHECK(is_broken(s));
    put_header(s, PROTOCOL_TYPE_END, 1, 0);
    CHECK(is_broken(s));
    put_header(s, PROTOCOL_REQUEST, 1, sizeof(protocol_request));
    CHECK(is_broken(s));
    static const uint16_t fixed[] = {PROTOCOL_HELLO,   PROTOCOL_STEP,  PROTOCOL_ALIVE, PROTOCOL_STARTED,
                                     PROTOCOL_APPLIED, PROTOCOL_ERROR, PROTOCOL_DONE};
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        put_header(s, fixed[i], 1, 1);
        CHECK(is_broken(s));
    }
    static const char full[sizeof(protocol_applied)] = {0};
    char text[sizeof(protocol_applied)];
    memset(text, 'x', sizeof text);
    put_frame(s, PROTOCOL_STEP, text, sizeof(protocol_step));
    CHECK(is_broken(s)); /* no NUL */
    protocol_applied applied = {99, 0, "", ""};
    put_frame(s, PROTOCOL_APPLIED, &applied, sizeof applied);
    CHECK(is_broken(s));
    memcpy(text, full, 8);
    put_frame(s, PROTOCOL_APPLIED, text, sizeof(protocol_applied));
    CHECK(is_broken(s));
    protocol_error error = {-1, 0, "", ""};
    put_frame(s, PROTOCOL_ERROR, &error, sizeof error);
    CHECK(is_broken(s));
    protocol_started started = {48000, 33, ""};
    put_frame(s, PROTOCOL_STARTED, &started, sizeof started);
    CHECK(is_broken(s));
    started.channels = 0;
    put_frame(s, PROTOCOL_STARTED, &started, sizeof started);
    CHECK(is_broken(s));
    started.channels = 1;
    started.rate_hz = FRAMES_RATE_MAX + 1;
    put_frame(s, PROTOCOL_STARTED, &started, sizeof started);
    CHECK(is_broken(s));

    audio_of(s, 10, 2, 0, 79);
    CHECK(is_broken(s));
    audio_of(s, 10, 2, 0, 84);
    CHECK(is_broken(s));
    audio_of(s, 10, 0, 0, 0);
    CHECK(is_broken(s));
    audio_of(s, 10, 33, 0, 1320);
    CHECK(is_broken(s));
    audio_of(s, 10, 2, 11, 80);
    CHECK(is_broken(s));
    audio_of(s, 0x40000000, 4, 0, 0); /* 2^32 samples: no overflow */
    CHECK(is_broken(s));
    put_frame(s, PROTOCOL_AUDIO, full, 8);
    CHECK(is_broken(s));
    put_frame(s, PROTOCOL_EVENT, full, sizeof(protocol_event)); /* change 0 */
    CHECK(is_broken(s));
    put_frame(s, PROTOCOL_EVENT, full, 4);
    CHECK(is_broken(s));
    put_header(s, PROTOCOL_EVENT, 1, sizeof(protocol_event) + 3);
    protocol_event event = {PROTOCOL_CHANGED_MUTE, 0, 0};
    put(s, &event, sizeof event);
    put(s, "a\0b", 3);
    CHECK(is_broken(s));
    put_facts(s, "{}", 2, 2);
    CHECK(is_broken(s));
    put_frame(s, PROTOCOL_FACTS, full, 4);
    CHECK(is_broken(s));
}

static void long_device_id(stream *s)
{
    char *device = malloc(PROTOCOL_ID_SIZE + 1);
    memset(device, 'd', PROTOCOL_ID_SIZE + 1);
    device[PROTOCOL_ID_SIZE - 1] = '\0';
    put_event(s, device);
    CHECK(read_stream(s->bytes, s->length, 0).count == 1);
    s->length = 0;
    device[PROTOCOL_ID_SIZE - 1] = 'd';
    device[PROTOCOL_ID_SIZE] = '\0';
    put_event(s, device);
    CHECK(is_broken(s));
    free(device);
}

/** Facts that never end: refused at the cap, whatever the size of the pieces. */
static void endless_facts(stream *s)
{
    enum { PIECE = PROTOCOL_LENGTH_MAX - (int)sizeof(protocol_facts) };
    char *blanks = malloc(PIECE);
    memset(blanks, ' ', PIECE);
    put_facts(s, blanks, PIECE, 1);
    frames *reader = frames_create();
    size_t total = 0;
    frames_result result = FRAMES_MORE;
    for (int i = 0; i < 64 && result == FRAMES_MORE; i++) {
        for (size_t used = 0; used < s->length && result == FRAMES_MORE;) {
            size_t room, size = s->length - used;
            void *to = frames_room(reader, &room);
            if (size > room)
                size = room;
            memcpy(to, s->bytes + used, size);
            frames_added(reader, size);
            used += size;
            frame f;
            result = frames_next(reader, &f);
        }
        total += PIECE;
    }
    CHECK(result == FRAMES_BROKEN);
    CHECK(total > FACTS_JSON_BYTES_MAX - PIECE && total <= FACTS_JSON_BYTES_MAX + PIECE);
    frames_free(reader);
    free(blanks);
    s->length = 0;
}

int main(void)
{
    stream s = {malloc(STREAM_MAX), 0};
    any_split_gives_the_same(&s);
    garbage_does_no_harm(&s);
    s.length = 0;
    violations(&s);
    long_device_id(&s);
    s.length = 0;
    endless_facts(&s);
    free(s.bytes);
    frames_free(NULL);
    return check_result();
}
