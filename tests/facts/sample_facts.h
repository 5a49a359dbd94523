/*
 * mic_diag - facts for tests: filled and compared by walking over the tables, so that no field is forgotten.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_TESTS_SAMPLE_FACTS_H
#define MIC_DIAG_TESTS_SAMPLE_FACTS_H

#include "facts/facts.h"

/** How the sources of the sample's values are chosen. */
typedef enum { SAMPLE_ONE_SOURCE, SAMPLE_MIXED_SOURCES } sample_sources;

/** Sets every field of an entity to a value made from `seed`, and puts `items` items into each of its lists.
 */
void sample_fill(facts *f, const fact_entity *of, void *entity, unsigned seed, unsigned items,
                 sample_sources sources);
/** Facts in which every field of every entity is known. NULL: no memory. */
facts *sample_facts(unsigned seed, unsigned items, sample_sources sources);
/** The field's source in such facts. */
fact_source sample_source(uint32_t field, sample_sources sources);
/**
 * Compares all values and marks of two entities, and the lists inside them. The source of a list is compared
 * only when both name one. Writes the first difference to stderr.
 */
bool sample_same_entity(const fact_entity *of, const void *a, const void *b);
bool sample_same(const facts *a, const facts *b);

#endif
