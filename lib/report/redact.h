/*
 * mic_diag - redaction: names, serials and ids give way to "device-1", "card-1", "program-1".
 *
 * The same text becomes the same word wherever it stands: in facts, evidence and sentences. Text is let
 * through only when it is known to be harmless (redact_words.c); everything else is replaced.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_REPORT_REDACT_H
#define MIC_DIAG_REPORT_REDACT_H

#include <stdbool.h>

#include "facts/facts.h"
#include "report/buffer.h"

typedef struct redaction redaction;

/**
 * Keeps no reference to `f`, which must outlive it.
 * @param telemetry  free text is left out altogether, instead of being replaced by a word.
 * @return NULL: no memory.
 */
redaction *redaction_create(const facts *f, bool telemetry);
void redaction_free(redaction *r); /* NULL is allowed */
bool redaction_is_telemetry(const redaction *r);
/** The facts as they may be shown. */
const facts *redaction_facts(const redaction *r);
/**
 * Appends a text of a finding (a name, an id, a message) as it may be shown.
 * @return false: nothing of it may be, and nothing was appended.
 */
bool redaction_add(const redaction *r, buffer *out, const char *text);

/** Whether every word of a text is a common technical one, and no number in it is a serial (redact_words.c).
 */
bool redact_is_common(const char *text);

#endif
