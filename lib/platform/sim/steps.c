/*
 * mic_diag - steps: "VERB DEVICE-ID [VALUE]".
 *
 * To add one: a function and a row in `verbs`.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "mic_diag.h"
#include "platform/sim/computer.h"

typedef enum { DEVICE_NONE, DEVICE_MAY, DEVICE_MUST } device_use;

typedef struct step step;
typedef struct {
    const char *name;
    device_use device;
    int32_t (*take)(computer *c, const step *s);
    int32_t detail; /* for `take` */
} verb;

struct step {
    const verb *verb;
    fact_device *device; /* NULL: none was named, or it is not there (only "plug" may) */
    const char *word;    /* the device's, as it was written; "" if none */
    const char *value;   /* the rest of the line, "" if none */
    char *error;
    size_t error_size;
};

static int32_t done(bool good)
{
    return good ? MIC_DIAG_OK : MIC_DIAG_ERROR_NO_MEMORY;
}

const char *computer_read_number(const char *text, double *value)
{
    bool negative = *text == '-', digits = false;
    double number = 0.0, place = 1.0;
    text += *text == '-' || *text == '+' ? 1 : 0;
    for (; *text >= '0' && *text <= '9' && number < 1e15; ++text, digits = true)
        number = number * 10.0 + (*text - '0');
    if (*text == '.') {
        for (++text; *text >= '0' && *text <= '9'; ++text, digits = true)
            if (place < 1e9) {
                place *= 10.0;
                number += (*text - '0') / place;
            }
    }
    *value = negative ? -number : number;
    return digits ? text : NULL;
}

static int32_t take_mute(computer *c, const step *s)
{
    return done(computer_set_mute(c, s->device, s->verb->detail != 0));
}

static int32_t take_volume(computer *c, const step *s)
{
    double db;
    const char *end = computer_read_number(s->value, &db);
    if (end == NULL || (*end != '\0' && strcmp(end, "dB") != 0 && strcmp(end, " dB") != 0)) {
        snprintf(s->error, s->error_size, "volume: the value is in dB, such as -20");
        return MIC_DIAG_ERROR_INVALID;
    }
    if (db > COMPUTER_DB_MAX) {
        snprintf(s->error, s->error_size, "volume: %d dB at most", COMPUTER_DB_MAX);
        return MIC_DIAG_ERROR_INVALID;
    }
    return done(computer_set_volume(c, s->device, db));
}

static int32_t take_default(computer *c, const step *s)
{
    return done(computer_set_default(c, s->device));
}

static int32_t take_no_default(computer *c, const step *s)
{
    (void)s;
    return done(computer_set_default(c, NULL));
}

static int32_t take_plug(computer *c, const step *s)
{
    int32_t result = computer_plug(c, s->word);
    if (result == MIC_DIAG_ERROR_NOT_FOUND)
        snprintf(s->error, s->error_size, "plug: no such device: %.80s", s->word);
    return result;
}

static int32_t take_unplug(computer *c, const step *s)
{
    return done(s->verb->detail != 0 ? computer_remove(c, s->device) : computer_unplug(c, s->device));
}

static int32_t take_sound(computer *c, const step *s)
{
    if (s->device != NULL && s->device->id != NULL) {
        char *id = text_copy(s->device->id);
        if (id == NULL)
            return MIC_DIAG_ERROR_NO_MEMORY;
        free(c->microphone_device);
        c->microphone_device = id;
    }
    c->microphone = microphone_usual();
    c->microphone.sound = (sound)s->verb->detail;
    c->described = true;
    c->stalled = false;
    return MIC_DIAG_OK;
}

static int32_t take_stall(computer *c, const step *s)
{
    c->stalled = s->verb->detail != 0;
    c->described = true;
    if (!c->stalled && c->microphone.sound == SOUND_STALL)
        c->microphone.sound = SOUND_SPEECH;
    return MIC_DIAG_OK;
}

static int32_t take_server(computer *c, const step *s)
{
    return done(computer_set_server(c, (server_state)s->verb->detail));
}

static int32_t take_open(computer *c, const step *s)
{
    facts *f = c->now;
    for (uint32_t i = 0; i < fact_entity_open.field_count; ++i)
        facts_clear(&fact_entity_open, &f->open, i, FACT_NOT_ASKED);
    if (s->verb->detail == FACT_open_result_ok)
        return MIC_DIAG_OK;
    FACT_SET(f, open, OPEN, &f->open, result, integer, s->verb->detail, FACT_SOURCE_SIMULATED);
    FACT_SET(f, open, OPEN, &f->open, step, text, "open", FACT_SOURCE_SIMULATED);
    if (s->verb->detail == FACT_open_result_busy && *s->value != '\0')
        FACT_SET(f, open, OPEN, &f->open, holder, text, s->value, FACT_SOURCE_SIMULATED);
    c->described = true;
    return done(!facts_failed(f));
}

/* "users DEVICE PROGRAM": one more program records. "users DEVICE": none does any more. */
static int32_t take_users(computer *c, const step *s)
{
    facts *f = c->now;
    const char *id = s->device->id;
    for (uint32_t i = f->users.count; *s->value == '\0' && i-- > 0;) {
        const fact_user *user = FACT_AT(fact_user, f->users, i);
        if (user->device != NULL && id != NULL && strcmp(user->device, id) == 0)
            facts_list_remove(&f->users, i);
    }
    if (*s->value == '\0')
        return MIC_DIAG_OK;
    fact_user *user = facts_list_add(f, &f->users, &fact_entity_user);
    if (user == NULL)
        return MIC_DIAG_ERROR_NO_MEMORY;
    FACT_SET(f, user, USER, user, device, text, id, FACT_SOURCE_SIMULATED);
    FACT_SET(f, user, USER, user, program, text, s->value, FACT_SOURCE_SIMULATED);
    FACT_SET(f, user, USER, user, active, integer, FACT_YES, FACT_SOURCE_SIMULATED);
    FACT_SET(f, user, USER, user, own, integer, FACT_NO, FACT_SOURCE_SIMULATED);
    return done(!facts_failed(f));
}

static const verb verbs[] = {
    {"plug", DEVICE_MUST, take_plug, 0},
    {"unplug", DEVICE_MUST, take_unplug, 0},
    {"remove", DEVICE_MUST, take_unplug, 1},
    {"mute", DEVICE_MUST, take_mute, 1},
    {"unmute", DEVICE_MUST, take_mute, 0},
    {"volume", DEVICE_MUST, take_volume, 0},
    {"default", DEVICE_MUST, take_default, 0},
    {"no-default", DEVICE_NONE, take_no_default, 0},
    {"speak", DEVICE_MAY, take_sound, SOUND_SPEECH},
    {"silent", DEVICE_MAY, take_sound, SOUND_SILENCE},
    {"zero", DEVICE_MAY, take_sound, SOUND_ZERO},
    {"hum", DEVICE_MAY, take_sound, SOUND_HUM},
    {"clip", DEVICE_MAY, take_sound, SOUND_CLIP},
    {"quiet", DEVICE_MAY, take_sound, SOUND_QUIET},
    {"noise", DEVICE_MAY, take_sound, SOUND_NOISE},
    {"stuck", DEVICE_MAY, take_sound, SOUND_STUCK},
    {"stall", DEVICE_MAY, take_stall, 1},
    {"resume", DEVICE_MAY, take_stall, 0},
    {"freeze-server", DEVICE_NONE, take_server, SERVER_FROZEN},
    {"thaw-server", DEVICE_NONE, take_server, SERVER_RUNNING},
    {"kill-server", DEVICE_NONE, take_server, SERVER_DEAD},
    {"start-server", DEVICE_NONE, take_server, SERVER_RUNNING},
    {"deny", DEVICE_MAY, take_open, FACT_open_result_denied},
    {"busy", DEVICE_MAY, take_open, FACT_open_result_busy},
    {"allow", DEVICE_MAY, take_open, FACT_open_result_ok},
    {"users", DEVICE_MUST, take_users, 0},
};

static const verb *find_verb(const char *text, size_t length)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; ++i)
        if (strlen(verbs[i].name) == length && memcmp(verbs[i].name, text, length) == 0)
            return &verbs[i];
    return NULL;
}

bool computer_is_step(const char *text)
{
    return find_verb(text, strcspn(text, " ")) != NULL;
}

static int32_t fail(const step *s, int32_t result, const char *what)
{
    snprintf(s->error, s->error_size, "%s: %s: %.80s", s->verb->name, what, s->word);
    return result;
}

/* Ids may hold spaces: the longest beginning of the rest that is a device is the device. */
static fact_device *split_device(const computer *c, char *rest, const char **value)
{
    for (size_t end = strlen(rest); end > 0; --end) {
        if (rest[end] != '\0' && rest[end] != ' ')
            continue;
        char kept = rest[end];
        rest[end] = '\0';
        fact_device *d = computer_find(c, rest);
        if (d != NULL) {
            *value = kept == '\0' ? rest + end : rest + end + 1;
            return d;
        }
        rest[end] = kept;
    }
    return NULL;
}

static int32_t take(computer *c, step *s, char *rest)
{
    s->word = rest;
    s->value = "";
    if (s->verb->device == DEVICE_NONE)
        return *rest == '\0' ? s->verb->take(c, s) : fail(s, MIC_DIAG_ERROR_INVALID, "needs no more words");
    if (*rest == '\0')
        return s->verb->device == DEVICE_MAY ? s->verb->take(c, s)
                                             : fail(s, MIC_DIAG_ERROR_INVALID, "needs a device");
    s->device = split_device(c, rest, &s->value);
    if (s->device == NULL && s->verb->take != take_plug)
        return fail(s, MIC_DIAG_ERROR_NOT_FOUND, "no such device");
    return s->verb->take(c, s);
}

int32_t computer_step(computer *c, const char *text, char *error, size_t error_size)
{
    size_t length = strcspn(text, " ");
    step s = {.verb = find_verb(text, length), .error = error, .error_size = error_size};
    if (s.verb == NULL)
        return MIC_DIAG_ERROR_NOT_FOUND;
    text += length + strspn(text + length, " ");
    char *rest = text_copy(text);
    if (rest == NULL)
        return MIC_DIAG_ERROR_NO_MEMORY;
    for (size_t end = strlen(rest); end > 0 && rest[end - 1] == ' '; --end)
        rest[end - 1] = '\0';
    int32_t result = take(c, &s, rest);
    free(rest);
    return result;
}
