/*
 * mic_diag - memory runs out at every allocation in turn: no crash, no leak, no wrong value.
 *
 * Linked with --wrap for malloc, calloc, realloc and free, so that the JSON library's calls are counted too.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include <jansson.h>

#include "../check.h"
#include "../failing_malloc.h"
#include "sample_facts.h"

/* What is known in facts that ran out of memory was set, whole; nothing else is known. */
static void check_subset(const fact_entity *of, const void *part, const void *whole)
{
    const fact_mark *marks = (const fact_mark *)(const void *)((const char *)part + of->mark_offset);
    for (uint32_t i = 0; i < of->field_count; ++i) {
        const fact_field *field = &of->fields[i];
        const char *a = (const char *)part + field->offset, *b = (const char *)whole + field->offset;
        if (field->type != FACT_TYPE_TEXT)
            continue;
        const char *text = *(const char *const *)(const void *)a;
        if (marks[i].why != FACT_KNOWN)
            CHECK(text == NULL);
        else
            CHECK(text != NULL && strcmp(text, *(const char *const *)(const void *)b) == 0);
    }
}

/* Fills without looking at what the calls return, as a probe does, and asks once at the end. */
static void fill(const facts *sample)
{
    facts *f = facts_create();
    if (f == NULL)
        return;
    for (uint32_t i = 0; i < fact_single_count; ++i)
        sample_fill(f, fact_singles[i].of, (char *)f + fact_singles[i].offset, 1 + i, 1,
                    SAMPLE_MIXED_SOURCES);
    for (int i = 0; i < 300; ++i) {
        fact_device *d = facts_list_add(f, &f->devices, &fact_entity_device);
        if (d != NULL)
            FACT_SET(f, device, DEVICE, d, name, text, "a device with quite a long name", FACT_SOURCE_PULSE);
    }
    counting = false;
    CHECK(facts_failed(f) == (fail_at > 0 && made >= fail_at));
    for (uint32_t i = 0; i < fact_single_count; ++i)
        check_subset(fact_singles[i].of, (char *)f + fact_singles[i].offset,
                     (const char *)sample + fact_singles[i].offset);
    if (facts_failed(f)) {
        uint32_t count = f->devices.count;
        CHECK(facts_allocate(f, 1) == NULL && facts_copy_text(f, "x") == NULL);
        CHECK(facts_list_add(f, &f->devices, &fact_entity_device) == NULL && f->devices.count == count);
        int64_t frames = f->stream.frames;
        FACT_SET(f, stream, STREAM, &f->stream, frames, integer, frames == 1 ? 2 : 1, FACT_SOURCE_SAMPLES);
        CHECK(f->stream.frames == frames);
    }
    counting = true;
    facts_release(f);
}

static void copy(const facts *sample)
{
    facts *f = facts_copy(sample);
    counting = false;
    CHECK(f == NULL ? fail_at > 0 : sample_same(f, sample));
    counting = true;
    facts_release(f);
}

static void merge(const facts *sample)
{
    facts *f = facts_create();
    if (f != NULL) {
        fact_device *d = facts_list_add(f, &f->devices, &fact_entity_device);
        if (d != NULL)
            FACT_SET(f, device, DEVICE, d, id, text, "one more", FACT_SOURCE_PULSE);
        facts_merge(f, sample);
    }
    facts_release(f);
}

static void write(const facts *sample)
{
    char *text = facts_to_json(sample);
    counting = false;
    CHECK(text != NULL ? text[strlen(text) - 1] == '}' : fail_at > 0);
    counting = true;
    free(text);
}

static void write_value(const facts *sample)
{
    json_t *value = facts_to_json_value(sample);
    counting = false;
    CHECK(value != NULL ? json_is_object(value) : fail_at > 0);
    counting = true;
    json_decref(value);
}

static char *sample_text;

static void read(const facts *sample)
{
    char error[256];
    facts *f = facts_from_json(sample_text, strlen(sample_text), FACT_SOURCE_CONFIG, error, sizeof error);
    counting = false;
    CHECK(f != NULL ? sample_same(f, sample) : fail_at > 0);
    counting = true;
    facts_release(f);
}

static void sweep(const char *name, void (*run)(const facts *), const facts *sample)
{
    long total, failures = 0;
    fail_at = 0;
    fail_after = false;
    live = made = 0;
    counting = true;
    run(sample);
    counting = false;
    total = made;
    CHECK(live == 0 && total > 0);
    for (int after = 0; after < 2; ++after)
        for (long n = 1; n <= total; ++n) {
            fail_at = n;
            fail_after = after != 0;
            live = made = 0;
            counting = true;
            run(sample);
            counting = false;
            if (!CHECK(live == 0))
                fprintf(stderr, "    %s: allocation %ld of %ld: %ld blocks left\n", name, n, total, live);
            failures += made >= n;
        }
    CHECK(failures == 2 * total);
    fprintf(stderr, "%s: %ld allocations\n", name, total);
}

int main(void)
{
    facts *sample = sample_facts(1, 1, SAMPLE_MIXED_SOURCES);
    sample_text = facts_to_json(sample);
    if (CHECK(sample != NULL && sample_text != NULL)) {
        json_object_seed(1); /* so that it allocates the same every time */
        sweep("fill", fill, sample);
        sweep("copy", copy, sample);
        sweep("merge", merge, sample);
        sweep("write", write, sample);
        sweep("write value", write_value, sample);
        sweep("read", read, sample);
    }
    free(sample_text);
    facts_release(sample);
    return check_result();
}
