/*
 * mic_diag - facts as JSON.
 *
 * SPDX-License-Identifier: MIT
 */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "facts/entity.h"
#include "facts/facts.h"
#include "facts/json_parse.h"
#include "facts/json_text.h"

/* Known, and fit to be written: what was put there past the setters is not trusted. */
static bool writable(const fact_entity *of, const void *entity, uint32_t field)
{
    if (!fact_field_known(of, entity, field))
        return false;
    const void *value = fact_value_of(&of->fields[field], entity);
    if (of->fields[field].type == FACT_TYPE_TEXT) {
        const char *text = *(const char *const *)value;
        return utf8_valid(text, strlen(text));
    }
    if (of->fields[field].type == FACT_TYPE_REALS) {
        const fact_reals *reals = value;
        for (uint32_t i = 0; i < reals->count; ++i)
            if (!isfinite(reals->values[i]))
                return false;
    }
    return true;
}

static fact_source source_of(fact_mark mark)
{
    return mark.source < FACT_SOURCE_COUNT ? (fact_source)mark.source : FACT_SOURCE_NONE;
}

static void write_value(json_text *out, const fact_field *field, const void *value)
{
    switch (field->type) {
    case FACT_TYPE_TEXT:
        json_text_string(out, *(const char *const *)value);
        break;
    case FACT_TYPE_ANSWER:
        json_text_plain(out, *(const int32_t *)value == FACT_YES ? "true" : "false");
        break;
    case FACT_TYPE_INTEGER:
        json_text_integer(out, *(const int64_t *)value);
        break;
    case FACT_TYPE_REAL:
        json_text_real(out, *(const double *)value);
        break;
    case FACT_TYPE_ENUM:
        json_text_string(out, field->enum_names[*(const int32_t *)value]);
        break;
    case FACT_TYPE_REALS: {
        const fact_reals *reals = value;
        json_text_plain(out, "[");
        for (uint32_t i = 0; i < reals->count; ++i) {
            json_text_separate(out);
            json_text_real(out, reals->values[i]);
        }
        json_text_plain(out, "]");
        break;
    }
    }
}

/* ---- entities --------------------------------------------------------------------------------------- */

/* What writing the values showed, for "_source" and "_unknown". */
typedef struct {
    uint32_t sources[FACT_SOURCE_COUNT]; /* how many values each gave */
    uint32_t unknown;                    /* how many were asked and are not known */
} tally;

static void write_entity(json_text *out, const fact_entity *of, const void *entity);

static void write_fields(json_text *out, const fact_entity *of, const void *entity, tally *t)
{
    const fact_mark *marks = fact_marks_of(of, entity);
    for (uint32_t i = 0; i < of->field_count; ++i) {
        if (marks[i].why == FACT_NOT_ASKED)
            continue;
        if (!writable(of, entity, i)) {
            ++t->unknown;
            continue;
        }
        json_text_key(out, of->fields[i].name);
        write_value(out, &of->fields[i], fact_value_of(&of->fields[i], entity));
        ++t->sources[source_of(marks[i])];
    }
}

static void write_lists(json_text *out, const fact_entity *of, const void *entity, tally *t)
{
    for (uint32_t i = 0; i < of->list_count; ++i) {
        const fact_list *list = fact_list_of(&of->lists[i], entity);
        if (list->mark.why == FACT_NOT_ASKED)
            continue;
        if (list->mark.why != FACT_KNOWN) {
            ++t->unknown;
            continue;
        }
        json_text_key(out, of->lists[i].name);
        json_text_plain(out, "[");
        for (uint32_t k = 0; k < list->count; ++k) {
            json_text_separate(out);
            write_entity(out, of->lists[i].of, list->items[k]);
        }
        json_text_plain(out, "]");
        if (list->mark.source != FACT_SOURCE_NONE) /* else it is its owner's */
            ++t->sources[source_of(list->mark)];
    }
}

static void write_word(json_text *out, const char *key, const char *word)
{
    json_text_key(out, key);
    json_text_string(out, word);
}

/* One word if all values share a source; else an object, in which "*" stands for the values not named. */
static void write_sources(json_text *out, const fact_entity *of, const void *entity, const tally *t)
{
    uint32_t known = 0;
    fact_source usual = FACT_SOURCE_NONE;
    for (int s = 0; s < FACT_SOURCE_COUNT; ++s) {
        known += t->sources[s];
        if (t->sources[s] > t->sources[usual])
            usual = (fact_source)s;
    }
    if (known == 0)
        return;
    if (t->sources[usual] == known) {
        write_word(out, "_source", fact_source_name(usual));
        return;
    }
    json_text_key(out, "_source");
    json_text_plain(out, "{");
    write_word(out, "*", fact_source_name(usual));
    for (uint32_t i = 0; i < of->field_count; ++i) {
        fact_mark mark = fact_marks_of(of, entity)[i];
        if (mark.why == FACT_KNOWN && source_of(mark) != usual && writable(of, entity, i))
            write_word(out, of->fields[i].name, fact_source_name(source_of(mark)));
    }
    for (uint32_t i = 0; i < of->list_count; ++i) {
        fact_mark mark = fact_list_of(&of->lists[i], entity)->mark;
        if (mark.why == FACT_KNOWN && mark.source != FACT_SOURCE_NONE && source_of(mark) != usual)
            write_word(out, of->lists[i].name, fact_source_name(source_of(mark)));
    }
    json_text_plain(out, "}");
}

static void write_reasons(json_text *out, const fact_entity *of, const void *entity)
{
    json_text_key(out, "_unknown");
    json_text_plain(out, "{");
    for (uint32_t i = 0; i < of->field_count; ++i) {
        fact_why why = (fact_why)fact_marks_of(of, entity)[i].why;
        if (why == FACT_KNOWN && !writable(of, entity, i))
            why = FACT_FAILED; /* the mark says so, but there is no value */
        if (why != FACT_NOT_ASKED && why != FACT_KNOWN)
            write_word(out, of->fields[i].name, fact_why_name(why));
    }
    for (uint32_t i = 0; i < of->list_count; ++i) {
        fact_why why = (fact_why)fact_list_of(&of->lists[i], entity)->mark.why;
        if (why != FACT_NOT_ASKED && why != FACT_KNOWN)
            write_word(out, of->lists[i].name, fact_why_name(why));
    }
    json_text_plain(out, "}");
}

static void write_members(json_text *out, const fact_entity *of, const void *entity)
{
    tally t = {.unknown = 0};
    write_fields(out, of, entity, &t);
    write_lists(out, of, entity, &t);
    write_sources(out, of, entity, &t);
    if (t.unknown > 0)
        write_reasons(out, of, entity);
}

/* Entities hold lists of entities, as deep as the tables: a card's profiles hold none. */
static void write_entity(json_text *out, const fact_entity *of, const void *entity)
{
    json_text_plain(out, "{");
    write_members(out, of, entity);
    json_text_plain(out, "}");
}

/* ---- the whole -------------------------------------------------------------------------------------- */

static bool asked(const fact_entity *of, const void *entity)
{
    bool any = false;
    for (uint32_t i = 0; i < of->field_count; ++i)
        any = any || fact_marks_of(of, entity)[i].why != FACT_NOT_ASKED;
    for (uint32_t i = 0; i < of->list_count; ++i)
        any = any || fact_list_of(&of->lists[i], entity)->mark.why != FACT_NOT_ASKED;
    return any;
}

static void write_facts(json_text *out, const facts *f)
{
    json_text_plain(out, "{");
    for (uint32_t i = 0; i < fact_single_count; ++i) {
        const void *entity = (const unsigned char *)f + fact_singles[i].offset;
        if (!asked(fact_singles[i].of, entity))
            continue;
        json_text_key(out, fact_singles[i].of->name);
        write_entity(out, fact_singles[i].of, entity);
    }
    write_members(out, &fact_entity_facts, f);
    json_text_plain(out, "}");
}

/* The finished text, or NULL. */
static char *finish(json_text *out)
{
    json_text_raw(out, "", 1);
    if (out->failed) {
        free(out->bytes);
        return NULL;
    }
    return out->bytes;
}

char *facts_to_json(const facts *f)
{
    json_text out = {.failed = false};
    write_facts(&out, f);
    return finish(&out);
}

char *facts_entity_to_json(const fact_entity *e, const void *entity)
{
    json_text out = {.failed = false};
    write_entity(&out, e, entity);
    return finish(&out);
}

/* Reads our own text back: one writer gives both forms. */
static json_t *as_value(char *text)
{
    json_t *value = text == NULL ? NULL : facts_json_parse(text, strlen(text), NULL, 0);
    free(text);
    return value;
}

void *facts_to_json_value(const facts *f)
{
    return as_value(facts_to_json(f));
}

void *facts_entity_to_json_value(const fact_entity *e, const void *entity)
{
    return as_value(facts_entity_to_json(e, entity));
}
