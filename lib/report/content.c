/*
 * mic_diag - findings in words.
 *
 * SPDX-License-Identifier: MIT
 */
#include "report/content.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/words/words.h"

enum { WORDS_KEY_MAX = 128, VALUE_CHARACTERS_MAX = 80 };

/* ---- names of values in JSON: the same as mic_diag_name() gives --------------------------------- */

const char *content_verdict_name(int32_t verdict)
{
    switch (verdict) {
    case VERDICT_WORKS:
        return "works";
    case VERDICT_WORKS_BADLY:
        return "works-badly";
    case VERDICT_BROKEN:
        return "broken";
    default:
        return "unsure";
    }
}

const char *content_severity_name(int32_t severity)
{
    return severity == CHECK_PROBLEM ? "problem" : severity == CHECK_WARNING ? "warning" : "info";
}

const char *content_status_name(int32_t status)
{
    switch (status) {
    case CHECK_PASSED:
        return "passed";
    case CHECK_FAILED:
        return "failed";
    case CHECK_SKIPPED:
        return "skipped";
    default:
        return "unknown";
    }
}

const char *content_fix_kind_name(int32_t kind)
{
    switch (kind) {
    case FIX_SETTINGS:
        return "settings";
    case FIX_CHANGE:
        return "change";
    case FIX_ASK:
        return "ask";
    case FIX_ACTION:
        return "action";
    case FIX_HOST:
        return "host";
    default:
        return "steps";
    }
}

/* ---- words -------------------------------------------------------------------------------------- */

const char *content_words(const content *c, const char *key)
{
    const char *words = words_find(c->from.language, c->os, key);
    if (words != NULL)
        return words;
    const char *last = strrchr(key, '.');
    return last == NULL ? key : last + 1;
}

const char *content_words_of(const content *c, const char *prefix, const char *last)
{
    char key[WORDS_KEY_MAX];
    int length = snprintf(key, sizeof key, "%s.%s", prefix, last);
    const char *words =
        length > 0 && length < WORDS_KEY_MAX ? words_find(c->from.language, c->os, key) : NULL;
    return words != NULL ? words : last;
}

static bool says_nothing(const content *c)
{
    return c->from.redaction != NULL && redaction_is_telemetry(c->from.redaction);
}

/* The words of "<key>.<last>", or of "<usual>.<last>", filled in; "" where nothing may be said. */
static char *filled(const content *c, const char *key, const char *usual, const char *last, const finding *f)
{
    char whole[WORDS_KEY_MAX];
    buffer out = {0};
    snprintf(whole, sizeof whole, "%s.%s", key, last);
    const char *words = words_find(c->from.language, c->os, whole);
    if (words == NULL)
        words = content_words_of(c, usual, last);
    if (!says_nothing(c))
        fill_words(c, &out, words, f, VALUE_CHARACTERS_MAX);
    return buffer_take(&out);
}

/* A name or id as it may be shown; "" for NULL. */
static char *shown(const content *c, const char *text)
{
    buffer out = {0};
    if (text != NULL && c->from.redaction != NULL)
        redaction_add(c->from.redaction, &out, text);
    else
        buffer_add(&out, text);
    return buffer_take(&out);
}

/* ---- fixes -------------------------------------------------------------------------------------- */

static char *fix_key_of(const content *c, const char *finding_id, const report_fix *x)
{
    if (c->from.machine == NULL || says_nothing(c))
        return calloc(1, 1);
    finding_fix fix = *x->source;
    if (c->from.redaction != NULL)
        fix.device = x->device;
    /* A key from a redacted report names no computer, so none will take it. */
    return fix_key_make(c->from.redaction == NULL ? c->from.machine : "redacted", finding_id, &fix);
}

static bool make_fix(content *c, report_fix *x, const finding *f, const finding_fix *source)
{
    x->source = source;
    x->device = shown(c, source->device);
    x->target = says_nothing(c) ? calloc(1, 1) : shown(c, source->target);
    char words[WORDS_KEY_MAX];
    snprintf(words, sizeof words, "fix.%s", source->action);
    x->title = filled(c, words, words, "title", f);
    x->text = filled(c, words, words, "text", f);
    x->key = x->device == NULL ? NULL : fix_key_of(c, f->check->id, x);
    return x->device != NULL && x->target != NULL && x->title != NULL && x->text != NULL && x->key != NULL;
}

/* ---- findings ----------------------------------------------------------------------------------- */

static bool make_evidence(content *c, report_finding *to, uint32_t i)
{
    const evidence *e = &to->source->evidence[i];
    buffer out = {0};
    if (e->type == EVIDENCE_TEXT && e->text != NULL && c->from.redaction != NULL)
        to->withheld[i] = !redaction_add(c->from.redaction, &out, e->text);
    else
        fill_value(c, &out, e);
    to->evidence[i] = buffer_take(&out);
    return to->evidence[i] != NULL;
}

static bool make_finding(content *c, report_finding *to, const finding *f)
{
    to->source = f;
    to->device = shown(c, f->device);
    const char *words = f->words == NULL ? f->check->id : f->words;
    to->title = filled(c, words, f->check->id, "title", f);
    to->explanation = filled(c, words, f->check->id, "text", f);
    bool good = to->device != NULL && to->title != NULL && to->explanation != NULL;
    for (uint32_t i = 0; good && i < f->evidence_count; ++i)
        good = make_evidence(c, to, i);
    for (uint32_t i = 0; good && i < f->fix_count; ++i)
        good = make_fix(c, &to->fix[i], f, &f->fixes[i]);
    return good;
}

static bool make_findings(content *c)
{
    uint32_t count = checks_finding_count(c->from.checks);
    c->findings = calloc(count == 0 ? 1 : count, sizeof *c->findings);
    if (c->findings == NULL)
        return false;
    c->finding_count = count;
    for (uint32_t i = 0; i < count; ++i) {
        const finding *f = checks_finding(c->from.checks, i);
        if (!make_finding(c, &c->findings[i], f))
            return false;
        if (f->cause >= 0 && (uint32_t)f->cause < count)
            c->findings[i].cause = &c->findings[f->cause];
    }
    return true;
}

/* ---- summary ------------------------------------------------------------------------------------ */

static bool has_finding(const content *c, const char *id)
{
    for (uint32_t i = 0; i < c->finding_count; ++i)
        if (strcmp(c->findings[i].source->check->id, id) == 0)
            return true;
    return false;
}

static const char *summary_case(const content *c)
{
    int32_t verdict = checks_verdict(c->from.checks);
    if (verdict != VERDICT_UNSURE)
        return content_verdict_name(verdict);
    if (has_finding(c, "signal.no-speech"))
        return "no-speech";
    if (c->finding_count > 0 && c->findings[0].source->about_ourselves &&
        c->findings[0].source->severity == CHECK_PROBLEM)
        return "not-looked";
    return c->from.listened ? "unsure" : "not-listened";
}

/* The summary may name the first finding: {finding} is its title. */
static char *make_summary(const content *c)
{
    finding about = {0};
    if (c->finding_count > 0) {
        about.evidence[0] = (evidence){"finding", EVIDENCE_TEXT, c->findings[0].title, 0, 0.0};
        about.evidence_count = 1;
    }
    buffer out = {0};
    if (!says_nothing(c))
        fill_words(c, &out, content_words_of(c, "summary", summary_case(c)), &about, UINT32_MAX);
    return buffer_take(&out);
}

bool content_make(content *c, const content_source *from)
{
    *c = (content){0};
    c->from = *from;
    c->facts = from->redaction == NULL ? from->facts : redaction_facts(from->redaction);
    c->os = c->facts->system.os;
    if (!make_findings(c))
        return false;
    c->summary = make_summary(c);
    return c->summary != NULL;
}

void content_clear(content *c)
{
    for (uint32_t i = 0; i < c->finding_count; ++i) {
        report_finding *f = &c->findings[i];
        free(f->title);
        free(f->explanation);
        free(f->device);
        for (uint32_t k = 0; k < FINDING_EVIDENCE_MAX; ++k)
            free(f->evidence[k]);
        for (uint32_t k = 0; k < FINDING_FIXES_MAX; ++k) {
            free(f->fix[k].key);
            free(f->fix[k].title);
            free(f->fix[k].text);
            free(f->fix[k].target);
            free(f->fix[k].device);
        }
    }
    free(c->findings);
    free(c->summary);
    *c = (content){0};
}
