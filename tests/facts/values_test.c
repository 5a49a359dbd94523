/*
 * mic_diag - setters: belief, reasons, what is no value, repaired and long text, lists.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "../check.h"
#include "core/utf8.h"
#include "facts/facts.h"

static void set(facts *f, int64_t muted, fact_source source)
{
    FACT_SET(f, host, HOST, &f->host, muted, integer, muted, source);
}

static void belief(void)
{
    for (int first = 0; first < FACT_SOURCE_COUNT; ++first)
        for (int second = 0; second < FACT_SOURCE_COUNT; ++second) {
            facts *f = facts_create();
            fact_open *o = &f->open;
            const double values[] = {1, 2};
            fact_device *d = facts_list_add(f, &f->devices, &fact_entity_device);
            fact_source a = (fact_source)first, b = (fact_source)second;
            set(f, FACT_YES, a);
            set(f, FACT_NO, b);
            FACT_SET(f, open, OPEN, o, text, text, "first", a);
            FACT_SET(f, open, OPEN, o, text, text, "second", b);
            FACT_SET(f, device, DEVICE, d, volume_db, real, 1, a);
            FACT_SET(f, device, DEVICE, d, volume_db, real, 2, b);
            facts_set_reals(f, &fact_entity_device, d, DEVICE_FIELD_channel_volume_db, values, 1, a);
            facts_set_reals(f, &fact_entity_device, d, DEVICE_FIELD_channel_volume_db, values, 2, b);
            bool replaced = second >= first;
            int winner = replaced ? second : first;
            CHECK(f->host.muted == (replaced ? FACT_NO : FACT_YES));
            CHECK(f->host.mark[HOST_FIELD_muted].source == winner);
            CHECK_STR(o->text, replaced ? "second" : "first");
            CHECK(o->mark[OPEN_FIELD_text].source == winner);
            CHECK_NEAR(d->volume_db, replaced ? 2 : 1, 0);
            CHECK(d->channel_volume_db.count == (replaced ? 2 : 1));
            facts_release(f);
        }
    CHECK(FACT_SOURCE_SAMPLES > FACT_SOURCE_OPEN && FACT_SOURCE_OPEN > FACT_SOURCE_PULSE &&
          FACT_SOURCE_PULSE > FACT_SOURCE_CONFIG);
}

static void reasons(void)
{
    /* from what says least to what says most */
    static const fact_why order[] = {FACT_NOT_ASKED, FACT_UNSUPPORTED, FACT_FAILED,
                                     FACT_TIMEOUT,   FACT_DENIED,      FACT_ABSENT};
    enum { COUNT = sizeof order / sizeof order[0] };
    for (unsigned a = 0; a < COUNT; ++a)
        for (unsigned b = 0; b < COUNT; ++b) {
            facts *f = facts_create();
            FACT_SET_UNKNOWN(host, HOST, &f->host, muted, order[a]);
            FACT_SET_UNKNOWN(host, HOST, &f->host, muted, order[b]);
            CHECK(FACT_WHY(&f->host, HOST, muted) == order[a > b ? a : b]);
            facts_list_unknown(&f->users, order[a]);
            facts_list_unknown(&f->users, order[b]);
            CHECK(f->users.mark.why == order[a > b ? a : b]);
            set(f, FACT_YES, FACT_SOURCE_CONFIG); /* any value is better than a reason */
            CHECK(f->host.muted == FACT_YES && FACT_WHY(&f->host, HOST, muted) == FACT_KNOWN);
            FACT_SET_UNKNOWN(host, HOST, &f->host, muted, order[b]); /* and stays */
            CHECK(f->host.muted == FACT_YES && FACT_WHY(&f->host, HOST, muted) == FACT_KNOWN);
            facts_clear(&fact_entity_host, &f->host, HOST_FIELD_muted, FACT_ABSENT);
            CHECK(f->host.muted == FACT_UNKNOWN && FACT_WHY(&f->host, HOST, muted) == FACT_ABSENT);
            facts_release(f);
        }
    for (int why = 0; why < FACT_WHY_COUNT; ++why)
        CHECK(fact_why_from_name(fact_why_name((fact_why)why)) == (fact_why)why);
    for (int source = 0; source < FACT_SOURCE_COUNT; ++source)
        CHECK(fact_source_from_name(fact_source_name((fact_source)source)) == (fact_source)source);
    CHECK(fact_why_from_name("x") == FACT_WHY_COUNT && fact_why_from_name(NULL) == FACT_WHY_COUNT);
    CHECK(fact_source_from_name("") == FACT_SOURCE_COUNT);
    CHECK_STR(fact_why_name(FACT_NOT_ASKED), "not-asked");
    CHECK_STR(fact_why_name(FACT_WHY_COUNT), "unknown");
    CHECK_STR(fact_enum_name(&fact_entity_system, SYSTEM_FIELD_sandbox, FACT_sandbox_flatpak), "flatpak");
    CHECK_STR(fact_enum_name(&fact_entity_system, SYSTEM_FIELD_sandbox, FACT_sandbox_COUNT), "unknown");
    CHECK_STR(fact_enum_name(&fact_entity_system, SYSTEM_FIELD_os, 0), "unknown");
    CHECK_STR(fact_enum_name(&fact_entity_system, 10000, 0), "unknown");
}

/* Nothing that is no value gets in, and a known value is not lost to it. */
static void no_values(void)
{
    static const double bad[] = {(double)INFINITY, -(double)INFINITY};
    for (int known = 0; known < 2; ++known) {
        facts *f = facts_create();
        fact_device *d = facts_list_add(f, &f->devices, &fact_entity_device);
        const fact_source s = FACT_SOURCE_PULSE;
        if (known) {
            FACT_SET(f, device, DEVICE, d, muted, integer, 1, s);
            FACT_SET(f, device, DEVICE, d, phone, integer, 1, s);
            FACT_SET(f, device, DEVICE, d, state, integer, 1, s);
            FACT_SET(f, device, DEVICE, d, transport, integer, 1, s);
            FACT_SET(f, device, DEVICE, d, channels, integer, 1, s);
            FACT_SET(f, device, DEVICE, d, rate_hz, integer, 1, s);
            FACT_SET(f, device, DEVICE, d, name, text, "1", s);
            FACT_SET(f, device, DEVICE, d, volume_db, real, 1, s);
            FACT_SET(f, device, DEVICE, d, boost_db, real, 1, s);
        }
        FACT_SET(f, device, DEVICE, d, muted, integer, -1, s);
        FACT_SET(f, device, DEVICE, d, phone, integer, 2, s);
        FACT_SET(f, device, DEVICE, d, state, integer, -1, s);
        FACT_SET(f, device, DEVICE, d, transport, integer, FACT_bus_COUNT, s);
        FACT_SET(f, device, DEVICE, d, channels, integer, -1, s);
        FACT_SET(f, device, DEVICE, d, rate_hz, integer, -48000, s);
        FACT_SET(f, device, DEVICE, d, name, text, NULL, s);
        FACT_SET(f, device, DEVICE, d, volume_db, real, (double)NAN, s);
        FACT_SET(f, device, DEVICE, d, boost_db, real, (double)INFINITY, s);
        facts_set_reals(f, &fact_entity_device, d, DEVICE_FIELD_channel_volume_db, bad, 2, s);
        fact_why absent = known ? FACT_KNOWN : FACT_ABSENT, failed = known ? FACT_KNOWN : FACT_FAILED;
        int32_t one = known ? 1 : FACT_UNKNOWN;
        CHECK(d->muted == one && FACT_WHY(d, DEVICE, muted) == absent);
        CHECK(d->phone == one && FACT_WHY(d, DEVICE, phone) == failed);
        CHECK(d->state == one && FACT_WHY(d, DEVICE, state) == absent);
        CHECK(d->transport == one && FACT_WHY(d, DEVICE, transport) == failed);
        CHECK(d->channels == one && FACT_WHY(d, DEVICE, channels) == absent);
        CHECK(d->rate_hz == one && FACT_WHY(d, DEVICE, rate_hz) == failed);
        CHECK_STR(d->name, known ? "1" : NULL);
        CHECK(isnan(d->volume_db) == !known && FACT_WHY(d, DEVICE, volume_db) == absent);
        CHECK(isnan(d->boost_db) == !known && FACT_WHY(d, DEVICE, boost_db) == failed);
        CHECK(d->channel_volume_db.values == NULL && FACT_WHY(d, DEVICE, channel_volume_db) == FACT_FAILED);
        /* a setter of another type, a field or source that does not exist */
        FACT_SET(f, device, DEVICE, d, codec, integer, 1, s);
        FACT_SET(f, device, DEVICE, d, form_factor, real, 1, s);
        FACT_SET(f, device, DEVICE, d, suspended, text, "yes", s);
        CHECK(d->codec == NULL && d->form_factor == NULL && d->suspended == FACT_UNKNOWN);
        CHECK(FACT_WHY(d, DEVICE, suspended) == FACT_FAILED);
        facts_set_integer(f, &fact_entity_device, d, DEVICE_FIELD_COUNT, 1, s);
        facts_set_unknown(&fact_entity_device, d, UINT32_MAX, FACT_ABSENT);
        facts_set_integer(f, &fact_entity_device, d, DEVICE_FIELD_hardware, 1, FACT_SOURCE_COUNT);
        CHECK(d->hardware == FACT_UNKNOWN);
        CHECK(!facts_failed(f));
        facts_release(f);
    }
    facts *f = facts_create();
    fact_device *d = facts_list_add(f, &f->devices, &fact_entity_device);
    facts_set_reals(f, &fact_entity_device, d, DEVICE_FIELD_channel_volume_db, NULL, 0, FACT_SOURCE_PULSE);
    CHECK(d->channel_volume_db.values != NULL && d->channel_volume_db.count == 0); /* known: there is none */
    facts_set_reals(f, &fact_entity_device, d, DEVICE_FIELD_channel_volume_db, NULL, 3, FACT_SOURCE_PULSE);
    CHECK(d->channel_volume_db.values != NULL && d->channel_volume_db.count == 0);
    facts_release(f);
}

static void texts(void)
{
    static const struct {
        const char *text, *repaired;
    } table[] = {
        {"", ""},
        {"plain", "plain"},
        {"\xC3\xA4", "\xC3\xA4"},
        {"\xF0\x9F\x8E\xA4", "\xF0\x9F\x8E\xA4"},
        {"a\xFFz", "a\xEF\xBF\xBDz"},
        {"\x80", "\xEF\xBF\xBD"},
        {"\xC0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD"},                                 /* overlong */
        {"\xE0\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},                 /* overlong */
        {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},                 /* a surrogate */
        {"\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"}, /* beyond U+10FFFF */
        {"\xF4\x8F\xBF\xBF", "\xF4\x8F\xBF\xBF"},
        {"\xE2\x82", "\xEF\xBF\xBD"}, /* cut off: one maximal part */
        {"\xE2\x82x", "\xEF\xBF\xBDx"},
        {"\xF0\x9F\x8E", "\xEF\xBF\xBD"},
        {"abcdefgh\x80ijklmnop", "abcdefgh\xEF\xBF\xBDijklmnop"},
        {"abcdefghijklmno\xC3", "abcdefghijklmno\xEF\xBF\xBD"},
    };
    facts *f = facts_create();
    for (size_t i = 0; i < sizeof table / sizeof table[0]; ++i) {
        CHECK(utf8_valid(table[i].text, strlen(table[i].text)) ==
              (strcmp(table[i].text, table[i].repaired) == 0));
        CHECK_STR(facts_copy_text(f, table[i].text), table[i].repaired);
        FACT_SET(f, open, OPEN, &f->open, text, text, table[i].text, FACT_SOURCE_OPEN);
        CHECK_STR(f->open.text, table[i].repaired);
    }
    CHECK(facts_copy_text(f, NULL) == NULL && !facts_failed(f));
    CHECK(!utf8_valid("a\0b", 3) && !utf8_valid("abcdefg\0", 8) && utf8_valid("abcdefg\0", 7));
    char small[5], none[1] = {'x'};
    CHECK(utf8_repair(small, sizeof small, "abc\xC3\xA4", 5) == 3);
    CHECK_STR(small, "abc"); /* the character does not fit whole */
    CHECK(utf8_repair(small, sizeof small, "ab\xFF", 3) == 2 && utf8_repair(small, 1, "ab", 2) == 0);
    CHECK(utf8_repair(none, 0, "ab", 2) == 0 && none[0] == 'x');
    facts_release(f);
}

static void long_texts(void)
{
    enum { LENGTH = 10000 };
    static const char *const units[] = {"a", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x8E\xA4", "\xFF"};
    char *text = malloc(LENGTH + 8);
    facts *f = facts_create();
    for (size_t u = 0; text != NULL && u < sizeof units / sizeof units[0]; ++u)
        for (unsigned shift = 0; shift < 4; ++shift) {
            size_t at = 0;
            while (at < shift)
                text[at++] = 'x';
            for (; at < LENGTH; at += strlen(units[u]))
                memcpy(text + at, units[u], strlen(units[u]) + 1);
            FACT_SET(f, host, HOST, &f->host, muted, integer, 1, FACT_SOURCE_HOST);
            FACT_SET(f, system, SYSTEM, &f->system, os, text, text, FACT_SOURCE_PROC);
            size_t length = strlen(f->system.os);
            CHECK(length <= FACT_TEXT_BYTES_MAX && length > FACT_TEXT_BYTES_MAX - 4);
            CHECK(utf8_valid(f->system.os, length));
            CHECK(*units[u] == '\xFF' || strncmp(f->system.os, text, length) == 0);
            char *json = facts_to_json(f);
            facts *again = facts_from_json(json, strlen(json), FACT_SOURCE_CONFIG, NULL, 0);
            CHECK(again != NULL && strcmp(again->system.os, f->system.os) == 0);
            facts_release(again);
            free(json);
        }
    CHECK(!facts_failed(f));
    free(text);
    facts_release(f);
}

static void lists(void)
{
    facts *f = facts_create();
    enum { COUNT = 3000 };
    static fact_device *devices[COUNT];
    char id[32];
    CHECK(f->devices.mark.why == FACT_NOT_ASKED && f->devices.count == 0);
    for (int i = 0; i < COUNT; ++i) {
        snprintf(id, sizeof id, "d%d", i);
        devices[i] = facts_list_add(f, &f->devices, &fact_entity_device);
        FACT_SET(f, device, DEVICE, devices[i], id, text, id, FACT_SOURCE_PULSE);
    }
    CHECK(f->devices.count == COUNT && f->devices.mark.why == FACT_KNOWN);
    for (int i = 0; i < COUNT; ++i) {
        snprintf(id, sizeof id, "d%d", i);
        CHECK(FACT_AT(fact_device, f->devices, i) == devices[i]); /* items never move */
        CHECK_STR(devices[i]->id, id);
        CHECK(devices[i]->muted == FACT_UNKNOWN && isnan(devices[i]->volume_db));
    }
    CHECK(facts_find_device(f, "d2999") == devices[2999] && facts_find_device(f, "d3000") == NULL);
    CHECK(facts_find_device(f, NULL) == NULL && facts_find_card(f, "d1") == NULL);
    facts_list_remove(&f->devices, 1);
    facts_list_remove(&f->devices, f->devices.count); /* there is none */
    CHECK(f->devices.count == COUNT - 1 && FACT_AT(fact_device, f->devices, 1) == devices[2]);
    facts_list_remove(&f->devices, f->devices.count - 1);
    CHECK(f->devices.count == COUNT - 2 && facts_find_device(f, "d2999") == NULL);
    facts_list_known(&f->users, FACT_SOURCE_PROC);
    facts_list_unknown(&f->users, FACT_TIMEOUT); /* a known list stays known */
    CHECK(f->users.mark.why == FACT_KNOWN && f->users.mark.source == FACT_SOURCE_PROC);
    facts_list_known(&f->users, FACT_SOURCE_CONFIG);
    CHECK(f->users.mark.source == FACT_SOURCE_PROC);
    facts_list_known(&f->users, FACT_SOURCE_PULSE);
    CHECK(f->users.mark.source == FACT_SOURCE_PULSE);
    facts_release(f);
}

int main(void)
{
    belief();
    reasons();
    no_values();
    texts();
    long_texts();
    lists();
    return check_result();
}
