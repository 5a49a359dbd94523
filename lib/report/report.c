/*
 * mic_diag - the report: made once, read by any number of threads; its long forms are made when asked for.
 *
 * SPDX-License-Identifier: MIT
 */
#include "report/report.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "report/content.h"
#include "report/words/words.h"

enum { FORMS = (REPORT_REDACT | REPORT_TELEMETRY) + 1 };

typedef _Atomic(char *) form; /* NULL: not asked for yet */

struct report {
    facts *facts;
    check_results *checks;
    char *language, *machine;
    content content;
    form json[FORMS], text[FORMS];
};

static bool copy_text(const char *text, char **out)
{
    if (text == NULL)
        return true;
    *out = text_copy(text);
    return *out != NULL;
}

report *report_create(const facts *f, const report_settings *settings)
{
    static const report_settings none = {0};
    if (settings == NULL)
        settings = &none;
    report *r = calloc(1, sizeof *r);
    if (r == NULL)
        return NULL;
    for (int i = 0; i < FORMS; ++i) {
        atomic_init(&r->json[i], NULL);
        atomic_init(&r->text[i], NULL);
    }
    r->facts = facts_retain(f);
    r->checks = checks_run(f, settings->only, settings->off);
    if (r->checks != NULL && copy_text(settings->language, &r->language) &&
        copy_text(settings->machine, &r->machine)) {
        content_source source = {.facts = r->facts,
                                 .checks = r->checks,
                                 .language = r->language,
                                 .machine = r->machine,
                                 .listened = settings->listened};
        if (content_make(&r->content, &source))
            return r;
    }
    report_free(r);
    return NULL;
}

void report_free(report *r)
{
    if (r == NULL)
        return;
    for (int i = 0; i < FORMS; ++i) {
        free(atomic_load(&r->json[i]));
        free(atomic_load(&r->text[i]));
    }
    content_clear(&r->content);
    if (r->checks != NULL)
        checks_free(r->checks);
    facts_release(r->facts);
    free(r->language);
    free(r->machine);
    free(r);
}

/* ---- long forms --------------------------------------------------------------------------------- */

static char *make_form(const report *r, uint32_t flags, char *(*write)(const content *))
{
    if (flags == 0)
        return write(&r->content);
    content_source source = r->content.from;
    redaction *hidden = redaction_create(r->facts, (flags & REPORT_TELEMETRY) != 0);
    if (hidden == NULL)
        return NULL;
    source.redaction = hidden;
    content shown;
    char *text = content_make(&shown, &source) ? write(&shown) : NULL;
    content_clear(&shown);
    redaction_free(hidden);
    return text;
}

/* Threads that come at the same time each make the form; the first one's is kept. */
static const char *kept_form(const report *r, uint32_t flags, const form *slots,
                             char *(*write)(const content *))
{
    flags &= REPORT_REDACT | REPORT_TELEMETRY;
    form *slot = (form *)&slots[flags];
    char *kept = atomic_load_explicit(slot, memory_order_acquire);
    if (kept != NULL)
        return kept;
    char *made = make_form(r, flags, write);
    if (made == NULL)
        return "";
    if (atomic_compare_exchange_strong(slot, &kept, made))
        return made;
    free(made);
    return kept;
}

const char *report_json(const report *r, uint32_t flags)
{
    return kept_form(r, flags, r->json, content_to_json);
}

const char *report_text(const report *r, uint32_t flags)
{
    return kept_form(r, flags, r->text, content_to_text);
}

/* ---- the report --------------------------------------------------------------------------------- */

const facts *report_facts(const report *r)
{
    return r->facts;
}

int32_t report_verdict(const report *r)
{
    return checks_verdict(r->checks);
}

const char *report_summary(const report *r)
{
    return r->content.summary;
}

uint32_t report_check_count(const report *r)
{
    (void)r;
    return check_count;
}

const char *report_check_id(const report *r, uint32_t index)
{
    (void)r;
    return index < check_count ? check_table[index].id : "";
}

const char *report_check_title(const report *r, uint32_t index)
{
    return index < check_count ? content_words_of(&r->content, check_table[index].id, "check") : "";
}

int32_t report_check_status(const report *r, uint32_t index)
{
    return index < check_count ? checks_status(r->checks, index) : CHECK_UNKNOWN;
}

const char *report_check_reason(const report *r, uint32_t index)
{
    return index < check_count ? checks_reason(r->checks, index) : "";
}

/* ---- findings ----------------------------------------------------------------------------------- */

uint32_t report_finding_count(const report *r)
{
    return r->content.finding_count;
}

const report_finding *report_finding_at(const report *r, uint32_t index)
{
    return index < r->content.finding_count ? &r->content.findings[index] : NULL;
}

const char *report_finding_id(const report_finding *f)
{
    return f->source->check->id;
}

int32_t report_finding_severity(const report_finding *f)
{
    return f->source->severity;
}

const char *report_finding_title(const report_finding *f)
{
    return f->title;
}

const char *report_finding_explanation(const report_finding *f)
{
    return f->explanation;
}

const char *report_finding_device(const report_finding *f)
{
    return f->device;
}

const report_finding *report_finding_cause(const report_finding *f)
{
    return f->cause;
}

uint32_t report_finding_evidence_count(const report_finding *f)
{
    return f->source->evidence_count;
}

const char *report_finding_evidence_key(const report_finding *f, uint32_t index)
{
    return index < f->source->evidence_count ? f->source->evidence[index].key : "";
}

const char *report_finding_evidence_value(const report_finding *f, uint32_t index)
{
    return index < f->source->evidence_count ? f->evidence[index] : "";
}

uint32_t report_finding_fix_count(const report_finding *f)
{
    return f->source->fix_count;
}

const report_fix *report_finding_fix(const report_finding *f, uint32_t index)
{
    return index < f->source->fix_count ? &f->fix[index] : NULL;
}

/* ---- fixes -------------------------------------------------------------------------------------- */

const char *report_fix_key(const report_fix *x)
{
    return x->key;
}

int32_t report_fix_kind(const report_fix *x)
{
    return x->source->kind;
}

uint32_t report_fix_flags(const report_fix *x)
{
    return x->source->flags;
}

const char *report_fix_title(const report_fix *x)
{
    return x->title;
}

const char *report_fix_text(const report_fix *x)
{
    return x->text;
}

const char *report_fix_target(const report_fix *x)
{
    return x->target;
}

const char *report_fix_device(const report_fix *x)
{
    return x->device;
}
