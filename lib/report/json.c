/*
 * mic_diag - the report as JSON: include/mic_diag_report.schema.json describes it, and it only ever grows.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "facts/json_text.h"
#include "mic_diag.h"
#include "report/content.h"

enum { SCHEMA_VERSION = 1 };

#define TEXT_OF_(number) #number
#define TEXT_OF(number)  TEXT_OF_(number)
static const char library_version[] =
    TEXT_OF(MIC_DIAG_VERSION_MAJOR) "." TEXT_OF(MIC_DIAG_VERSION_MINOR) "." TEXT_OF(MIC_DIAG_VERSION_PATCH);

/* ---- values ------------------------------------------------------------------------------------- */

static void add_null(json_text *out)
{
    json_text_plain(out, "null");
}

static void add_bool(json_text *out, bool value)
{
    json_text_plain(out, value ? "true" : "false");
}

/* Text that came past the setters of facts may be anything. */
static void add_text(json_text *out, const char *text)
{
    if (text != NULL && utf8_valid(text, strlen(text)))
        json_text_string(out, text);
    else
        add_null(out);
}

static void add_real(json_text *out, double value)
{
    if (isfinite(value))
        json_text_real(out, value);
    else
        add_null(out);
}

static void add_integer(json_text *out, int64_t value)
{
    if (value == FACT_UNKNOWN)
        add_null(out);
    else
        json_text_integer(out, value);
}

static void add_answer(json_text *out, int64_t value)
{
    if (value == FACT_YES || value == FACT_NO)
        add_bool(out, value == FACT_YES);
    else
        add_null(out);
}

static void put_text(json_text *out, const char *key, const char *text)
{
    json_text_key(out, key);
    add_text(out, text);
}

static void open_object(json_text *out)
{
    json_text_separate(out);
    json_text_plain(out, "{");
}

/* ---- facts -------------------------------------------------------------------------------------- */

static void add_reals(json_text *out, const fact_reals *reals)
{
    if (reals->values == NULL) {
        add_null(out);
        return;
    }
    json_text_plain(out, "[");
    for (uint32_t i = 0; i < reals->count; ++i) {
        json_text_separate(out);
        add_real(out, reals->values[i]);
    }
    json_text_plain(out, "]");
}

static void add_field(json_text *out, const fact_entity *of, const void *entity, uint32_t index)
{
    const fact_field *field = &of->fields[index];
    const void *at = (const unsigned char *)entity + field->offset;
    switch (field->type) {
    case FACT_TYPE_TEXT:
        add_text(out, *(const char *const *)at);
        break;
    case FACT_TYPE_ANSWER:
        add_answer(out, *(const int32_t *)at);
        break;
    case FACT_TYPE_INTEGER:
        add_integer(out, *(const int64_t *)at);
        break;
    case FACT_TYPE_REAL:
        add_real(out, *(const double *)at);
        break;
    case FACT_TYPE_ENUM:
        add_text(out, *(const int32_t *)at < 0 ? NULL : fact_enum_name(of, index, *(const int32_t *)at));
        break;
    case FACT_TYPE_REALS:
        add_reals(out, at);
        break;
    }
}

/* Every field of an entity by its name, null where unknown, into the open object. */
static void put_fields(json_text *out, const fact_entity *of, const void *entity)
{
    for (uint32_t i = 0; i < of->field_count; ++i) {
        json_text_key(out, of->fields[i].name);
        add_field(out, of, entity, i);
    }
}

static void add_device(json_text *out, const content *c)
{
    const char *id = facts_chosen_id(c->facts);
    const fact_device *d = facts_chosen_device(c->facts);
    json_text_key(out, "device");
    if (d == NULL && id == NULL) {
        add_null(out);
        return;
    }
    json_text_plain(out, "{");
    if (d != NULL) {
        put_fields(out, &fact_entity_device, d);
    } else { /* one is meant, and it is not in the list */
        put_text(out, "id", id);
        put_text(out, "name", c->facts->selection.chosen_name);
    }
    json_text_plain(out, "}");
}

static bool signal_measured(const fact_signal *signal)
{
    for (uint32_t i = 0; i < SIGNAL_FIELD_COUNT; ++i)
        if (signal->mark[i].why == FACT_KNOWN)
            return true;
    return false;
}

static void add_signal(json_text *out, const fact_signal *signal)
{
    json_text_key(out, "signal");
    if (!signal_measured(signal)) {
        add_null(out);
        return;
    }
    json_text_plain(out, "{");
    put_fields(out, &fact_entity_signal, signal);
    json_text_key(out, fact_entity_signal.lists[0].name);
    json_text_plain(out, "[");
    for (uint32_t i = 0; i < signal->channel_metrics.count; ++i) {
        open_object(out);
        put_fields(out, &fact_entity_channel, signal->channel_metrics.items[i]);
        json_text_plain(out, "}");
    }
    json_text_plain(out, "]}");
}

static bool add_facts(json_text *out, const facts *f)
{
    char *text = facts_to_json(f);
    json_text_key(out, "facts");
    if (text != NULL)
        json_text_plain(out, text);
    free(text);
    return text != NULL;
}

/* ---- findings ----------------------------------------------------------------------------------- */

static void add_evidence(json_text *out, const report_finding *f)
{
    json_text_key(out, "evidence");
    json_text_plain(out, "{");
    for (uint32_t i = 0; i < f->source->evidence_count; ++i) {
        const evidence *e = &f->source->evidence[i];
        json_text_key(out, e->key);
        switch (e->type) {
        case EVIDENCE_TEXT:
            add_text(out, e->text == NULL || f->withheld[i] ? NULL : f->evidence[i]);
            break;
        case EVIDENCE_INTEGER:
            add_integer(out, e->integer);
            break;
        case EVIDENCE_REAL:
            add_real(out, e->real);
            break;
        case EVIDENCE_ANSWER:
            add_answer(out, e->integer);
            break;
        }
    }
    json_text_plain(out, "}");
}

static void put_flag(json_text *out, const char *key, uint32_t flags, uint32_t flag)
{
    json_text_key(out, key);
    add_bool(out, (flags & flag) != 0);
}

static void add_fix(json_text *out, const report_fix *x)
{
    uint32_t flags = x->source->flags;
    open_object(out);
    put_text(out, "key", x->key);
    put_text(out, "action", x->source->action);
    put_text(out, "kind", content_fix_kind_name(x->source->kind));
    put_text(out, "title", x->title);
    put_text(out, "text", x->text);
    put_text(out, "target", x->target);
    put_text(out, "device", x->device);
    put_flag(out, "needs_admin", flags, FIX_NEEDS_ADMIN);
    put_flag(out, "interrupts_sound", flags, FIX_INTERRUPTS_SOUND);
    put_flag(out, "can_undo", flags, FIX_CAN_UNDO);
    json_text_plain(out, "}");
}

static void add_finding(json_text *out, const report_finding *f)
{
    open_object(out);
    put_text(out, "id", f->source->check->id);
    put_text(out, "severity", content_severity_name(f->source->severity));
    put_text(out, "title", f->title);
    put_text(out, "explanation", f->explanation);
    put_text(out, "device", *f->device == '\0' ? NULL : f->device);
    add_evidence(out, f);
    put_text(out, "cause", f->cause == NULL ? NULL : f->cause->source->check->id);
    json_text_key(out, "fixes");
    json_text_plain(out, "[");
    for (uint32_t i = 0; i < f->source->fix_count; ++i)
        add_fix(out, &f->fix[i]);
    json_text_plain(out, "]}");
}

static void add_checks(json_text *out, const check_results *checks)
{
    json_text_key(out, "checks");
    json_text_plain(out, "[");
    for (uint32_t i = 0; i < check_count; ++i) {
        open_object(out);
        put_text(out, "id", check_table[i].id);
        put_text(out, "status", content_status_name(checks_status(checks, i)));
        put_text(out, "reason", checks_reason(checks, i));
        json_text_plain(out, "}");
    }
    json_text_plain(out, "]");
}

/* ---- everything --------------------------------------------------------------------------------- */

static void add_library(json_text *out)
{
    json_text_key(out, "library");
    json_text_plain(out, "{");
    put_text(out, "name", "mic_diag");
    put_text(out, "version", library_version);
    json_text_key(out, "abi");
    json_text_integer(out, MIC_DIAG_ABI);
    json_text_plain(out, "}");
}

char *content_to_json(const content *c)
{
    json_text out = {0};
    json_text_plain(&out, "{");
    json_text_key(&out, "schema");
    json_text_integer(&out, SCHEMA_VERSION);
    add_library(&out);
    put_text(&out, "verdict", content_verdict_name(checks_verdict(c->from.checks)));
    put_text(&out, "summary", c->summary);
    add_device(&out, c);
    json_text_key(&out, "findings");
    json_text_plain(&out, "[");
    for (uint32_t i = 0; i < c->finding_count; ++i)
        add_finding(&out, &c->findings[i]);
    json_text_plain(&out, "]");
    add_checks(&out, c->from.checks);
    add_signal(&out, &c->facts->signal);
    bool good = add_facts(&out, c->facts);
    json_text_raw(&out, "}", 2); /* with its NUL */
    if (good && !out.failed)
        return out.bytes;
    free(out.bytes);
    return NULL;
}
