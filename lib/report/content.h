/*
 * mic_diag - what a report says, in words: the base of its getters, its JSON and its text.
 *
 * Made once from facts and findings for a report's own getters, and once more, with a redaction, for each
 * redacted form. Only for the files of this folder.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_REPORT_CONTENT_H
#define MIC_DIAG_REPORT_CONTENT_H

#include <stdbool.h>

#include "report/buffer.h"
#include "report/redact.h"
#include "report/report.h"

struct report_fix {
    const finding_fix *source;
    char *key, *title, *text, *target, *device; /* never NULL */
};

struct report_finding {
    const finding *source;
    const report_finding *cause;          /* NULL: none */
    char *title, *explanation, *device;   /* never NULL; device "": the system */
    char *evidence[FINDING_EVIDENCE_MAX]; /* as text; never NULL up to the finding's evidence_count */
    bool withheld[FINDING_EVIDENCE_MAX];  /* text that a redaction does not let through at all */
    report_fix fix[FINDING_FIXES_MAX];
};

/** What content is made from. All of it outlives the content. */
typedef struct {
    const facts *facts;
    const check_results *checks;
    const char *language, *machine; /* machine NULL: no fix keys */
    const redaction *redaction;     /* NULL: everything is said as it is */
    bool listened;
} content_source;

typedef struct {
    content_source from;
    const char *os;     /* for words; NULL: unknown */
    const facts *facts; /* what may be shown: those of the redaction, if there is one */
    char *summary;
    uint32_t finding_count;
    report_finding *findings;
} content;

/** @return false: no memory; content_clear() it all the same. */
bool content_make(content *c, const content_source *from);
void content_clear(content *c);

/** The words of a key in the content's language; without an entry, the last part of the key. Never NULL. */
const char *content_words(const content *c, const char *key);
/** The same of a key in two parts: prefix, ".", last. */
const char *content_words_of(const content *c, const char *prefix, const char *last);

/** JSON word of a verdict, severity or fix kind. */
const char *content_verdict_name(int32_t verdict);
const char *content_severity_name(int32_t severity);
const char *content_status_name(int32_t status);
const char *content_fix_kind_name(int32_t kind);

/** The report as JSON. NULL: no memory. */
char *content_to_json(const content *c);
/** The report for a terminal or a support ticket. NULL: no memory. */
char *content_to_text(const content *c);

/* ---- words with figures in them (fill.c) --------------------------------------------------------------- */

/** Appends the value of evidence as text: a dot in every locale, dB with one decimal, answers in words. */
void fill_value(const content *c, buffer *out, const evidence *e);
/**
 * Appends `words` with each {key} replaced by the evidence of that key; what is not there is said to be
 * unknown. Characters that steer a terminal are left out.
 * @param characters_max  a value that is longer is cut, and says so by an ellipsis.
 * @param f  may be NULL: there is no evidence.
 */
void fill_words(const content *c, buffer *out, const char *words, const finding *f, uint32_t characters_max);

#endif
