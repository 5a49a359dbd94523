/*
 * mic_diag - findings as checks make them, their evidence and fixes, and the memory they live in.
 *
 * SPDX-License-Identifier: MIT
 */
#include "checks/results.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct check_text {
    check_text *next;
    char text[];
};

void checks_free(check_results *results)
{
    if (results == NULL)
        return;
    for (uint32_t i = 0; i < results->count; ++i)
        free(results->findings[i]);
    while (results->texts != NULL) {
        check_text *text = results->texts;
        results->texts = text->next;
        free(text);
    }
    free(results->findings);
    free(results->status);
    free(results->reason);
    facts_release(results->facts);
    free(results);
}

const char *check_copy_text(check_results *results, const char *text)
{
    const size_t size = strlen(text) + 1;
    check_text *copy = malloc(sizeof *copy + size);
    if (copy == NULL) {
        results->failed = true;
        return NULL;
    }
    memcpy(copy->text, text, size);
    copy->next = results->texts;
    results->texts = copy;
    return copy->text;
}

static bool make_room(check_results *results)
{
    if (results->count < results->room)
        return true;
    const uint32_t room = results->room == 0 ? 8 : results->room * 2;
    finding **findings = realloc(results->findings, room * sizeof *findings);
    if (findings == NULL)
        return false;
    results->findings = findings;
    results->room = room;
    return true;
}

finding *finding_add(check_results *results, const check *c, const char *device_id)
{
    finding *f = make_room(results) ? calloc(1, sizeof *f) : NULL;
    if (f == NULL) {
        results->failed = true;
        return NULL;
    }
    f->check = c;
    f->words = c->id;
    f->severity = c->severity;
    f->device = device_id;
    f->about_ourselves = (c->flags & CHECK_ABOUT_OURSELVES) != 0;
    f->cause = -1;
    if ((c->flags & CHECK_SPEECH_CONTRADICTS) != 0 && results->input.speech_heard)
        finding_contradict(f);
    results->findings[results->count++] = f;
    return f;
}

void finding_contradict(finding *f)
{
    if (f == NULL)
        return;
    f->severity = CHECK_INFO;
    f->contradicted = true;
}

void finding_set_severity(finding *f, int32_t severity)
{
    if (f != NULL && !f->contradicted)
        f->severity = severity;
}

void finding_set_words(finding *f, const char *words)
{
    if (f != NULL)
        f->words = words;
}

static evidence *add_evidence(finding *f, const char *key, evidence_type type)
{
    if (f == NULL || f->evidence_count == FINDING_EVIDENCE_MAX)
        return NULL;
    for (uint32_t i = 0; i < f->evidence_count; ++i)
        if (strcmp(f->evidence[i].key, key) == 0)
            return NULL;
    evidence *e = &f->evidence[f->evidence_count++];
    e->key = key;
    e->type = type;
    return e;
}

void finding_text(finding *f, const char *key, const char *value)
{
    evidence *e = value == NULL ? NULL : add_evidence(f, key, EVIDENCE_TEXT);
    if (e != NULL)
        e->text = value;
}

void finding_integer(finding *f, const char *key, int64_t value)
{
    evidence *e = add_evidence(f, key, EVIDENCE_INTEGER);
    if (e != NULL)
        e->integer = value;
}

void finding_real(finding *f, const char *key, double value)
{
    evidence *e = isfinite(value) ? add_evidence(f, key, EVIDENCE_REAL) : NULL;
    if (e != NULL)
        e->real = value;
}

void finding_answer(finding *f, const char *key, int32_t value)
{
    evidence *e = value == FACT_UNKNOWN ? NULL : add_evidence(f, key, EVIDENCE_ANSWER);
    if (e != NULL)
        e->integer = value;
}

finding_fix *finding_add_fix(finding *f, const char *action, int32_t kind, uint32_t flags, const char *device)
{
    if (f == NULL || f->fix_count == FINDING_FIXES_MAX)
        return NULL;
    finding_fix *fix = &f->fixes[f->fix_count++];
    fix->action = action;
    fix->kind = kind;
    fix->flags = flags;
    fix->device = device;
    return fix;
}

void check_cannot_tell(check_results *results, fact_why why)
{
    results->cannot_tell = true;
    results->why = why == FACT_KNOWN ? FACT_FAILED : why;
}

void check_skip(check_results *results, const char *reason)
{
    results->skipped = reason;
}

uint32_t checks_finding_count(const check_results *results)
{
    return results->count;
}

const finding *checks_finding(const check_results *results, uint32_t index)
{
    return index < results->count ? results->findings[index] : NULL;
}

int32_t checks_verdict(const check_results *results)
{
    return results->verdict;
}
