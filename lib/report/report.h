/*
 * mic_diag - the report: findings and verdict over facts, in words, text and JSON. Never changes.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_REPORT_H
#define MIC_DIAG_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "checks/check.h"
#include "facts/facts.h"

typedef struct report report;
typedef struct report_finding report_finding; /* lives with its report */
typedef struct report_fix report_fix;         /* lives with its report */

typedef struct {
    const char *only; /* as in checks_run */
    const char *off;
    const char *language; /* such as "en"; unknown ones fall back to English; NULL: English */
    const char *machine;  /* goes into fix keys; NULL: fixes have no keys that could be applied (an analyzer's
                             report) */
    bool listened;        /* the microphone was asked for: changes the summary's words, never the verdict */
} report_settings;

/** Judges facts. Keeps a reference to them. @return NULL: no memory. */
report *report_create(const facts *f, const report_settings *settings);
void report_free(report *r); /* NULL is allowed */

const facts *report_facts(const report *r);
int32_t report_verdict(const report *r);
const char *report_summary(const report *r);
/** flags: 0 or REPORT_REDACT, REPORT_TELEMETRY. Made at the first call, kept; any thread. "" when memory ran
 * out. */
enum { REPORT_REDACT = 1, REPORT_TELEMETRY = 2 };
const char *report_json(const report *r, uint32_t flags);
const char *report_text(const report *r, uint32_t flags);

uint32_t report_check_count(const report *r);
const char *report_check_id(const report *r, uint32_t index);
const char *report_check_title(const report *r, uint32_t index);
int32_t report_check_status(const report *r, uint32_t index);
const char *report_check_reason(const report *r, uint32_t index);

uint32_t report_finding_count(const report *r);
const report_finding *report_finding_at(const report *r, uint32_t index); /* NULL: none */
const char *report_finding_id(const report_finding *f);
int32_t report_finding_severity(const report_finding *f);
const char *report_finding_title(const report_finding *f);
const char *report_finding_explanation(const report_finding *f);
const char *report_finding_device(const report_finding *f); /* "" : the system */
const report_finding *report_finding_cause(const report_finding *f);
uint32_t report_finding_evidence_count(const report_finding *f);
const char *report_finding_evidence_key(const report_finding *f, uint32_t index);
const char *report_finding_evidence_value(const report_finding *f, uint32_t index);
uint32_t report_finding_fix_count(const report_finding *f);
const report_fix *report_finding_fix(const report_finding *f, uint32_t index);

const char *report_fix_key(const report_fix *x);
int32_t report_fix_kind(const report_fix *x);
uint32_t report_fix_flags(const report_fix *x);
const char *report_fix_title(const report_fix *x);
const char *report_fix_text(const report_fix *x);
const char *report_fix_target(const report_fix *x);
const char *report_fix_device(const report_fix *x);

/* ---- fix keys ------------------------------------------------------------------------------------------ */

/** A fix key taken apart; text is its own. Keys are URL-like, printable ASCII, at most 8 KiB. */
typedef struct {
    char *finding, *action, *machine, *device, *seen, *wanted; /* device, seen, wanted: "" if none */
    int32_t kind;
} fix_key;

/** free() the result. NULL: no memory. */
char *fix_key_make(const char *machine, const char *finding_id, const finding_fix *fix);
/** @return 0, or a negative mic_diag_result: INVALID or NO_MEMORY. */
int32_t fix_key_parse(const char *text, fix_key *out);
void fix_key_clear(fix_key *key);

#endif
