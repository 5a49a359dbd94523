/*
 * mic_diag - running the chain: switched-off checks, missing facts, settings pages, large and odd input.
 *
 * Usage: running_test CASES_FOLDER
 *
 * SPDX-License-Identifier: MIT
 */
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../check.h"
#include "case_file.h"

static facts *read_facts(const char *json)
{
    char error[256] = "";
    facts *f = facts_from_json(json, strlen(json), FACT_SOURCE_SIMULATED, error, sizeof error);
    if (!CHECK(f != NULL))
        fprintf(stderr, "    %s\n", error);
    return f;
}

static int32_t status_of(const check_results *r, const char *id)
{
    return checks_status(r, check_index(id));
}

static const char *reason_of(const check_results *r, const char *id)
{
    return checks_reason(r, check_index(id));
}

/* ---- only and off ----------------------------------------------------------------------------------- */

#define MUTED                                                                                                \
    "{\"devices\":[{\"id\":\"m\",\"name\":\"Mic\",\"state\":\"active\",\"monitor\":false,\"muted\":true,"    \
    "\"volume_db\":-200}],\"selection\":{\"default\":\"m\"},\"stream\":{\"seconds\":2},"                     \
    "\"open\":{\"result\":\"ok\"},\"signal\":{\"seconds\":1.5,\"zero_ms\":1500}}"

static void switches(void)
{
    facts *f = read_facts(MUTED);
    check_results *r = checks_run(f, NULL, "volume.muted, volume.zero");
    CHECK(status_of(r, "volume.muted") == CHECK_SKIPPED && status_of(r, "volume.zero") == CHECK_SKIPPED);
    CHECK_STR(reason_of(r, "volume.muted"), "off");
    CHECK_STR(checks_finding(r, 0)->check->id, "signal.digital-silence");
    CHECK(checks_finding(r, 0)->cause == -1);
    checks_free(r);

    r = checks_run(f, "volume.zero,no.such", NULL);
    CHECK(checks_finding_count(r) == 1 && checks_verdict(r) == VERDICT_BROKEN);
    CHECK(status_of(r, "volume.zero") == CHECK_FAILED && status_of(r, "volume.muted") == CHECK_SKIPPED);
    checks_free(r);

    r = checks_run(f, "volume.zero", "volume.zero");
    CHECK(checks_finding_count(r) == 0 && checks_verdict(r) == VERDICT_UNSURE);
    checks_free(r);

    r = checks_run(f, "volume.mute,olume.muted,volume.muted.", ""); /* none of them is the id */
    CHECK(checks_finding_count(r) == 0);
    checks_free(r);

    r = checks_run(f, NULL, "");
    CHECK_STR(checks_finding(r, 0)->check->id, "volume.muted");
    CHECK(checks_status(r, check_count) == CHECK_UNKNOWN);
    CHECK_STR(checks_reason(r, check_count), "");
    checks_free(r);
    checks_free(NULL);
    facts_release(f);
}

/* ---- every need of every check ---------------------------------------------------------------------- */

static void forget(facts *f, const char *need)
{
    const char *name = strchr(need, '.') + 1;
    const size_t length = (size_t)(name - 1 - need);
    for (uint32_t i = 0; i < fact_list_count; ++i)
        if (strncmp(need, "list.", 5) == 0 && strcmp(fact_lists[i].name, name) == 0)
            ((fact_list *)(void *)((char *)f + fact_lists[i].offset))->mark.why = FACT_DENIED;
    for (uint32_t i = 0; i < fact_single_count; ++i) {
        const fact_entity *of = fact_singles[i].of;
        for (uint32_t k = 0;
             strncmp(of->name, need, length) == 0 && of->name[length] == '\0' && k < of->field_count; ++k)
            if (strcmp(of->fields[k].name, name) == 0)
                facts_clear(of, (char *)f + fact_singles[i].offset, k, FACT_DENIED);
    }
    fact_device *d = strncmp(need, "device.", 7) == 0 ? (fact_device *)facts_chosen_device(f) : NULL;
    for (uint32_t k = 0; d != NULL && k < fact_entity_device.field_count; ++k)
        if (strcmp(fact_entity_device.fields[k].name, name) == 0)
            facts_clear(&fact_entity_device, d, k, FACT_DENIED);
}

static void visit(const case_file *c, void *context)
{
    unsigned *forgotten = context;
    for (uint32_t i = 0; i < check_count; ++i) {
        for (int k = 0; k < CHECK_NEEDS_MAX && check_table[i].needs[k] != NULL; ++k) {
            facts *less = facts_copy(c->facts);
            if (less == NULL ||
                ((check_table[i].flags & CHECK_OF_DEVICE) != 0 && facts_chosen_device(less) == NULL)) {
                facts_release(less);
                continue;
            }
            forget(less, check_table[i].needs[k]);
            check_results *r = checks_run(less, check_table[i].id, NULL);
            ++*forgotten;
            if (!check_note(checks_status(r, i) == CHECK_UNKNOWN && checks_finding_count(r) == 0, c->name, 0,
                            check_table[i].needs[k]))
                fprintf(stderr, "    %s is not unknown without it\n", check_table[i].id);
            checks_free(r);
            facts_release(less);
        }
    }
}

/* ---- settings pages --------------------------------------------------------------------------------- */

static void page_is(const char *system, const char *want)
{
    char json[1024];
    snprintf(
        json, sizeof json,
        "{\"system\":{%s},\"devices\":[{\"id\":\"m\",\"muted\":true}],\"selection\":{\"default\":\"m\"}}",
        system);
    facts *f = read_facts(json);
    check_results *r = checks_run(f, "volume.muted", NULL);
    const finding *found = checks_finding(r, 0);
    const char *target = NULL;
    for (uint32_t i = 0; found != NULL && i < found->fix_count; ++i)
        if (found->fixes[i].kind == FIX_SETTINGS)
            target = found->fixes[i].target;
    CHECK_STR(target, want);
    checks_free(r);
    facts_release(f);
}

static void pages(void)
{
    page_is("\"os\":\"linux\",\"desktop\":\"ubuntu:GNOME\"", "gnome-control-center sound");
    page_is("\"os\":\"linux\",\"desktop\":\"KDE\"", "systemsettings kcm_pulseaudio");
    page_is("\"os\":\"linux\",\"desktop\":\"XFCE\"", "pavucontrol -t 4");
    page_is("\"os\":\"linux\",\"desktop\":\"NOTGNOME:\"", "pavucontrol -t 4");
    page_is("\"os\":\"linux\"", "pavucontrol -t 4");
    page_is("\"os\":\"windows\"", "ms-settings:sound");
    page_is("\"os\":\"macos\"", "x-apple.systempreferences:com.apple.Sound-Settings.extension");
    page_is("\"os\":\"plan9\"", NULL);
    page_is("", NULL);
}

/* ---- odd input -------------------------------------------------------------------------------------- */

/* A host may run in a locale whose decimals have a comma. */
static void decimals(void)
{
    const bool comma = setlocale(LC_ALL, "de_DE.UTF-8") != NULL || setlocale(LC_ALL, "fr_FR.UTF-8") != NULL;
    static const struct {
        const char *db, *seen;
    } rows[] = {
        {"-78.06", "-78.06dB"}, {"-30.005", "-30.01dB"}, {"-200", "-200.00dB"}, {"-1e300", "-1000.00dB"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
        char json[256];
        snprintf(json, sizeof json,
                 "{\"devices\":[{\"id\":\"m\",\"volume_db\":%s}],\"selection\":{\"default\":\"m\"}}",
                 rows[i].db);
        facts *f = read_facts(json);
        check_results *r = checks_run(f, "volume.low,volume.zero", NULL);
        if (CHECK(checks_finding_count(r) == 1 && checks_finding(r, 0)->fix_count > 0))
            CHECK_STR(checks_finding(r, 0)->fixes[0].seen, rows[i].seen);
        checks_free(r);
        facts_release(f);
    }
    fprintf(stderr, "decimal comma tried: %s\n", comma ? "yes" : "no such locale here");
    setlocale(LC_ALL, "C");
}

/* Thousands of devices, cards and programs, the longest names: still a handful of findings, at once. */
static void crowd(void)
{
    enum { COUNT = 5000, NAME = 4000 };
    facts *f = facts_create();
    char *name = malloc(NAME + 1), id[32];
    if (!CHECK(f != NULL && name != NULL))
        return;
    memset(name, 'x', NAME);
    name[NAME] = '\0';
    for (unsigned i = 0; i < COUNT; ++i) {
        snprintf(id, sizeof id, "d%u", i);
        fact_device *d = facts_list_add(f, &f->devices, &fact_entity_device);
        FACT_SET(f, device, DEVICE, d, id, text, id, FACT_SOURCE_PULSE);
        FACT_SET(f, device, DEVICE, d, name, text, i % 100 == 0 ? name : id, FACT_SOURCE_PULSE);
        FACT_SET(f, device, DEVICE, d, port_available, integer, FACT_NO, FACT_SOURCE_PULSE);
        FACT_SET(f, device, DEVICE, d, card, text, "none of these", FACT_SOURCE_PULSE);
        FACT_SET(f, device, DEVICE, d, port, text, "p", FACT_SOURCE_PULSE);
        fact_card *c = facts_list_add(f, &f->cards, &fact_entity_card);
        FACT_SET(f, card, CARD, c, id, text, id, FACT_SOURCE_PULSE);
        FACT_SET(f, card, CARD, c, active_profile, text, "off", FACT_SOURCE_PULSE);
        fact_profile *p = facts_list_add(f, &c->profiles, &fact_entity_profile);
        FACT_SET(f, profile, PROFILE, p, id, text, "off", FACT_SOURCE_PULSE);
        FACT_SET(f, profile, PROFILE, p, sources, integer, 0, FACT_SOURCE_PULSE);
        fact_user *u = facts_list_add(f, &f->users, &fact_entity_user);
        FACT_SET(f, user, USER, u, device, text, "d0", FACT_SOURCE_PULSE);
        FACT_SET(f, user, USER, u, program, text, i % 100 == 0 ? name : id, FACT_SOURCE_PULSE);
        FACT_SET(f, user, USER, u, active, integer, FACT_YES, FACT_SOURCE_PULSE);
    }
    FACT_SET(f, selection, SELECTION, &f->selection, default_, text, "d0", FACT_SOURCE_PULSE);
    CHECK(!facts_failed(f));
    const clock_t start = clock();
    check_results *r = checks_run(f, NULL, NULL);
    const double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    fprintf(stderr, "%d devices, cards and programs: %.1f ms\n", (int)COUNT, seconds * 1000.0);
    CHECK(r != NULL && checks_finding_count(r) > 0 && checks_finding_count(r) <= check_count);
    CHECK(seconds < 2.0);
    checks_free(r);
    facts_release(f);
    free(name);
}

int main(int argc, char **argv)
{
    unsigned forgotten = 0;
    if (argc < 2)
        return 2;
    switches();
    case_files(argv[1], visit, &forgotten);
    CHECK(forgotten > 1000);
    pages();
    decimals();
    crowd();
    return check_result();
}
