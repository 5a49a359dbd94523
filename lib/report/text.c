/*
 * mic_diag - the report for a terminal or a support ticket: plain text, 80 columns.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <string.h>

#include "core/utf8.h"
#include "report/columns.h"
#include "report/content.h"

enum { INDENT = 3, INDENT_FIX = 5, INDENT_STEP = 7, DEVICES_MAX = 40 };

/* Appends a buffer's text in lines, and frees it. */
static void add_lines(buffer *out, const char *first, uint32_t indent, buffer *text)
{
    if (text->failed)
        out->failed = true;
    columns_add(out, first, indent, text->text == NULL ? "" : text->text);
    buffer_clear(text);
}

static void heading(const content *c, buffer *out, const char *key)
{
    buffer_add_char(out, '\n');
    columns_add(out, "", 0, content_words(c, key));
}

/* ---- findings ----------------------------------------------------------------------------------- */

static void add_evidence(const content *c, buffer *out, const report_finding *f)
{
    buffer text = {0};
    uint32_t shown = 0;
    for (uint32_t i = 0; i < f->source->evidence_count; ++i) {
        if (f->withheld[i])
            continue;
        buffer_add(&text, shown++ == 0 ? content_words(c, "label.evidence") : ",");
        buffer_add_char(&text, ' ');
        buffer_add(&text, f->source->evidence[i].key);
        buffer_add_char(&text, ' ');
        buffer_add(&text, f->evidence[i]);
    }
    if (shown > 0)
        add_lines(out, "   ", INDENT, &text);
    buffer_clear(&text);
}

/* A fix's text has one step a line. */
static void add_steps(buffer *out, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        buffer step = {0};
        buffer_add_bytes(&step, text, length);
        if (length > 0)
            add_lines(out, "     - ", INDENT_STEP, &step);
        buffer_clear(&step);
        text += length + (text[length] == '\n' ? 1 : 0);
    }
}

static void add_fix(const content *c, buffer *out, const report_fix *x)
{
    buffer title = {0};
    buffer_add(&title, x->title);
    if ((x->source->flags & FIX_NEEDS_ADMIN) != 0) {
        buffer_add(&title, " (");
        buffer_add(&title, content_words(c, "label.needs-admin"));
        buffer_add_char(&title, ')');
    }
    add_lines(out, "   * ", INDENT_FIX, &title);
    add_steps(out, x->text);
    if (x->source->kind == FIX_SETTINGS && *x->target != '\0')
        columns_add(out, "     > ", INDENT_STEP, x->target);
}

static void add_finding(const content *c, buffer *out, const report_finding *f, uint32_t number)
{
    buffer title = {0};
    buffer_add_char(out, '\n');
    buffer_add_integer(&title, number);
    buffer_add(&title, ". [");
    buffer_add(&title, content_words_of(c, "label", content_severity_name(f->source->severity)));
    buffer_add(&title, "] ");
    buffer_add(&title, f->title);
    add_lines(out, "", INDENT, &title);
    columns_add(out, "   ", INDENT, f->explanation);
    if (f->cause != NULL) {
        buffer cause = {0};
        buffer_add(&cause, content_words(c, "label.consequence-of"));
        buffer_add_char(&cause, ' ');
        buffer_add(&cause, f->cause->title);
        add_lines(out, "   ", INDENT, &cause);
    }
    buffer id = {0};
    buffer_add_char(&id, '(');
    buffer_add(&id, f->source->check->id);
    if (*f->device != '\0') {
        buffer_add(&id, ", ");
        buffer_add(&id, f->device);
    }
    buffer_add_char(&id, ')');
    add_lines(out, "   ", INDENT, &id);
    add_evidence(c, out, f);
    for (uint32_t i = 0; i < f->source->fix_count; ++i)
        add_fix(c, out, &f->fix[i]);
}

/* ---- checks ------------------------------------------------------------------------------------- */

static void add_word(buffer *text, const char *word)
{
    buffer_add(text, ", ");
    buffer_add(text, word);
}

/* Few names, or names of what could not be learned, are worth reading; the rest are a number here and a list
 * in JSON. */
static bool is_worth_names(const char *reason, uint32_t count)
{
    return *reason != '\0' && (count <= 3 || strcmp(reason, "timeout") == 0 ||
                               strcmp(reason, "denied") == 0 || strcmp(reason, "failed") == 0);
}

static bool is_of_group(const content *c, uint32_t index, int32_t status, const char *reason)
{
    return checks_status(c->from.checks, index) == status &&
           strcmp(checks_reason(c->from.checks, index), reason) == 0;
}

/* One line for the checks that share a status and a reason. */
static void add_group(const content *c, buffer *out, const char *key, int32_t status, const char *reason)
{
    buffer text = {0};
    uint32_t count = 0;
    for (uint32_t i = 0; i < check_count; ++i)
        count += is_of_group(c, i, status, reason);
    buffer_add_integer(&text, count);
    buffer_add_char(&text, ' ');
    buffer_add(&text, content_words(c, key));
    if (*reason != '\0')
        add_word(&text, content_words_of(c, "label", reason));
    const char *before = ": ";
    for (uint32_t i = 0; i < check_count && is_worth_names(reason, count); ++i) {
        if (is_of_group(c, i, status, reason)) {
            buffer_add(&text, before);
            buffer_add(&text, check_table[i].id);
            before = ", ";
        }
    }
    add_lines(out, "   ", INDENT, &text);
    buffer_clear(&text);
}

/* A line for each reason that checks of a status have, in the order of the chain. */
static void add_checks(const content *c, buffer *out, const char *key, int32_t status)
{
    for (uint32_t i = 0; i < check_count; ++i) {
        if (checks_status(c->from.checks, i) != status)
            continue;
        const char *reason = checks_reason(c->from.checks, i);
        bool seen = false;
        for (uint32_t k = 0; k < i && !seen; ++k)
            seen = is_of_group(c, k, status, reason);
        if (!seen)
            add_group(c, out, key, status, reason);
    }
}

/* ---- devices ------------------------------------------------------------------------------------------- */

static const char *valid_or_empty(const char *text)
{
    return text != NULL && utf8_valid(text, strlen(text)) ? text : "";
}

static void add_device(const content *c, buffer *out, const fact_device *d)
{
    buffer text = {0};
    const char *name = valid_or_empty(d->name), *id = valid_or_empty(d->id);
    buffer_add(&text, *name == '\0' ? id : name);
    if (d->state >= 0)
        add_word(&text, content_words_of(c, "label",
                                         fact_enum_name(&fact_entity_device, DEVICE_FIELD_state, d->state)));
    if (d == facts_chosen_device(c->facts))
        add_word(&text, content_words(c, "label.chosen"));
    if (d->default_ == FACT_YES)
        add_word(&text, content_words(c, "label.default"));
    if (d->monitor == FACT_YES)
        add_word(&text, content_words(c, "label.monitor"));
    if (d->muted == FACT_YES)
        add_word(&text, content_words(c, "label.muted"));
    if (isfinite(d->volume_db)) {
        add_word(&text, content_words(c, "label.volume"));
        buffer_add_char(&text, ' ');
        buffer_add_real(&text, d->volume_db, 1, false);
        buffer_add(&text, " dB");
    }
    if (*name != '\0' && strcmp(name, id) != 0)
        add_word(&text, id);
    add_lines(out, "   * ", INDENT_FIX, &text);
}

static void add_devices(const content *c, buffer *out)
{
    const fact_list *devices = &c->facts->devices;
    if (devices->count == 0)
        return;
    heading(c, out, "label.devices");
    uint32_t shown = 0;
    for (uint32_t i = 0; i < devices->count && shown < DEVICES_MAX; ++i, ++shown)
        add_device(c, out, devices->items[i]);
    if (devices->count > shown) {
        buffer more = {0};
        buffer_add_char(&more, '+');
        buffer_add_integer(&more, devices->count - shown);
        add_lines(out, "   ", INDENT, &more);
    }
}

char *content_to_text(const content *c)
{
    buffer out = {0}, verdict = {0};
    buffer_add(&verdict,
               content_words_of(c, "verdict", content_verdict_name(checks_verdict(c->from.checks))));
    buffer_add(&verdict, ": ");
    buffer_add(&verdict, c->summary);
    add_lines(&out, "", 0, &verdict);
    for (uint32_t i = 0; i < c->finding_count; ++i)
        add_finding(c, &out, &c->findings[i], i + 1);
    add_devices(c, &out);
    heading(c, &out, "label.checks");
    add_checks(c, &out, "label.passed", CHECK_PASSED);
    add_checks(c, &out, "label.not-known", CHECK_UNKNOWN);
    add_checks(c, &out, "label.skipped", CHECK_SKIPPED);
    return buffer_take(&out);
}
