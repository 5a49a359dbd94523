/*
 * mic_diag - facts -> JSON -> facts: every field of every entity, its source, its reason.
 *
 * SPDX-License-Identifier: MIT
 */
#include <jansson.h>
#include <stdlib.h>

#include "../check.h"
#include "sample_facts.h"

static facts *read_text(const char *text)
{
    char error[256];
    facts *f = facts_from_json(text, strlen(text), FACT_SOURCE_HOST, error, sizeof error);
    if (f == NULL)
        fprintf(stderr, "    %s\n", error);
    return f;
}

static void whole_round_trip(sample_sources sources)
{
    for (unsigned seed = 0; seed < 40; ++seed) {
        facts *f = sample_facts(seed, seed % 3, sources);
        char *text = facts_to_json(f);
        facts *again = read_text(text);
        if (CHECK(again != NULL)) {
            CHECK(sample_same(f, again));
            char *second = facts_to_json(again);
            CHECK_STR(second, text);
            free(second);
        }
        facts_release(again);
        free(text);
        facts_release(f);
    }
}

/* Each field alone, with each source and each reason: nothing leaks into its neighbours. */
static void single_fields(const fact_single *single)
{
    const fact_entity *of = single->of;
    for (uint32_t i = 0; i < of->field_count; ++i) {
        for (int source = 0; source < FACT_SOURCE_COUNT; ++source) {
            facts *all = sample_facts(i, 1, SAMPLE_ONE_SOURCE), *f = facts_create();
            const char *from = (const char *)all + single->offset;
            char *to = (char *)f + single->offset;
            const fact_field *field = &of->fields[i];
            if (field->type == FACT_TYPE_TEXT)
                facts_set_text(f, of, to, i, *(const char *const *)(const void *)(from + field->offset),
                               (fact_source)source);
            else if (field->type == FACT_TYPE_REAL)
                facts_set_real(f, of, to, i, *(const double *)(const void *)(from + field->offset),
                               (fact_source)source);
            else if (field->type != FACT_TYPE_REALS)
                facts_set_integer(f, of, to, i, 1, (fact_source)source);
            char *text = facts_to_json(f);
            facts *again = read_text(text);
            if (CHECK(again != NULL))
                CHECK(sample_same(f, again));
            facts_release(again);
            free(text);
            facts_release(f);
            facts_release(all);
        }
        for (int why = FACT_NOT_ASKED; why < FACT_WHY_COUNT; ++why) {
            facts *f = facts_create();
            facts_set_unknown(of, (char *)f + single->offset, i, (fact_why)why);
            char *text = facts_to_json(f);
            facts *again = read_text(text);
            if (CHECK(again != NULL))
                CHECK(sample_same(f, again));
            if (why == FACT_NOT_ASKED)
                CHECK_STR(text, "{}");
            else
                CHECK(strstr(text, fact_why_name((fact_why)why)) != NULL);
            facts_release(again);
            free(text);
            facts_release(f);
        }
    }
}

static void lists_and_reasons(void)
{
    for (int why = FACT_TIMEOUT; why < FACT_WHY_COUNT; ++why) {
        facts *f = facts_create();
        facts_list_unknown(&f->devices, (fact_why)why);
        facts_list_known(&f->users, FACT_SOURCE_PROC);
        fact_card *c = facts_list_add(f, &f->cards, &fact_entity_card);
        facts_list_unknown(&c->ports, (fact_why)why);
        facts_list_known(&c->switches, FACT_SOURCE_CONFIG);
        char *text = facts_to_json(f);
        facts *again = read_text(text);
        if (CHECK(again != NULL)) {
            CHECK(sample_same(f, again));
            CHECK(again->devices.mark.why == why && again->users.mark.source == FACT_SOURCE_PROC);
            CHECK(again->users.mark.why == FACT_KNOWN && again->users.count == 0);
            CHECK(again->probes.mark.why == FACT_NOT_ASKED);
            const fact_card *card = FACT_AT(fact_card, again->cards, 0);
            CHECK(card->ports.mark.why == why && card->profiles.mark.why == FACT_NOT_ASKED);
            CHECK(card->switches.mark.why == FACT_KNOWN && card->switches.mark.source == FACT_SOURCE_CONFIG);
        }
        facts_release(again);
        free(text);
        facts_release(f);
    }
}

/* The text itself, so that the form cannot change unnoticed. */
static void exact_text(void)
{
    facts *f = facts_create();
    fact_device *d = facts_list_add(f, &f->devices, &fact_entity_device);
    facts_list_known(&f->devices, FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, d, id, text, "pulse:a", FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, d, state, integer, FACT_device_state_unplugged, FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, d, volume_db, real, -12, FACT_SOURCE_PULSE);
    FACT_SET_UNKNOWN(device, DEVICE, d, muted, FACT_TIMEOUT);
    FACT_SET(f, device, DEVICE, d, default_, integer, FACT_YES, FACT_SOURCE_CONFIG);
    FACT_SET(f, system, SYSTEM, &f->system, sandbox, integer, FACT_sandbox_app_sandbox, FACT_SOURCE_PROC);
    facts_list_unknown(&f->cards, FACT_DENIED);
    char *text = facts_to_json(f);
    CHECK_STR(text, "{\"system\":{\"sandbox\":\"app-sandbox\",\"_source\":\"proc\"},"
                    "\"devices\":[{\"id\":\"pulse:a\",\"state\":\"unplugged\",\"volume_db\":-12.0,"
                    "\"default\":true,\"_source\":{\"*\":\"pulse\",\"default\":\"config\"},"
                    "\"_unknown\":{\"muted\":\"timeout\"}}],"
                    "\"_source\":\"pulse\",\"_unknown\":{\"cards\":\"denied\"}}");
    free(text);
    text = facts_entity_to_json(&fact_entity_system, &f->system);
    CHECK_STR(text, "{\"sandbox\":\"app-sandbox\",\"_source\":\"proc\"}");
    free(text);
    json_t *value = facts_to_json_value(f);
    CHECK(json_is_object(value) && json_array_size(json_object_get(value, "devices")) == 1);
    json_decref(value);
    value = facts_entity_to_json_value(&fact_entity_device, d);
    CHECK_STR(json_string_value(json_object_get(value, "state")), "unplugged");
    json_decref(value);
    facts_release(f);
}

/* Forms that a person or another version may write. */
static void reading_forms(void)
{
    facts *f = read_text(
        "{\"later\":{\"x\":[1]},\"cards\":null,\"stream\":{\"seconds\":3,\"gaps\":null},\"devices\":["
        "{\"id\":\"a\",\"muted\":true,\"_source\":{\"muted\":\"pulse\"},\"new\":1,\"volume_db\":-3},"
        "{\"id\":\"b\",\"state\":\"asleep\",\"_source\":\"open\",\"_unknown\":{\"muted\":\"denied\"}},"
        "{\"id\":\"c\",\"muted\":false,\"_unknown\":{\"muted\":\"denied\",\"phone\":\"bored\"}},"
        "{\"id\":\"d\",\"_source\":{\"*\":\"samples\",\"id\":\"telepathy\"},\"codec\":\"x\"}]}");
    if (!CHECK(f != NULL) || !CHECK(f->devices.count == 4))
        return;
    const fact_device *a = FACT_AT(fact_device, f->devices, 0), *b = FACT_AT(fact_device, f->devices, 1),
                      *c = FACT_AT(fact_device, f->devices, 2), *d = FACT_AT(fact_device, f->devices, 3);
    CHECK(f->cards.mark.why == FACT_NOT_ASKED && f->stream.gaps == FACT_UNKNOWN);
    CHECK_NEAR(f->stream.seconds, 3, 0);
    CHECK(f->stream.mark[STREAM_FIELD_seconds].source == FACT_SOURCE_HOST);
    CHECK(a->muted == FACT_YES && a->mark[DEVICE_FIELD_muted].source == FACT_SOURCE_PULSE);
    CHECK(a->mark[DEVICE_FIELD_id].source == FACT_SOURCE_HOST);
    CHECK_NEAR(a->volume_db, -3, 0);
    CHECK(b->mark[DEVICE_FIELD_id].source == FACT_SOURCE_OPEN);
    CHECK(b->state == FACT_UNKNOWN && FACT_WHY(b, DEVICE, state) == FACT_UNSUPPORTED);
    CHECK(FACT_WHY(b, DEVICE, muted) == FACT_DENIED && b->muted == FACT_UNKNOWN);
    CHECK(c->muted == FACT_NO && FACT_WHY(c, DEVICE, muted) == FACT_KNOWN);
    CHECK(FACT_WHY(c, DEVICE, phone) == FACT_FAILED);
    CHECK(d->mark[DEVICE_FIELD_codec].source == FACT_SOURCE_SAMPLES);
    facts_release(f);

    f = read_text("{\"schema\":1,\"devices\":[{\"id\":\"outside\"}],"
                  "\"facts\":{\"devices\":[{\"id\":\"inside\"}]}}");
    CHECK(f != NULL && facts_find_device(f, "inside") != NULL && f->devices.count == 1);
    facts_release(f);
    f = read_text("{\"facts\":{\"devices\":[{\"id\":\"inside\"}]}}"); /* no report: it names no schema */
    CHECK(f != NULL && f->devices.count == 0);
    facts_release(f);
}

/* Written past the setters: never a wrong value, never an invalid text. */
static void bad_values(void)
{
    facts *f = facts_create();
    const fact_mark known = {FACT_SOURCE_OPEN, FACT_KNOWN};
    const double values[] = {1.0, (double)NAN};
    fact_device *d = facts_list_add(f, &f->devices, &fact_entity_device);
    f->open.text = "bad \xFF text";
    f->open.mark[OPEN_FIELD_text] = known;
    f->open.mark[OPEN_FIELD_result] = known; /* a mark without a value */
    f->open.code = -5;
    f->open.mark[OPEN_FIELD_code] = known;
    f->stream.seconds = (double)INFINITY;
    f->stream.mark[STREAM_FIELD_seconds] = known;
    f->system.sandbox = 99;
    f->system.mark[SYSTEM_FIELD_sandbox] = known;
    d->channel_volume_db = (fact_reals){2, values};
    d->mark[DEVICE_FIELD_channel_volume_db] = known;
    d->muted = 7;
    d->mark[DEVICE_FIELD_muted] = known;
    char *text = facts_to_json(f);
    CHECK_STR(text, "{\"system\":{\"_unknown\":{\"sandbox\":\"failed\"}},"
                    "\"open\":{\"_unknown\":{\"result\":\"failed\",\"code\":\"failed\",\"text\":\"failed\"}},"
                    "\"stream\":{\"_unknown\":{\"seconds\":\"failed\"}},"
                    "\"devices\":[{\"_unknown\":{\"muted\":\"failed\",\"channel_volume_db\":\"failed\"}}]}");
    facts *again = read_text(text);
    CHECK(again != NULL);
    facts_release(again);
    free(text);
    facts_release(f);
}

static void check_names(const fact_entity *of)
{
    for (uint32_t i = 0; i < of->field_count; ++i) {
        const char *name = of->fields[i].name;
        CHECK(name[0] != '_' && name[strlen(name) - 1] != '_');
        CHECK((of->fields[i].type == FACT_TYPE_ENUM) == (of->fields[i].enum_names != NULL));
        for (uint32_t k = 0; k < i; ++k)
            CHECK(strcmp(name, of->fields[k].name) != 0);
        for (uint32_t k = 0; k < of->list_count; ++k)
            CHECK(strcmp(name, of->lists[k].name) != 0);
    }
    for (uint32_t k = 0; k < of->list_count; ++k)
        check_names(of->lists[k].of);
}

int main(void)
{
    for (uint32_t i = 0; i < fact_single_count; ++i)
        check_names(fact_singles[i].of);
    for (uint32_t i = 0; i < fact_list_count; ++i)
        check_names(fact_lists[i].of);
    whole_round_trip(SAMPLE_ONE_SOURCE);
    whole_round_trip(SAMPLE_MIXED_SOURCES);
    for (uint32_t i = 0; i < fact_single_count; ++i)
        single_fields(&fact_singles[i]);
    lists_and_reasons();
    exact_text();
    reading_forms();
    bad_values();
    return check_result();
}
