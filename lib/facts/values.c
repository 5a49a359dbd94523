/*
 * mic_diag - setting values: belief order, and nothing that is not a value gets in.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <string.h>

#include "core/utf8.h"
#include "facts/arena.h"
#include "facts/entity.h"

/* ---- unknown values --------------------------------------------------------------------------------- */

static void make_unknown(const fact_field *field, void *entity)
{
    void *value = fact_value(field, entity);
    switch (field->type) {
    case FACT_TYPE_TEXT:
        *(const char **)value = NULL;
        break;
    case FACT_TYPE_ANSWER:
    case FACT_TYPE_ENUM:
        *(int32_t *)value = FACT_UNKNOWN;
        break;
    case FACT_TYPE_INTEGER:
        *(int64_t *)value = FACT_UNKNOWN;
        break;
    case FACT_TYPE_REAL:
        *(double *)value = (double)NAN;
        break;
    case FACT_TYPE_REALS:
        *(fact_reals *)value = (fact_reals){0, NULL};
        break;
    }
}

void fact_entity_clear(const fact_entity *of, void *entity)
{
    const fact_mark not_asked = {FACT_SOURCE_NONE, FACT_NOT_ASKED};
    for (uint32_t i = 0; i < of->field_count; ++i) {
        make_unknown(&of->fields[i], entity);
        fact_marks(of, entity)[i] = not_asked;
    }
    for (uint32_t i = 0; i < of->list_count; ++i)
        *fact_list_at(&of->lists[i], entity) = (fact_list){NULL, 0, 0, not_asked};
}

static bool in_enumeration(const fact_field *field, int64_t value)
{
    int64_t count = 0;
    while (field->enum_names != NULL && field->enum_names[count] != NULL)
        ++count;
    return value >= 0 && value < count;
}

bool fact_field_known(const fact_entity *of, const void *entity, uint32_t field)
{
    if (field >= of->field_count || fact_marks_of(of, entity)[field].why != FACT_KNOWN)
        return false;
    const void *value = fact_value_of(&of->fields[field], entity);
    switch (of->fields[field].type) {
    case FACT_TYPE_TEXT:
        return *(const char *const *)value != NULL;
    case FACT_TYPE_ANSWER:
        return *(const int32_t *)value == FACT_YES || *(const int32_t *)value == FACT_NO;
    case FACT_TYPE_ENUM:
        return in_enumeration(&of->fields[field], *(const int32_t *)value);
    case FACT_TYPE_INTEGER:
        return *(const int64_t *)value >= 0;
    case FACT_TYPE_REAL:
        return isfinite(*(const double *)value);
    case FACT_TYPE_REALS:
        return ((const fact_reals *)value)->values != NULL;
    }
    return false;
}

/* How much a reason says: "asked, and there is none" is an answer, "cannot be asked here" is none. */
static int weight(uint8_t why)
{
    static const uint8_t weights[FACT_WHY_COUNT] = {
        [FACT_KNOWN] = 6,  [FACT_ABSENT] = 5,      [FACT_DENIED] = 4,    [FACT_TIMEOUT] = 3,
        [FACT_FAILED] = 2, [FACT_UNSUPPORTED] = 1, [FACT_NOT_ASKED] = 0,
    };
    return why < FACT_WHY_COUNT ? weights[why] : 0;
}

void facts_set_unknown(const fact_entity *e, void *entity, uint32_t field, fact_why why)
{
    if (field >= e->field_count || why <= FACT_KNOWN || why >= FACT_WHY_COUNT)
        return;
    fact_mark *mark = &fact_marks(e, entity)[field];
    if (weight((uint8_t)why) >= weight(mark->why))
        *mark = (fact_mark){FACT_SOURCE_NONE, (uint8_t)why};
}

void facts_clear(const fact_entity *e, void *entity, uint32_t field, fact_why why)
{
    if (field >= e->field_count || why <= FACT_KNOWN || why >= FACT_WHY_COUNT)
        return;
    make_unknown(&e->fields[field], entity);
    fact_marks(e, entity)[field] = (fact_mark){FACT_SOURCE_NONE, (uint8_t)why};
}

/* ---- lists ------------------------------------------------------------------------------------------ */

void *facts_list_add(facts *f, fact_list *list, const fact_entity *of)
{
    enum { ROOM_FIRST = 8 };
    const uint32_t room_max = UINT32_MAX / 2 / (uint32_t)sizeof(void *);
    if (list->count == list->room) {
        uint32_t room = list->room == 0 ? ROOM_FIRST : list->room * 2;
        if (room > room_max) {
            facts_memory_fail(f->memory);
            return NULL;
        }
        void **items = facts_memory_allocate(f->memory, (size_t)room * sizeof *items, false);
        if (items == NULL)
            return NULL;
        if (list->count > 0)
            memcpy(items, list->items, (size_t)list->count * sizeof *items);
        list->items = items;
        list->room = room;
    }
    void *item = facts_memory_allocate(f->memory, of->size, false);
    if (item == NULL)
        return NULL;
    fact_entity_clear(of, item);
    list->items[list->count++] = item;
    list->mark.why = FACT_KNOWN;
    return item;
}

void facts_list_remove(fact_list *list, uint32_t index)
{
    if (index >= list->count)
        return;
    --list->count;
    memmove(list->items + index, list->items + index + 1, (list->count - index) * sizeof *list->items);
}

void facts_list_known(fact_list *list, fact_source source)
{
    if ((unsigned)source >= FACT_SOURCE_COUNT)
        source = FACT_SOURCE_NONE;
    if (list->mark.why != FACT_KNOWN || list->mark.source < source)
        list->mark.source = (uint8_t)source;
    list->mark.why = FACT_KNOWN;
}

void facts_list_unknown(fact_list *list, fact_why why)
{
    if (why <= FACT_KNOWN || why >= FACT_WHY_COUNT)
        return;
    if (weight((uint8_t)why) >= weight(list->mark.why))
        list->mark = (fact_mark){FACT_SOURCE_NONE, (uint8_t)why};
}

/* ---- memory that lives with the facts --------------------------------------------------------------- */

void *facts_allocate(facts *f, size_t size)
{
    return facts_memory_allocate(f->memory, size, false);
}

const char *facts_copy_text(facts *f, const char *text)
{
    char repaired[FACT_TEXT_BYTES_MAX + 1];
    if (text == NULL)
        return NULL;
    /* A few bytes more than fit, so that the last character is seen whole before it is judged. */
    enum { LOOK = FACT_TEXT_BYTES_MAX + 4 };
    const char *end = memchr(text, '\0', LOOK);
    size_t length = end == NULL ? LOOK : (size_t)(end - text);
    if (length > FACT_TEXT_BYTES_MAX || !utf8_valid(text, length)) {
        length = utf8_repair(repaired, sizeof repaired, text, length);
        text = repaired;
    }
    char *copy = facts_memory_allocate(f->memory, length + 1, true);
    if (copy == NULL)
        return NULL;
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

const double *facts_copy_reals(facts *f, const double *values, uint32_t count)
{
    enum { COUNT_MAX = 1 << 28 }; /* so that the size fits into 32 bits */
    if (values == NULL && count > 0)
        return NULL;
    if (count >= COUNT_MAX) {
        facts_memory_fail(f->memory);
        return NULL;
    }
    double *copy = facts_memory_allocate(f->memory, (size_t)count * sizeof *values, false);
    if (copy != NULL && count > 0)
        memcpy(copy, values, (size_t)count * sizeof *values);
    return copy;
}

/* ---- setters ---------------------------------------------------------------------------------------- */

/* The mark to change if a value from this source may be written; NULL: it is dropped. */
static fact_mark *mark_to_set(const facts *f, const fact_entity *e, void *entity, uint32_t field,
                              fact_source s)
{
    if (facts_memory_failed(f->memory) || field >= e->field_count || (unsigned)s >= FACT_SOURCE_COUNT)
        return NULL;
    fact_mark *mark = &fact_marks(e, entity)[field];
    return mark->why == FACT_KNOWN && mark->source > s ? NULL : mark;
}

static void set_known(fact_mark *mark, fact_source s)
{
    *mark = (fact_mark){(uint8_t)s, FACT_KNOWN};
}

void facts_set_text(facts *f, const fact_entity *e, void *entity, uint32_t field, const char *value,
                    fact_source s)
{
    fact_mark *mark = mark_to_set(f, e, entity, field, s);
    if (mark == NULL)
        return;
    if (value == NULL || e->fields[field].type != FACT_TYPE_TEXT) {
        facts_set_unknown(e, entity, field, value == NULL ? FACT_ABSENT : FACT_FAILED);
        return;
    }
    const char **present = fact_value(&e->fields[field], entity);
    if (*present == NULL || strcmp(*present, value) != 0) {
        const char *copy = facts_copy_text(f, value);
        if (copy == NULL)
            return;
        *present = copy;
    }
    set_known(mark, s);
}

void facts_set_integer(facts *f, const fact_entity *e, void *entity, uint32_t field, int64_t value,
                       fact_source s)
{
    fact_mark *mark = mark_to_set(f, e, entity, field, s);
    if (mark == NULL)
        return;
    const fact_field *at = &e->fields[field];
    bool good = (at->type == FACT_TYPE_INTEGER && value >= 0) ||
                (at->type == FACT_TYPE_ANSWER && (value == FACT_YES || value == FACT_NO)) ||
                (at->type == FACT_TYPE_ENUM && in_enumeration(at, value));
    if (!good) {
        facts_set_unknown(e, entity, field, value == FACT_UNKNOWN ? FACT_ABSENT : FACT_FAILED);
        return;
    }
    if (at->type == FACT_TYPE_INTEGER)
        *(int64_t *)fact_value(at, entity) = value;
    else
        *(int32_t *)fact_value(at, entity) = (int32_t)value;
    set_known(mark, s);
}

void facts_set_real(facts *f, const fact_entity *e, void *entity, uint32_t field, double value, fact_source s)
{
    fact_mark *mark = mark_to_set(f, e, entity, field, s);
    if (mark == NULL)
        return;
    if (!isfinite(value) || e->fields[field].type != FACT_TYPE_REAL) {
        facts_set_unknown(e, entity, field, isnan(value) ? FACT_ABSENT : FACT_FAILED);
        return;
    }
    *(double *)fact_value(&e->fields[field], entity) = value;
    set_known(mark, s);
}

void facts_set_reals(facts *f, const fact_entity *e, void *entity, uint32_t field, const double *values,
                     uint32_t count, fact_source s)
{
    fact_mark *mark = mark_to_set(f, e, entity, field, s);
    if (mark == NULL)
        return;
    bool finite = true;
    for (uint32_t i = 0; values != NULL && i < count; ++i)
        finite = finite && isfinite(values[i]);
    if ((values == NULL && count > 0) || !finite || e->fields[field].type != FACT_TYPE_REALS) {
        facts_set_unknown(e, entity, field, values == NULL ? FACT_ABSENT : FACT_FAILED);
        return;
    }
    const double *copy = facts_copy_reals(f, values, count);
    if (copy == NULL)
        return;
    *(fact_reals *)fact_value(&e->fields[field], entity) = (fact_reals){count, copy};
    set_known(mark, s);
}
