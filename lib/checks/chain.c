/*
 * mic_diag - running the chain: which checks run, what each came to, and why one cannot tell.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>

#include "checks/heard.h"
#include "checks/results.h"

const check *check_find(const char *id)
{
    for (uint32_t i = 0; id != NULL && i < check_count; ++i)
        if (strcmp(check_table[i].id, id) == 0)
            return &check_table[i];
    return NULL;
}

/* Whether an id stands in a list separated by commas; spaces around an id do not count. */
static bool is_listed(const char *list, const char *id)
{
    const size_t length = strlen(id);
    while (*list != '\0') {
        list += strspn(list, " ,");
        const size_t word = strcspn(list, " ,");
        if (word == length && memcmp(list, id, length) == 0)
            return true;
        list += word;
    }
    return false;
}

/* ---- needs ------------------------------------------------------------------------------------------ */

static const fact_mark *mark_of(const fact_entity *of, const void *entity, const char *name)
{
    const fact_mark *marks = (const fact_mark *)(const void *)((const char *)entity + of->mark_offset);
    for (uint32_t i = 0; i < of->field_count; ++i)
        if (strcmp(of->fields[i].name, name) == 0)
            return &marks[i];
    return NULL;
}

/* NULL: facts have nothing by that name (a test walks over all needs). */
static const fact_mark *mark_of_need(const check_input *input, const char *need)
{
    const char *name = strchr(need, '.');
    if (name == NULL)
        return NULL;
    const size_t length = (size_t)(name++ - need);
    if (length == strlen("list") && memcmp(need, "list", length) == 0) {
        for (uint32_t i = 0; i < fact_list_count; ++i)
            if (strcmp(fact_lists[i].name, name) == 0)
                return &((const fact_list *)(const void *)((const char *)input->facts + fact_lists[i].offset))
                            ->mark;
        return NULL;
    }
    if (length == strlen("device") && memcmp(need, "device", length) == 0)
        return input->device == NULL ? NULL : mark_of(&fact_entity_device, input->device, name);
    for (uint32_t i = 0; i < fact_single_count; ++i) {
        const fact_single *single = &fact_singles[i];
        if (strlen(single->of->name) == length && memcmp(single->of->name, need, length) == 0)
            return mark_of(single->of, (const char *)input->facts + single->offset, name);
    }
    return NULL;
}

/* FACT_KNOWN: the check has all that it needs. */
static fact_why missing(const check_input *input, const check *c)
{
    if ((c->flags & CHECK_OF_DEVICE) != 0 && input->device == NULL) {
        const fact_mark *list = &input->facts->devices.mark;
        return list->why == FACT_KNOWN ? FACT_ABSENT : (fact_why)list->why;
    }
    for (uint32_t i = 0; i < CHECK_NEEDS_MAX && c->needs[i] != NULL; ++i) {
        const fact_mark *mark = mark_of_need(input, c->needs[i]);
        if (mark == NULL)
            return FACT_ABSENT;
        if (mark->why != FACT_KNOWN)
            return (fact_why)mark->why;
    }
    return FACT_KNOWN;
}

/* ---- running ---------------------------------------------------------------------------------------- */

static void run(check_results *results, uint32_t index)
{
    const check *c = &check_table[index];
    const uint32_t before = results->count;
    results->skipped = NULL;
    results->cannot_tell = false;
    results->why = missing(&results->input, c);
    if (results->why != FACT_KNOWN)
        results->cannot_tell = true;
    else
        c->run(&results->input, c, results);
    if (results->count > before) {
        results->status[index] = CHECK_FAILED;
    } else if (results->skipped != NULL) {
        results->status[index] = CHECK_SKIPPED;
        results->reason[index] = results->skipped;
    } else if (results->cannot_tell) {
        results->reason[index] = fact_why_name(results->why);
    } else {
        results->status[index] = CHECK_PASSED;
    }
}

static check_results *make(const facts *f)
{
    check_results *results = calloc(1, sizeof *results);
    if (results == NULL)
        return NULL;
    results->facts = facts_retain(f);
    results->status = calloc(check_count, sizeof *results->status);
    results->reason = calloc(check_count, sizeof *results->reason);
    if (results->status == NULL || results->reason == NULL) {
        checks_free(results);
        return NULL;
    }
    for (uint32_t i = 0; i < check_count; ++i) {
        results->status[i] = CHECK_UNKNOWN;
        results->reason[i] = "";
    }
    check_input *input = &results->input;
    input->facts = f;
    input->device = facts_chosen_device(f);
    input->device_id = facts_chosen_id(f);
    /* What comes out of a monitor is a person in a film, not the one in front of the microphone. */
    input->speech_heard = heard_speech(f) && (input->device == NULL || input->device->monitor != FACT_YES);
    return results;
}

check_results *checks_run(const facts *f, const char *only, const char *off)
{
    check_results *results = make(f);
    if (results == NULL)
        return NULL;
    for (uint32_t i = 0; i < check_count; ++i) {
        const char *id = check_table[i].id;
        if ((only != NULL && !is_listed(only, id)) || (off != NULL && is_listed(off, id))) {
            results->status[i] = CHECK_SKIPPED;
            results->reason[i] = "off";
        } else {
            run(results, i);
        }
    }
    cause_link(results);
    results->verdict = verdict_of(results);
    if (results->failed || !order_findings(results)) {
        checks_free(results);
        return NULL;
    }
    return results;
}

int32_t checks_status(const check_results *results, uint32_t index)
{
    return index < check_count ? results->status[index] : CHECK_UNKNOWN;
}

const char *checks_reason(const check_results *results, uint32_t index)
{
    return index < check_count ? results->reason[index] : "";
}

int32_t check_status_of(const check_results *results, const char *id)
{
    for (uint32_t i = 0; i < check_count; ++i)
        if (strcmp(check_table[i].id, id) == 0)
            return results->status[i];
    return CHECK_UNKNOWN;
}
