/*
 * mic_diag - reaching into an entity through its table. Only for the files of this folder.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_FACTS_ENTITY_H
#define MIC_DIAG_FACTS_ENTITY_H

#include "facts/facts.h"

/** The lists of `facts` as an entity without fields, so that one walk serves it as well. */
extern const fact_entity fact_entity_facts;

/** Makes every value unknown, every mark and list "not asked". `entity` is of->size bytes. */
void fact_entity_clear(const fact_entity *of, void *entity);

/** Whether the field is known: by its mark, and by a value that is not the unknown one. */
bool fact_field_known(const fact_entity *of, const void *entity, uint32_t field);

static inline void *fact_value(const fact_field *field, void *entity)
{
    return (unsigned char *)entity + field->offset;
}

static inline const void *fact_value_of(const fact_field *field, const void *entity)
{
    return (const unsigned char *)entity + field->offset;
}

static inline fact_mark *fact_marks(const fact_entity *of, void *entity)
{
    return (fact_mark *)(void *)((unsigned char *)entity + of->mark_offset);
}

static inline const fact_mark *fact_marks_of(const fact_entity *of, const void *entity)
{
    return (const fact_mark *)(const void *)((const unsigned char *)entity + of->mark_offset);
}

static inline fact_list *fact_list_at(const fact_list_field *list, void *entity)
{
    return (fact_list *)(void *)((unsigned char *)entity + list->offset);
}

static inline const fact_list *fact_list_of(const fact_list_field *list, const void *entity)
{
    return (const fact_list *)(const void *)((const unsigned char *)entity + list->offset);
}

#endif
