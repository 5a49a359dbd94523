/*
 * mic_diag - facts: making, copying, joining, looking up.
 *
 * SPDX-License-Identifier: MIT
 */
#include "facts/facts.h"

#include <stdlib.h>
#include <string.h>

#include "facts/arena.h"
#include "facts/entity.h"

/* ---- life ------------------------------------------------------------------------------------------- */

facts *facts_create(void)
{
    facts_memory *memory = facts_memory_create();
    facts *f = memory == NULL ? NULL : facts_memory_allocate(memory, sizeof *f, false);
    if (f == NULL) {
        if (memory != NULL)
            facts_memory_release(memory);
        return NULL;
    }
    for (uint32_t i = 0; i < fact_single_count; ++i)
        fact_entity_clear(fact_singles[i].of, (unsigned char *)f + fact_singles[i].offset);
    fact_entity_clear(&fact_entity_facts, f);
    f->memory = memory;
    return f;
}

facts *facts_retain(const facts *f)
{
    facts_memory_retain(f->memory);
    return (facts *)f;
}

void facts_release(const facts *f)
{
    if (f != NULL)
        facts_memory_release(f->memory);
}

bool facts_failed(const facts *f)
{
    return facts_memory_failed(f->memory);
}

/* ---- joining ---------------------------------------------------------------------------------------- */

#define NO_FIELD UINT32_MAX

/* What tells the items of a list apart: their id, else (probes, switches) their name. */
static uint32_t key_field(const fact_entity *of)
{
    for (uint32_t i = 0; i < of->field_count; ++i)
        if (of->fields[i].type == FACT_TYPE_TEXT &&
            (strcmp(of->fields[i].name, "id") == 0 || strcmp(of->fields[i].name, "name") == 0))
            return i;
    return NO_FIELD;
}

static const char *text_of(const fact_entity *of, const void *entity, uint32_t field)
{
    return *(const char *const *)fact_value_of(&of->fields[field], entity);
}

/* FNV-1a: two lists of thousands are compared by number first. */
static uint32_t hash_of(const char *text)
{
    uint32_t hash = 2166136261u;
    for (; text != NULL && *text != '\0'; ++text)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash;
}

/* A card may have a switch "Mic" for capture and another one for boost. */
static bool same_kind(const fact_entity *of, const void *a, const void *b)
{
    if (of != &fact_entity_switch)
        return true;
    int32_t one = ((const fact_switch *)a)->kind, other = ((const fact_switch *)b)->kind;
    return one == other || one == FACT_UNKNOWN || other == FACT_UNKNOWN;
}

/* The item of the first `count` that `item` is joined with, or NULL. `hashes` of the items may be NULL. */
static void *partner(const fact_list *list, uint32_t count, const fact_entity *of, uint32_t key,
                     const uint32_t *hashes, const void *item)
{
    const char *wanted = text_of(of, item, key);
    if (wanted == NULL)
        return NULL;
    uint32_t hash = hash_of(wanted);
    for (uint32_t i = 0; i < count; ++i) {
        if (hashes != NULL && hashes[i] != hash)
            continue;
        const char *text = text_of(of, list->items[i], key);
        if (text != NULL && strcmp(text, wanted) == 0 && same_kind(of, list->items[i], item))
            return list->items[i];
    }
    return NULL;
}

static void merge_fields(facts *into, const fact_entity *of, void *entity, const void *from)
{
    for (uint32_t i = 0; i < of->field_count; ++i) {
        fact_mark mark = fact_marks_of(of, from)[i];
        const void *value = fact_value_of(&of->fields[i], from);
        if (!fact_field_known(of, from, i)) {
            facts_set_unknown(of, entity, i, mark.why == FACT_KNOWN ? FACT_FAILED : (fact_why)mark.why);
            continue;
        }
        fact_source source = (fact_source)mark.source;
        switch (of->fields[i].type) {
        case FACT_TYPE_TEXT:
            facts_set_text(into, of, entity, i, *(const char *const *)value, source);
            break;
        case FACT_TYPE_ANSWER:
        case FACT_TYPE_ENUM:
            facts_set_integer(into, of, entity, i, *(const int32_t *)value, source);
            break;
        case FACT_TYPE_INTEGER:
            facts_set_integer(into, of, entity, i, *(const int64_t *)value, source);
            break;
        case FACT_TYPE_REAL:
            facts_set_real(into, of, entity, i, *(const double *)value, source);
            break;
        case FACT_TYPE_REALS: {
            const fact_reals *reals = value;
            facts_set_reals(into, of, entity, i, reals->values, reals->count, source);
            break;
        }
        }
    }
}

/* Entities hold lists of entities, as deep as the tables: a card's profiles hold none. */
static void merge_entity(facts *into, const fact_entity *of, void *entity, const void *from, bool join);

/* Adds `from` to `list`; `join` false: each item stays itself (a copy). */
static void merge_list(facts *into, const fact_entity *of, fact_list *list, const fact_list *from, bool join)
{
    if (from->mark.why != FACT_KNOWN) {
        facts_list_unknown(list, (fact_why)from->mark.why);
        return;
    }
    facts_list_known(list, (fact_source)from->mark.source);
    uint32_t key = key_field(of), present = list->count;
    bool by_place = of == &fact_entity_channel; /* the i-th channel is the i-th channel */
    uint32_t *hashes = NULL;
    if (join && key != NO_FIELD && present > 0 && from->count > 1)
        hashes = malloc((size_t)present * sizeof *hashes); /* only a help: without it, texts are compared */
    for (uint32_t i = 0; hashes != NULL && i < present; ++i)
        hashes[i] = hash_of(text_of(of, list->items[i], key));
    for (uint32_t i = 0; i < from->count; ++i) {
        void *item = NULL;
        if (join && by_place && i < present)
            item = list->items[i];
        else if (join && key != NO_FIELD)
            item = partner(list, present, of, key, hashes, from->items[i]);
        if (item == NULL)
            item = facts_list_add(into, list, of);
        if (item == NULL)
            break;
        merge_entity(into, of, item, from->items[i], join);
    }
    free(hashes);
}

static void merge_entity(facts *into, const fact_entity *of, void *entity, const void *from, bool join)
{
    merge_fields(into, of, entity, from);
    for (uint32_t i = 0; i < of->list_count; ++i)
        merge_list(into, of->lists[i].of, fact_list_at(&of->lists[i], entity),
                   fact_list_of(&of->lists[i], from), join);
}

static void merge_all(facts *into, const facts *from, bool join)
{
    for (uint32_t i = 0; i < fact_single_count; ++i)
        merge_entity(into, fact_singles[i].of, (unsigned char *)into + fact_singles[i].offset,
                     (const unsigned char *)from + fact_singles[i].offset, join);
    merge_entity(into, &fact_entity_facts, into, from, join);
}

facts *facts_copy(const facts *f)
{
    facts *copy = facts_create();
    if (copy == NULL)
        return NULL;
    merge_all(copy, f, false);
    if (facts_failed(copy)) {
        facts_release(copy);
        return NULL;
    }
    if (facts_failed(f))
        facts_memory_fail(copy->memory);
    return copy;
}

void facts_merge(facts *into, const facts *from)
{
    if (into != from)
        merge_all(into, from, true);
}

/* ---- looking up ------------------------------------------------------------------------------------- */

static void *find(const fact_list *list, const fact_entity *of, uint32_t field, const char *wanted)
{
    for (uint32_t i = 0; wanted != NULL && i < list->count; ++i) {
        const char *text = text_of(of, list->items[i], field);
        if (text != NULL && strcmp(text, wanted) == 0)
            return list->items[i];
    }
    return NULL;
}

fact_device *facts_find_device(const facts *f, const char *id)
{
    return find(&f->devices, &fact_entity_device, DEVICE_FIELD_id, id);
}

fact_card *facts_find_card(const facts *f, const char *id)
{
    return find(&f->cards, &fact_entity_card, CARD_FIELD_id, id);
}

fact_probe *facts_find_probe(const facts *f, const char *name)
{
    return find(&f->probes, &fact_entity_probe, PROBE_FIELD_name, name);
}

static const fact_device *marked_default(const facts *f)
{
    for (uint32_t i = 0; i < f->devices.count; ++i) {
        const fact_device *d = FACT_AT(fact_device, f->devices, i);
        if (d->default_ == FACT_YES)
            return d;
    }
    return NULL;
}

const char *facts_chosen_id(const facts *f)
{
    if (f->selection.chosen != NULL)
        return f->selection.chosen;
    if (f->selection.default_ != NULL)
        return f->selection.default_;
    const fact_device *d = marked_default(f);
    return d == NULL ? NULL : d->id;
}

const fact_device *facts_chosen_device(const facts *f)
{
    if (f->selection.chosen != NULL || f->selection.default_ != NULL)
        return facts_find_device(f, facts_chosen_id(f));
    return marked_default(f);
}
