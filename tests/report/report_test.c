/*
 * mic_diag - the report's getters, its words, and hostile names.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "../check.h"
#include "core/utf8.h"
#include "report/report.h"

static facts *muted_device(const char *name, double volume_db)
{
    facts *f = facts_create();
    fact_device *d = facts_list_add(f, &f->devices, &fact_entity_device);
    FACT_SET(f, device, DEVICE, d, id, text, "pulse:mic", FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, d, name, text, name, FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, d, muted, integer, FACT_YES, FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, d, volume_db, real, volume_db, FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, d, monitor, integer, FACT_NO, FACT_SOURCE_PULSE);
    FACT_SET(f, selection, SELECTION, &f->selection, default_, text, "pulse:mic", FACT_SOURCE_PULSE);
    return f;
}

static report *report_on(facts *f)
{
    report_settings settings = {.language = "en", .machine = "here"};
    report *r = report_create(f, &settings);
    facts_release(f);
    CHECK(r != NULL);
    return r;
}

static const report_finding *find(const report *r, const char *id)
{
    for (uint32_t i = 0; i < report_finding_count(r); ++i)
        if (strcmp(report_finding_id(report_finding_at(r, i)), id) == 0)
            return report_finding_at(r, i);
    return NULL;
}

static void test_getters(void)
{
    report *r = report_on(muted_device("Desk microphone", -48.25));
    CHECK(report_verdict(r) == VERDICT_BROKEN);
    CHECK(strlen(report_summary(r)) > 10);
    CHECK(report_facts(r)->devices.count == 1);
    CHECK(report_check_count(r) == check_count);
    CHECK(report_check_status(r, UINT32_MAX) == CHECK_UNKNOWN);
    CHECK_STR(report_check_id(r, UINT32_MAX), "");
    CHECK_STR(report_check_title(r, UINT32_MAX), "");
    CHECK_STR(report_check_reason(r, UINT32_MAX), "");
    for (uint32_t i = 0; i < report_check_count(r); ++i) {
        CHECK(*report_check_id(r, i) != '\0');
        CHECK(strcmp(report_check_title(r, i), "check") != 0 && *report_check_title(r, i) != '\0');
    }
    CHECK(report_finding_at(r, report_finding_count(r)) == NULL);
    const report_finding *f = find(r, "volume.muted");
    if (CHECK(f != NULL)) {
        CHECK(report_finding_severity(f) == CHECK_PROBLEM);
        CHECK_STR(report_finding_device(f), "pulse:mic");
        CHECK(strstr(report_finding_explanation(f), "Desk microphone") != NULL);
        CHECK(report_finding_cause(f) == NULL);
        CHECK_STR(report_finding_evidence_key(f, 1000), "");
        CHECK_STR(report_finding_evidence_value(f, 1000), "");
        CHECK(report_finding_fix(f, 1000) == NULL);
        const report_fix *x = report_finding_fix(f, 0);
        CHECK(x != NULL && report_fix_kind(x) == FIX_CHANGE);
        CHECK_STR(report_fix_device(x), "pulse:mic");
        CHECK((report_fix_flags(x) & FIX_CAN_UNDO) != 0);
        fix_key key;
        CHECK(fix_key_parse(report_fix_key(x), &key) == 0);
        CHECK_STR(key.machine, "here");
        CHECK_STR(key.seen, "yes");
        CHECK_STR(key.wanted, "no");
        fix_key_clear(&key);
    }
    report_free(r);
    report_free(NULL);
}

/* Decibels with one decimal, and a dot. */
static void test_figures(void)
{
    report *r = report_on(muted_device("m", -48.25));
    const report_finding *f = find(r, "volume.low");
    bool found = false;
    for (uint32_t i = 0; f != NULL && i < report_finding_evidence_count(f); ++i)
        if (strcmp(report_finding_evidence_key(f, i), "volume_db") == 0) {
            CHECK_STR(report_finding_evidence_value(f, i), "-48.3");
            found = true;
        }
    CHECK(found);
    report_free(r);
}

static void test_forms_are_kept(void)
{
    report *r = report_on(muted_device("m", -3.0));
    for (uint32_t flags = 0; flags < 4; ++flags) {
        const char *json = report_json(r, flags), *text = report_text(r, flags);
        CHECK(strlen(json) > 100 && strlen(text) > 20);
        CHECK(report_json(r, flags) == json && report_text(r, flags) == text);
        CHECK(report_json(r, flags | 0xFFFFFFF0u) == json); /* flags of a later version */
    }
    CHECK(report_json(r, 0) != report_json(r, REPORT_REDACT));
    report_free(r);
}

/* No machine, no keys: an analyzer's report cannot be applied. */
static void test_without_machine(void)
{
    facts *f = muted_device("m", -3.0);
    report *r = report_create(f, NULL);
    facts_release(f);
    const report_finding *found = find(r, "volume.muted");
    if (CHECK(found != NULL && report_finding_fix_count(found) > 0))
        CHECK_STR(report_fix_key(report_finding_fix(found, 0)), "");
    report_free(r);
}

static void check_lines(const char *text)
{
    CHECK(utf8_valid(text, strlen(text)));
    for (const char *c = text; *c != '\0'; ++c)
        if (!CHECK((unsigned char)*c >= 0x20 || *c == '\n'))
            return;
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        uint32_t characters = 0;
        for (size_t i = 0; i < length; ++i)
            characters += ((unsigned char)text[i] & 0xC0) != 0x80 ? 1 : 0;
        CHECK(characters <= 80);
        text += length + (text[length] == '\n' ? 1 : 0);
    }
}

/* Names come from devices: as long as they like, and with whatever bytes. */
static void test_hostile_names(void)
{
    static const char *const parts[] = {
        "x",        "word ", "\xC3\xA4",     "\xE6\xBC\xA2", "\xF0\x9F\x8E\xA4",  "\x1B[31m",
        "\xFF\xFE", "\xC3",  "\xED\xA0\x80", "\xE2\x80\xAE", "{name}{volume_db}", "\n",
        "\"\\",     "%s%n",  "\x01",
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; ++i) {
        char name[10241];
        size_t used = 0, part = strlen(parts[i]);
        while (used + part < sizeof name) {
            memcpy(name + used, parts[i], part);
            used += part;
        }
        name[used] = '\0';
        report *r = report_on(muted_device(name, -3.0));
        for (uint32_t flags = 0; flags < 4; ++flags) {
            CHECK(utf8_valid(report_json(r, flags), strlen(report_json(r, flags))));
            check_lines(report_text(r, flags));
        }
        const report_finding *f = find(r, "volume.muted");
        if (CHECK(f != NULL)) {
            check_lines(report_finding_title(f));
            CHECK(strlen(report_finding_explanation(f)) < 1000);
            CHECK(strchr(report_finding_explanation(f), '\x1B') == NULL);
        }
        char error[200];
        facts *back = facts_from_json(report_json(r, 0), strlen(report_json(r, 0)), FACT_SOURCE_SIMULATED,
                                      error, sizeof error);
        if (CHECK(back != NULL)) {
            report *again = report_on(back);
            CHECK_STR(report_json(again, 0), report_json(r, 0));
            report_free(again);
        }
        report_free(r);
    }
}

/* Text that was put there past the setters, which repair it. */
static void test_invalid_utf8(void)
{
    facts *f = muted_device("m", -3.0);
    FACT_AT(fact_device, f->devices, 0)->name = "bad \xFF\xC3 name";
    FACT_AT(fact_device, f->devices, 0)->native_id = "\x80\x80";
    report *r = report_on(f);
    for (uint32_t flags = 0; flags < 4; ++flags) {
        CHECK(utf8_valid(report_json(r, flags), strlen(report_json(r, flags))));
        CHECK(strlen(report_json(r, flags)) > 100);
        CHECK(strlen(report_text(r, flags)) > 20);
    }
    report_free(r);
}

static void test_nothing_known(void)
{
    report *r = report_on(facts_create());
    CHECK(report_verdict(r) == VERDICT_UNSURE);
    CHECK(strstr(report_json(r, 0), "\"device\":null") != NULL);
    CHECK(strstr(report_json(r, 0), "\"signal\":null") != NULL);
    CHECK(strlen(report_summary(r)) > 10);
    report_free(r);
}

int main(void)
{
    test_getters();
    test_figures();
    test_forms_are_kept();
    test_without_machine();
    test_hostile_names();
    test_invalid_utf8();
    test_nothing_known();
    return check_result();
}
