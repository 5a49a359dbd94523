/*
 * mic_diag - facts for tests: filled and compared by walking over the tables, so that no field is forgotten.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sample_facts.h"

#include <stdio.h>
#include <string.h>

static const char *const texts[] = {
    "plain",
    "with \"quotes\" and \\ and / and\n\t\r\b\f\x01\x7f controls",
    "Mikrofon \xC3\xA4\xC3\xB6\xC3\xBC",
    "\xE3\x83\x9E\xE3\x82\xA4\xE3\x82\xAF \xF0\x9F\x8E\xA4 \xE2\x80\xA8",
    "",
};
static const double reals[] = {-12.5,     0.1,   -200.0, 0.30000000000000004, 1e-300, 1.7976931348623157e308,
                               44099.731, 1e20,  0.0,    -1.0 / 3.0,          5e-324, 123456789.123456,
                               1e9,       -1e-7, 2e15,   999999999.999999};

fact_source sample_source(uint32_t field, sample_sources sources)
{
    if (sources == SAMPLE_ONE_SOURCE)
        return FACT_SOURCE_PULSE;
    return (fact_source)(field % FACT_SOURCE_COUNT);
}

static void fill_field(facts *f, const fact_entity *of, void *entity, uint32_t i, unsigned seed,
                       fact_source source)
{
    enum { TEXTS = sizeof texts / sizeof texts[0], REALS = sizeof reals / sizeof reals[0] };
    unsigned n = seed * 31 + i;
    char text[128];
    switch (of->fields[i].type) {
    case FACT_TYPE_TEXT:
        snprintf(text, sizeof text, "%s %u.%u", texts[n % TEXTS], seed, (unsigned)i);
        facts_set_text(f, of, entity, i, text, source);
        break;
    case FACT_TYPE_ANSWER:
        facts_set_integer(f, of, entity, i, n % 2, source);
        break;
    case FACT_TYPE_INTEGER:
        facts_set_integer(f, of, entity, i, n % 3 == 0 ? INT64_MAX - (int64_t)n : (int64_t)n, source);
        break;
    case FACT_TYPE_ENUM: {
        unsigned names = 0;
        while (of->fields[i].enum_names[names] != NULL)
            ++names;
        facts_set_integer(f, of, entity, i, n % names, source);
        break;
    }
    case FACT_TYPE_REAL:
        facts_set_real(f, of, entity, i, reals[n % REALS], source);
        break;
    case FACT_TYPE_REALS:
        facts_set_reals(f, of, entity, i, reals, n % (REALS + 1), source);
        break;
    }
}

void sample_fill(facts *f, const fact_entity *of, void *entity, unsigned seed, unsigned items,
                 sample_sources sources)
{
    for (uint32_t i = 0; i < of->field_count; ++i)
        fill_field(f, of, entity, i, seed, sample_source(i, sources));
    for (uint32_t i = 0; i < of->list_count; ++i) {
        fact_list *list = (fact_list *)(void *)((char *)entity + of->lists[i].offset);
        facts_list_known(list, sample_source(i + 1, sources));
        for (unsigned k = 0; k < items; ++k) {
            void *item = facts_list_add(f, list, of->lists[i].of);
            if (item != NULL)
                sample_fill(f, of->lists[i].of, item, seed * 7 + k, items, sources);
        }
    }
}

facts *sample_facts(unsigned seed, unsigned items, sample_sources sources)
{
    facts *f = facts_create();
    if (f == NULL)
        return NULL;
    for (uint32_t i = 0; i < fact_single_count; ++i)
        sample_fill(f, fact_singles[i].of, (char *)f + fact_singles[i].offset, seed + i, items, sources);
    for (uint32_t i = 0; i < fact_list_count; ++i) {
        fact_list *list = (fact_list *)(void *)((char *)f + fact_lists[i].offset);
        facts_list_known(list, sample_source(i + 1, sources));
        for (unsigned k = 0; k < items; ++k) {
            void *item = facts_list_add(f, list, fact_lists[i].of);
            if (item != NULL)
                sample_fill(f, fact_lists[i].of, item, seed + 100 * (i + 1) + k, items, sources);
        }
    }
    if (facts_failed(f)) {
        facts_release(f);
        return NULL;
    }
    return f;
}

/* ---- comparing -------------------------------------------------------------------------------------- */

static bool same_number(double a, double b)
{
    return a == b || (a != a && b != b);
}

static bool same_value(const fact_field *field, const void *a, const void *b)
{
    switch (field->type) {
    case FACT_TYPE_TEXT: {
        const char *one = *(const char *const *)a, *other = *(const char *const *)b;
        return one == NULL || other == NULL ? one == other : strcmp(one, other) == 0;
    }
    case FACT_TYPE_ANSWER:
    case FACT_TYPE_ENUM:
        return *(const int32_t *)a == *(const int32_t *)b;
    case FACT_TYPE_INTEGER:
        return *(const int64_t *)a == *(const int64_t *)b;
    case FACT_TYPE_REAL:
        return same_number(*(const double *)a, *(const double *)b);
    case FACT_TYPE_REALS: {
        const fact_reals *one = a, *other = b;
        if (one->count != other->count || (one->values == NULL) != (other->values == NULL))
            return false;
        for (uint32_t i = 0; i < one->count; ++i)
            if (!same_number(one->values[i], other->values[i]))
                return false;
        return true;
    }
    }
    return false;
}

static bool differ(const char *entity, const char *name, const char *what)
{
    fprintf(stderr, "    differ in %s.%s: %s\n", entity, name, what);
    return false;
}

static bool same_list(const fact_entity *owner, const fact_list_field *field, const fact_list *a,
                      const fact_list *b)
{
    if (a->mark.why != b->mark.why || a->count != b->count)
        return differ(owner->name, field->name, "reason or count");
    if (a->mark.source != b->mark.source && a->mark.source != FACT_SOURCE_NONE &&
        b->mark.source != FACT_SOURCE_NONE)
        return differ(owner->name, field->name, "source");
    for (uint32_t i = 0; i < a->count; ++i)
        if (!sample_same_entity(field->of, a->items[i], b->items[i]))
            return false;
    return true;
}

bool sample_same_entity(const fact_entity *of, const void *a, const void *b)
{
    const char *one = a, *other = b;
    const fact_mark *marks = (const fact_mark *)(const void *)(one + of->mark_offset);
    const fact_mark *others = (const fact_mark *)(const void *)(other + of->mark_offset);
    for (uint32_t i = 0; i < of->field_count; ++i) {
        const fact_field *field = &of->fields[i];
        if (marks[i].why != others[i].why || marks[i].source != others[i].source)
            return differ(of->name, field->name, "mark");
        if (!same_value(field, one + field->offset, other + field->offset))
            return differ(of->name, field->name, "value");
    }
    for (uint32_t i = 0; i < of->list_count; ++i)
        if (!same_list(of, &of->lists[i], (const fact_list *)(const void *)(one + of->lists[i].offset),
                       (const fact_list *)(const void *)(other + of->lists[i].offset)))
            return false;
    return true;
}

bool sample_same(const facts *a, const facts *b)
{
    const fact_entity lists = {"facts", sizeof *a, 0, 0, NULL, fact_list_count, fact_lists};
    for (uint32_t i = 0; i < fact_single_count; ++i)
        if (!sample_same_entity(fact_singles[i].of, (const char *)a + fact_singles[i].offset,
                                (const char *)b + fact_singles[i].offset))
            return false;
    return sample_same_entity(&lists, a, b);
}
