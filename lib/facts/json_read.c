/*
 * mic_diag - facts from JSON that may come from anybody.
 *
 * SPDX-License-Identifier: MIT
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "core/utf8.h"
#include "facts/entity.h"
#include "facts/facts.h"
#include "facts/json_parse.h"

/* Where in the document: a chain on the stack, written out only for an error. */
typedef struct path {
    const struct path *up;
    const char *name; /* a key of the tables; NULL: an index */
    size_t index;
} path;

typedef struct {
    facts *f;
    fact_source fallback;
    char *error;
    size_t error_size;
} reading;

enum { ERROR_BYTES = 256, PATH_DEPTH_MAX = 12 };

static void say(const reading *r, const char *text)
{
    if (r->error != NULL)
        utf8_repair(r->error, r->error_size, text, strlen(text));
}

/* Says "devices[3].muted: problem". Always false. */
static bool fail(const reading *r, const path *where, const char *problem)
{
    char text[ERROR_BYTES];
    const path *chain[PATH_DEPTH_MAX];
    size_t depth = 0, at = 0;
    for (; where != NULL && depth < PATH_DEPTH_MAX; where = where->up)
        chain[depth++] = where;
    text[0] = '\0';
    while (depth > 0 && at < sizeof text) {
        const path *each = chain[--depth];
        int written = each->name == NULL
                          ? snprintf(text + at, sizeof text - at, "[%zu]", each->index)
                          : snprintf(text + at, sizeof text - at, "%s%s", at > 0 ? "." : "", each->name);
        at += written > 0 ? (size_t)written : 0;
    }
    if (at < sizeof text)
        snprintf(text + at, sizeof text - at, "%s%s", at > 0 ? ": " : "", problem);
    say(r, text);
    return false;
}

/* ---- values ----------------------------------------------------------------------------------------- */

/* The "_source" and "_unknown" of one object. */
typedef struct {
    const json_t *sources; /* object, or NULL */
    const json_t *reasons;
    fact_source common; /* of what `sources` does not name */
    bool named;         /* there is a "_source" */
} provenance;

static fact_source source_named(const json_t *word, fact_source otherwise)
{
    fact_source source = fact_source_from_name(json_string_value(word));
    return source == FACT_SOURCE_COUNT ? otherwise : source; /* a newer version may know more */
}

static bool read_provenance(const reading *r, const json_t *object, const path *where, provenance *p)
{
    const json_t *sources = json_object_get(object, "_source");
    const json_t *reasons = json_object_get(object, "_unknown");
    const char *key;
    json_t *each;
    *p = (provenance){NULL, NULL, r->fallback, sources != NULL && !json_is_null(sources)};
    if (json_is_string(sources)) {
        p->common = source_named(sources, r->fallback);
    } else if (json_is_object(sources)) {
        p->sources = sources;
        p->common = source_named(json_object_get(sources, "*"), r->fallback);
    } else if (sources != NULL && !json_is_null(sources)) {
        return fail(r, &(path){where, "_source", 0}, "must be a word, or an object of words");
    }
    if (json_is_object(reasons))
        p->reasons = reasons;
    else if (reasons != NULL && !json_is_null(reasons))
        return fail(r, &(path){where, "_unknown", 0}, "must be an object of words");
    json_object_foreach((json_t *)p->sources, key, each) if (!json_is_string(each)) return fail(
        r, &(path){where, "_source", 0}, "must be an object of words");
    json_object_foreach((json_t *)p->reasons, key, each) if (!json_is_string(each)) return fail(
        r, &(path){where, "_unknown", 0}, "must be an object of words");
    return true;
}

static fact_source source_of(const provenance *p, const char *name)
{
    const json_t *word = p->sources == NULL ? NULL : json_object_get(p->sources, name);
    return word == NULL ? p->common : source_named(word, p->common);
}

/* FACT_NOT_ASKED when nothing is said. */
static fact_why reason_of(const provenance *p, const char *name)
{
    const json_t *word = p->reasons == NULL ? NULL : json_object_get(p->reasons, name);
    if (word == NULL)
        return FACT_NOT_ASKED;
    fact_why why = fact_why_from_name(json_string_value(word));
    return why == FACT_WHY_COUNT || why == FACT_KNOWN ? FACT_FAILED : why;
}

static bool read_reals(const reading *r, const fact_entity *of, void *entity, uint32_t index,
                       const json_t *value, fact_source source, const path *where)
{
    size_t count = json_array_size(value);
    if (!json_is_array(value))
        return fail(r, where, "must be a list of numbers");
    if (count > FACTS_JSON_ITEMS_MAX)
        return fail(r, where, "has more than 10000 items");
    double *values = facts_allocate(r->f, count * sizeof *values);
    if (values == NULL)
        return false;
    for (size_t i = 0; i < count; ++i) {
        const json_t *each = json_array_get(value, i);
        if (!json_is_number(each))
            return fail(r, &(path){where, NULL, i}, "must be a number");
        values[i] = json_number_value(each);
    }
    facts_set_reals(r->f, of, entity, index, values, (uint32_t)count, source);
    return true;
}

static bool read_enum(const reading *r, const fact_entity *of, void *entity, uint32_t index,
                      const json_t *value, fact_source source, const path *where)
{
    const char *word = json_string_value(value);
    const char *const *names = of->fields[index].enum_names;
    if (word == NULL)
        return fail(r, where, "must be a word");
    for (int32_t i = 0; names[i] != NULL; ++i)
        if (strcmp(names[i], word) == 0) {
            facts_set_integer(r->f, of, entity, index, i, source);
            return true;
        }
    facts_set_unknown(of, entity, index, FACT_UNSUPPORTED); /* a word of a newer version */
    return true;
}

static bool read_value(const reading *r, const fact_entity *of, void *entity, uint32_t index,
                       const json_t *value, fact_source source, const path *where)
{
    switch (of->fields[index].type) {
    case FACT_TYPE_TEXT:
        if (!json_is_string(value))
            return fail(r, where, "must be text");
        facts_set_text(r->f, of, entity, index, json_string_value(value), source);
        return true;
    case FACT_TYPE_ANSWER:
        if (!json_is_boolean(value))
            return fail(r, where, "must be true or false");
        facts_set_integer(r->f, of, entity, index, json_is_true(value) ? FACT_YES : FACT_NO, source);
        return true;
    case FACT_TYPE_INTEGER:
        if (!json_is_integer(value) || json_integer_value(value) < 0)
            return fail(r, where, "must be an integer of 0 or more");
        facts_set_integer(r->f, of, entity, index, json_integer_value(value), source);
        return true;
    case FACT_TYPE_REAL:
        if (!json_is_number(value))
            return fail(r, where, "must be a number");
        facts_set_real(r->f, of, entity, index, json_number_value(value), source);
        return true;
    case FACT_TYPE_ENUM:
        return read_enum(r, of, entity, index, value, source, where);
    case FACT_TYPE_REALS:
        return read_reals(r, of, entity, index, value, source, where);
    }
    return false;
}

/* ---- entities and lists ----------------------------------------------------------------------------- */

static bool read_entity(const reading *r, const fact_entity *of, void *entity, const json_t *object,
                        const path *where);

static bool read_list(const reading *r, const fact_entity *of, fact_list *list, const json_t *array,
                      fact_source source, const path *where)
{
    size_t count = json_array_size(array);
    if (!json_is_array(array))
        return fail(r, where, "must be a list");
    if (count > FACTS_JSON_ITEMS_MAX)
        return fail(r, where, "has more than 10000 items");
    facts_list_known(list, source);
    for (size_t i = 0; i < count; ++i) {
        path here = {where, NULL, i};
        void *item = facts_list_add(r->f, list, of);
        if (item == NULL || !read_entity(r, of, item, json_array_get(array, i), &here))
            return false;
    }
    return true;
}

/* As deep as the tables: a card's lists hold entities without lists. */
static bool read_entity(const reading *r, const fact_entity *of, void *entity, const json_t *object,
                        const path *where)
{
    provenance p;
    if (!json_is_object(object))
        return fail(r, where, "must be an object");
    if (!read_provenance(r, object, where, &p))
        return false;
    for (uint32_t i = 0; i < of->field_count; ++i) {
        const char *name = of->fields[i].name;
        const json_t *value = json_object_get(object, name);
        path here = {where, name, 0};
        if (value == NULL || json_is_null(value))
            facts_set_unknown(of, entity, i, reason_of(&p, name));
        else if (!read_value(r, of, entity, i, value, source_of(&p, name), &here))
            return false;
    }
    for (uint32_t i = 0; i < of->list_count; ++i) {
        const char *name = of->lists[i].name;
        const json_t *value = json_object_get(object, name);
        fact_list *list = fact_list_at(&of->lists[i], entity);
        path here = {where, name, 0};
        if (value == NULL || json_is_null(value))
            facts_list_unknown(list, reason_of(&p, name));
        else if (!read_list(r, of->lists[i].of, list, value, p.named ? source_of(&p, name) : FACT_SOURCE_NONE,
                            &here))
            return false;
    }
    return true;
}

static bool read_facts(const reading *r, const json_t *root)
{
    const json_t *inside = json_object_get(root, "facts");
    path facts_path = {NULL, "facts", 0};
    const path *where = NULL;
    if (!json_is_object(root))
        return fail(r, NULL, "must be an object");
    if (json_is_object(inside) && json_object_get(root, "schema") != NULL) {
        root = inside; /* a report */
        where = &facts_path;
    }
    for (uint32_t i = 0; i < fact_single_count; ++i) {
        const fact_entity *of = fact_singles[i].of;
        const json_t *value = json_object_get(root, of->name);
        path here = {where, of->name, 0};
        if (value != NULL && !json_is_null(value) &&
            !read_entity(r, of, (unsigned char *)r->f + fact_singles[i].offset, value, &here))
            return false;
    }
    return read_entity(r, &fact_entity_facts, r->f, root, where);
}

facts *facts_from_json(const char *text, size_t length, fact_source fallback, char *error, size_t error_size)
{
    reading r = {NULL, fallback, error, error_size};
    if ((unsigned)fallback >= FACT_SOURCE_COUNT)
        r.fallback = FACT_SOURCE_NONE;
    json_t *root = facts_json_parse(text, length, error, error_size);
    if (root == NULL)
        return NULL;
    r.f = facts_create();
    bool good = r.f != NULL && read_facts(&r, root);
    json_decref(root);
    if (r.f != NULL && facts_failed(r.f)) {
        say(&r, "");
        good = false;
    }
    if (!good) {
        facts_release(r.f);
        return NULL;
    }
    return r.f;
}
