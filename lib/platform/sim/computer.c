/*
 * mic_diag - the described computer: made from JSON, looked at.
 *
 * SPDX-License-Identifier: MIT
 */
#include "platform/sim/computer.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "facts/json_parse.h"
#include "mic_diag.h"

bool computer_init(computer *c, computer_changed *changed, void *listener)
{
    memset(c, 0, sizeof *c);
    c->microphone = microphone_usual();
    c->changed = changed;
    c->listener = listener;
    c->now = facts_create();
    return c->now != NULL;
}

static void forget_away(computer *c)
{
    while (c->away != NULL) {
        away_device *next = c->away->next;
        free(c->away);
        c->away = next;
    }
}

void computer_clear(computer *c)
{
    forget_away(c);
    free(c->microphone_device);
    facts_release(c->now);
    memset(c, 0, sizeof *c);
}

/* ---- from JSON ---------------------------------------------------------------------------------- */

/* @return false: it is a number that no microphone has. */
static bool read_number(const json_t *object, const char *key, double least, double most, double *number)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_number(value))
        return true;
    *number = json_number_value(value);
    return *number >= least && *number <= most;
}

static bool read_numbers(microphone *m, const json_t *described, char *error, size_t error_size)
{
    const double level_most = 60, level_least = -400, ms_most = 1e9;
    const struct {
        const char *key;
        double least, most, *number;
    } numbers[] = {{"level_dbfs", level_least, level_most, &m->level_dbfs},
                   {"noise_dbfs", level_least, level_most, &m->noise_dbfs},
                   {"after_ms", 0, ms_most, &m->after_ms},
                   {"lost_after_ms", 0, ms_most, &m->lost_after_ms},
                   {"first_ms", 0, ms_most, &m->first_ms}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; ++i)
        if (!read_number(described, numbers[i].key, numbers[i].least, numbers[i].most, numbers[i].number)) {
            snprintf(error, error_size, "microphone.%s: out of range", numbers[i].key);
            return false;
        }
    return true;
}

static int32_t read_microphone(computer *c, const json_t *described, char *error, size_t error_size)
{
    const char *name = json_string_value(json_object_get(described, "sound"));
    const char *device = json_string_value(json_object_get(described, "device"));
    microphone *m = &c->microphone;
    *m = microphone_usual();
    m->sound = name == NULL ? SOUND_SPEECH : sound_from_name(name);
    if (!json_is_object(described) || m->sound == SOUND_COUNT) {
        snprintf(error, error_size, "microphone.sound: no such sound: %.60s", name == NULL ? "" : name);
        return MIC_DIAG_ERROR_INVALID;
    }
    if (!read_numbers(m, described, error, error_size))
        return MIC_DIAG_ERROR_INVALID;
    if (device != NULL) {
        c->microphone_device = text_copy(device);
        if (c->microphone_device == NULL)
            return MIC_DIAG_ERROR_NO_MEMORY;
    }
    return MIC_DIAG_OK;
}

static int32_t failed(const char *error)
{
    return *error == '\0' ? MIC_DIAG_ERROR_NO_MEMORY : MIC_DIAG_ERROR_INVALID;
}

/*
 * A scenario has its facts in "facts", as a report has: by naming a schema it is read like one. (Written by
 * jansson the inner text could lack a part when memory runs out.)
 */
static int32_t read_facts(computer *c, const json_t *whole, const char *json, size_t length, char *error,
                          size_t error_size)
{
    static const char start[] = "{\"schema\":1,";
    bool scenario =
        json_is_object(json_object_get(whole, "facts")) && json_object_get(whole, "schema") == NULL;
    if (!scenario) {
        c->now = facts_from_json(json, length, FACT_SOURCE_SIMULATED, error, error_size);
        return c->now == NULL ? failed(error) : MIC_DIAG_OK;
    }
    const char *rest = (const char *)memchr(json, '{', length) + 1;
    size_t rest_length = length - (size_t)(rest - json);
    char *text = malloc(sizeof start + rest_length);
    if (text == NULL)
        return MIC_DIAG_ERROR_NO_MEMORY;
    memcpy(text, start, sizeof start - 1);
    memcpy(text + sizeof start - 1, rest, rest_length);
    c->now = facts_from_json(text, sizeof start - 1 + rest_length, FACT_SOURCE_SIMULATED, error, error_size);
    free(text);
    return c->now == NULL ? failed(error) : MIC_DIAG_OK;
}

static int32_t make(computer *c, const char *json, size_t length, char *error, size_t error_size)
{
    json_t *whole = facts_json_parse(json, length, error, error_size);
    if (whole == NULL)
        return failed(error);
    const json_t *described = json_object_get(whole, "microphone");
    c->described = described != NULL;
    int32_t result = read_facts(c, whole, json, length, error, error_size);
    if (result == MIC_DIAG_OK && described != NULL)
        result = read_microphone(c, described, error, error_size);
    json_decref(whole);
    return result;
}

int32_t computer_load(computer *c, const char *json, size_t length, char *error, size_t error_size)
{
    computer made;
    memset(&made, 0, sizeof made);
    made.microphone = microphone_usual();
    made.changed = c->changed;
    made.listener = c->listener;
    int32_t result = make(&made, json, length, error, error_size);
    if (result != MIC_DIAG_OK) {
        computer_clear(&made);
        return result;
    }
    computer_clear(c);
    *c = made;
    return MIC_DIAG_OK;
}

/* ---- looking up --------------------------------------------------------------------------------- */

static bool is_called(const fact_device *d, const char *word)
{
    if (d->id != NULL) {
        const char *colon = strchr(d->id, ':');
        if (strcmp(d->id, word) == 0 || (colon != NULL && strcmp(colon + 1, word) == 0))
            return true;
    }
    return d->native_id != NULL && strcmp(d->native_id, word) == 0;
}

fact_device *computer_find(const computer *c, const char *word)
{
    fact_device *exact = facts_find_device(c->now, word);
    for (uint32_t i = 0; exact == NULL && i < c->now->devices.count; ++i) {
        fact_device *d = FACT_AT(fact_device, c->now->devices, i);
        if (is_called(d, word))
            return d;
    }
    return exact;
}

const char *computer_microphone_device(const computer *c)
{
    return c->microphone_device != NULL ? c->microphone_device : facts_chosen_id(c->now);
}

bool computer_device_is_there(const computer *c, const char *id)
{
    const fact_device *d = facts_find_device(c->now, id);
    return d != NULL && (d->state == FACT_UNKNOWN || d->state == FACT_device_state_active);
}

/* ---- what probes see ---------------------------------------------------------------------------- */

static void clear_entity(const fact_entity *of, void *entity)
{
    for (uint32_t i = 0; i < of->field_count; ++i)
        facts_clear(of, entity, i, FACT_NOT_ASKED);
    for (uint32_t i = 0; i < of->list_count; ++i) {
        fact_list *list = (fact_list *)(void *)((unsigned char *)entity + of->lists[i].offset);
        *list = (fact_list){NULL, 0, 0, {FACT_SOURCE_NONE, FACT_NOT_ASKED}};
    }
}

static void clear_list(fact_list *list)
{
    *list = (fact_list){NULL, 0, 0, {FACT_SOURCE_NONE, FACT_NOT_ASKED}};
}

/* What opening and listening give, a look does not; but who holds the device can be seen. */
static void clear_listening(facts *f)
{
    for (uint32_t i = 0; i < fact_entity_open.field_count; ++i)
        if (i != OPEN_FIELD_holder && i != OPEN_FIELD_holder_pid)
            facts_clear(&fact_entity_open, &f->open, i, FACT_NOT_ASKED);
    clear_entity(&fact_entity_stream, &f->stream);
    clear_entity(&fact_entity_signal, &f->signal);
}

/* The probes that the core starts here are judged by their own end. A capture's belongs to listening. */
static void clear_own_probes(const computer *c, facts *f)
{
    for (uint32_t i = f->probes.count; i-- > 0;) {
        const fact_probe *probe = FACT_AT(fact_probe, f->probes, i);
        const char *name = probe->name == NULL ? "" : probe->name;
        if (strcmp(name, "pulse") == 0 || strcmp(name, "nodes") == 0 ||
            (c->described && strcmp(name, "capture") == 0))
            facts_list_remove(&f->probes, i);
    }
    if (f->probes.count == 0)
        clear_list(&f->probes);
}

/* Without a server the system still knows its cards. */
static void clear_server(const computer *c, facts *f)
{
    clear_entity(&fact_entity_service, &f->service);
    clear_entity(&fact_entity_selection, &f->selection);
    clear_entity(&fact_entity_open, &f->open);
    clear_list(&f->devices);
    clear_list(&f->users);
    for (uint32_t i = 0; i < f->cards.count; ++i) {
        fact_card *card = FACT_AT(fact_card, f->cards, i);
        clear_list(&card->profiles);
        clear_list(&card->ports);
        facts_clear(&fact_entity_card, card, CARD_FIELD_active_profile, FACT_NOT_ASKED);
    }
    if (c->server == SERVER_DEAD) {
        FACT_SET(f, service, SERVICE, &f->service, kind, integer, c->now->service.kind,
                 FACT_SOURCE_SIMULATED);
        FACT_SET(f, service, SERVICE, &f->service, state, integer, FACT_service_state_refused,
                 FACT_SOURCE_SIMULATED);
        facts_list_unknown(&f->devices, FACT_FAILED);
        facts_list_unknown(&f->users, FACT_FAILED);
    }
}

facts *computer_look(const computer *c, bool server)
{
    if (server != (c->server == SERVER_RUNNING) && c->server != SERVER_DEAD)
        return facts_create();
    facts *f = facts_copy(c->now);
    if (f == NULL)
        return NULL;
    clear_listening(f);
    clear_own_probes(c, f);
    if (c->server != SERVER_RUNNING)
        clear_server(c, f);
    return f;
}

bool computer_replay(const computer *c, facts *into)
{
    if (c->described)
        return false;
    facts *f = facts_copy(c->now);
    if (f == NULL)
        return true;
    for (uint32_t i = 0; i < fact_single_count; ++i) {
        const fact_entity *of = fact_singles[i].of;
        if (of != &fact_entity_open && of != &fact_entity_stream && of != &fact_entity_signal)
            clear_entity(of, (unsigned char *)f + fact_singles[i].offset);
    }
    for (uint32_t i = 0; i < fact_list_count; ++i)
        clear_list((fact_list *)(void *)((unsigned char *)f + fact_lists[i].offset));
    facts_merge(into, f);
    facts_release(f);
    return true;
}
