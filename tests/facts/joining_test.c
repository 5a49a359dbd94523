/*
 * mic_diag - copying, merging, and which device is meant.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "../check.h"
#include "sample_facts.h"

static facts *read_text(const char *text)
{
    char error[256];
    facts *f = facts_from_json(text, strlen(text), FACT_SOURCE_PULSE, error, sizeof error);
    if (f == NULL)
        fprintf(stderr, "    %s\n", error);
    return f;
}

static void check_merge(const char *into, const char *from, const char *want)
{
    facts *a = read_text(into), *b = read_text(from), *c = read_text(want);
    if (CHECK(a != NULL && b != NULL && c != NULL)) {
        facts_merge(a, b);
        facts_release(b); /* nothing of it may be borrowed */
        b = NULL;
        CHECK(!facts_failed(a));
        if (!CHECK(sample_same(a, c)))
            fprintf(stderr, "    merging %s\n    into %s\n", from, into);
    }
    facts_release(a);
    facts_release(b);
    facts_release(c);
}

static void merging(void)
{
    check_merge("{}", "{}", "{}");
    check_merge("{}", "{\"devices\":[]}", "{\"devices\":[]}");
    check_merge("{\"_unknown\":{\"devices\":\"timeout\"}}", "{\"devices\":[]}", "{\"devices\":[]}");
    check_merge("{\"devices\":[]}", "{\"_unknown\":{\"devices\":\"timeout\"}}", "{\"devices\":[]}");
    check_merge("{}", "{\"_unknown\":{\"devices\":\"denied\"}}", "{\"_unknown\":{\"devices\":\"denied\"}}");
    /* by belief, and reasons only where nothing is known */
    check_merge("{\"system\":{\"os\":\"a\",\"vm\":\"kvm\",\"_source\":\"proc\"}}",
                "{\"system\":{\"os\":\"b\",\"desktop\":\"X\",\"_source\":\"config\","
                "\"_unknown\":{\"vm\":\"denied\",\"wsl\":\"denied\"}}}",
                "{\"system\":{\"os\":\"a\",\"vm\":\"kvm\",\"desktop\":\"X\","
                "\"_source\":{\"*\":\"proc\",\"desktop\":\"config\"},\"_unknown\":{\"wsl\":\"denied\"}}}");
    check_merge("{\"open\":{\"text\":\"a\",\"_source\":\"pulse\"}}",
                "{\"open\":{\"text\":\"b\",\"_source\":\"open\"}}",
                "{\"open\":{\"text\":\"b\",\"_source\":\"open\"}}");
    /* devices, cards and what is in them by id; probes by name; users are added */
    check_merge("{\"devices\":[{\"id\":\"a\",\"muted\":true},{\"id\":\"b\"}]}",
                "{\"devices\":[{\"id\":\"b\",\"muted\":false},{\"id\":\"c\"},{\"id\":\"a\",\"phone\":true}]}",
                "{\"devices\":[{\"id\":\"a\",\"muted\":true,\"phone\":true},{\"id\":\"b\",\"muted\":false},"
                "{\"id\":\"c\"}]}");
    check_merge("{\"cards\":[{\"id\":\"c\",\"ports\":[{\"id\":\"p\",\"input\":true}],\"profiles\":[]}]}",
                "{\"cards\":[{\"id\":\"c\",\"ports\":[{\"id\":\"q\"},{\"id\":\"p\",\"available\":false}]}]}",
                "{\"cards\":[{\"id\":\"c\",\"ports\":[{\"id\":\"p\",\"input\":true,\"available\":false},"
                "{\"id\":\"q\"}],\"profiles\":[]}]}");
    check_merge(
        "{\"cards\":[{\"id\":\"c\",\"switches\":[{\"name\":\"Mic\",\"kind\":\"capture\",\"on\":true}]}]}",
        "{\"cards\":[{\"id\":\"c\",\"switches\":[{\"name\":\"Mic\",\"kind\":\"boost\",\"db\":20},"
        "{\"name\":\"Mic\",\"kind\":\"capture\",\"db\":1}]}]}",
        "{\"cards\":[{\"id\":\"c\",\"switches\":[{\"name\":\"Mic\",\"kind\":\"capture\",\"on\":true,"
        "\"db\":1},{\"name\":\"Mic\",\"kind\":\"boost\",\"db\":20}]}]}");
    check_merge("{\"probes\":[{\"name\":\"pulse\",\"status\":\"timeout\"}]}",
                "{\"probes\":[{\"name\":\"pulse\",\"status\":\"ok\"},{\"name\":\"alsa\"}]}",
                "{\"probes\":[{\"name\":\"pulse\",\"status\":\"ok\"},{\"name\":\"alsa\"}]}");
    check_merge("{\"users\":[{\"program\":\"x\"}]}", "{\"users\":[{\"program\":\"x\"}]}",
                "{\"users\":[{\"program\":\"x\"},{\"program\":\"x\"}]}");
    check_merge("{\"signal\":{\"channel_metrics\":[{\"dead\":false}]}}",
                "{\"signal\":{\"channel_metrics\":[{\"dead\":true},{\"dead\":false}]}}",
                "{\"signal\":{\"channel_metrics\":[{\"dead\":true},{\"dead\":false}]}}");
    /* without an id an item is one of its own; two of the same list are never joined with each other */
    check_merge("{\"devices\":[{\"muted\":true}]}",
                "{\"devices\":[{\"muted\":false},{\"id\":\"z\"},{\"id\":\"z\"}]}",
                "{\"devices\":[{\"muted\":true},{\"muted\":false},{\"id\":\"z\"},{\"id\":\"z\"}]}");
}

static void copying(void)
{
    for (unsigned seed = 0; seed < 20; ++seed) {
        facts *f = sample_facts(seed, 3, SAMPLE_MIXED_SOURCES);
        /* also two items of the same id, which merging would join */
        facts_list_add(f, &f->devices, &fact_entity_device);
        fact_device *twin = facts_list_add(f, &f->devices, &fact_entity_device);
        FACT_SET(f, device, DEVICE, twin, id, text, FACT_AT(fact_device, f->devices, 0)->id,
                 FACT_SOURCE_PULSE);
        FACT_SET_UNKNOWN(device, DEVICE, twin, muted, FACT_TIMEOUT);
        facts *copy = facts_copy(f), *merged = facts_create();
        CHECK(copy != NULL && sample_same(f, copy));
        facts_merge(merged, f);
        CHECK(sample_same(f, merged)); /* into nothing: all of it */
        facts_merge(merged, merged);
        CHECK(sample_same(f, merged));
        char *before = facts_to_json(f);
        FACT_SET(copy, system, SYSTEM, &copy->system, os, text, "changed", FACT_SOURCE_SAMPLES);
        char *after = facts_to_json(f);
        CHECK_STR(after, before); /* the original does not change with it */
        facts_release(f);
        CHECK_STR(copy->system.os, "changed");
        char *text = facts_to_json(copy);
        CHECK(text != NULL);
        free(text);
        free(before);
        free(after);
        facts_release(copy);
        facts_release(merged);
    }
}

/* Two lists of thousands, in opposite order. */
static void many(void)
{
    enum { COUNT = 5000 };
    char id[32];
    facts *a = facts_create(), *b = facts_create();
    for (int i = 0; i < COUNT; ++i) {
        fact_device *one = facts_list_add(a, &a->devices, &fact_entity_device);
        fact_device *other = facts_list_add(b, &b->devices, &fact_entity_device);
        snprintf(id, sizeof id, "d%d", i);
        FACT_SET(a, device, DEVICE, one, id, text, id, FACT_SOURCE_PULSE);
        snprintf(id, sizeof id, "d%d", COUNT + COUNT / 2 - 1 - i);
        FACT_SET(b, device, DEVICE, other, id, text, id, FACT_SOURCE_PULSE);
        FACT_SET(b, device, DEVICE, other, muted, integer, 1, FACT_SOURCE_PULSE);
    }
    facts_merge(a, b);
    CHECK(a->devices.count == COUNT + COUNT / 2);
    CHECK(facts_find_device(a, "d2499")->muted == FACT_UNKNOWN);
    CHECK(facts_find_device(a, "d2500")->muted == FACT_YES);
    facts_release(a);
    facts_release(b);
}

static void check_chosen(const char *text, const char *id, bool in_list)
{
    facts *f = read_text(text);
    if (CHECK(f != NULL)) {
        const fact_device *d = facts_chosen_device(f);
        bool good = CHECK_STR(facts_chosen_id(f), id);
        good = CHECK((d != NULL) == in_list) && good;
        if (in_list)
            good = CHECK_STR(d == NULL ? NULL : d->id, id) && good;
        if (!good)
            fprintf(stderr, "    in %s\n", text);
    }
    facts_release(f);
}

static void choosing(void)
{
    check_chosen("{}", NULL, false);
    check_chosen("{\"devices\":[{\"id\":\"a\"}]}", NULL, false);
    check_chosen("{\"devices\":[{\"id\":\"a\"},{\"id\":\"b\",\"default\":true}]}", "b", true);
    check_chosen(
        "{\"selection\":{\"default\":\"a\"},\"devices\":[{\"id\":\"a\"},{\"id\":\"b\",\"default\":true}]}",
        "a", true);
    check_chosen(
        "{\"selection\":{\"chosen\":\"c\",\"default\":\"a\"},\"devices\":[{\"id\":\"a\"},{\"id\":\"c\"}]}",
        "c", true);
    /* what is meant but not there is not replaced by another one */
    check_chosen("{\"selection\":{\"chosen\":\"x\",\"default\":\"a\"},\"devices\":[{\"id\":\"a\"}]}", "x",
                 false);
    check_chosen("{\"selection\":{\"default\":\"x\"},\"devices\":[{\"id\":\"b\",\"default\":true}]}", "x",
                 false);
    check_chosen("{\"selection\":{\"_unknown\":{\"default\":\"absent\"}},\"devices\":[{\"id\":\"a\"}]}", NULL,
                 false);
    facts *f = read_text("{\"probes\":[{\"name\":\"a\"},{\"name\":\"b\"}],\"cards\":[{\"id\":\"c\"}]}");
    CHECK(facts_find_probe(f, "b") == FACT_AT(fact_probe, f->probes, 1) && facts_find_probe(f, "c") == NULL);
    CHECK(facts_find_card(f, "c") == FACT_AT(fact_card, f->cards, 0));
    facts_release(f);
}

int main(void)
{
    merging();
    copying();
    many();
    choosing();
    return check_result();
}
