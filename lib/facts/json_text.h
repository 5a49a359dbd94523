/*
 * mic_diag - JSON text that grows while it is written: facts, and the reports around them.
 *
 * Facts are sent from the helper process to the host as text, so they are written directly, without a tree of
 * values first. Nothing depends on the locale.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_FACTS_JSON_TEXT_H
#define MIC_DIAG_FACTS_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Starts as {0}. Once memory ran out, writing does nothing more and `failed` stays set. */
typedef struct {
    char *bytes; /* free() */
    size_t length;
    size_t room;
    bool failed;
} json_text;

/** Adds `length` bytes as they are. */
void json_text_raw(json_text *out, const char *bytes, size_t length);
/** Adds a NUL-terminated text as it is: punctuation, or a word that needs no escapes. */
void json_text_plain(json_text *out, const char *text);
/** Adds a quoted string; `text` is valid UTF-8. */
void json_text_string(json_text *out, const char *text);
/** Adds `"name":`, with a comma before it unless it is the first in its object; name needs no escapes. */
void json_text_key(json_text *out, const char *name);
/** Adds a comma unless the text ends with the opening of a list or an object. */
void json_text_separate(json_text *out);
void json_text_integer(json_text *out, int64_t value);
/** Adds a finite number in a form that reads back equal, with a dot or an exponent. */
void json_text_real(json_text *out, double value);

#endif
