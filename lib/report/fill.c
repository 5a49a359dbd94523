/*
 * mic_diag - figures put into words.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <string.h>

#include "report/columns.h"
#include "report/content.h"

/* ---- values -----------------------------------------------------------------------------------------------
 */

static bool ends_in(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* How many places a figure is worth follows from its unit, which its key carries. */
static void add_real(buffer *out, const char *key, double value)
{
    if (ends_in(key, "_db") || ends_in(key, "_dbfs") || ends_in(key, "_dbov") || ends_in(key, "_percent") ||
        ends_in(key, "seconds"))
        buffer_add_real(out, value, 1, false);
    else if (ends_in(key, "_ms") || ends_in(key, "_hz") || fabs(value) >= 100.0)
        buffer_add_real(out, value, 0, false);
    else
        buffer_add_real(out, value, fabs(value) >= 0.01 ? 3 : 6, true);
}

static void add_text(const content *c, buffer *out, const char *text)
{
    if (c->from.redaction == NULL)
        buffer_add(out, text);
    else
        redaction_add(c->from.redaction, out, text);
}

void fill_value(const content *c, buffer *out, const evidence *e)
{
    switch (e->type) {
    case EVIDENCE_TEXT:
        if (e->text == NULL)
            break;
        add_text(c, out, e->text);
        return;
    case EVIDENCE_INTEGER:
        if (e->integer == FACT_UNKNOWN)
            break;
        buffer_add_integer(out, e->integer);
        return;
    case EVIDENCE_REAL:
        if (!isfinite(e->real))
            break;
        add_real(out, e->key, e->real);
        return;
    case EVIDENCE_ANSWER:
        if (e->integer != FACT_YES && e->integer != FACT_NO)
            break;
        buffer_add(out, content_words(c, e->integer == FACT_YES ? "label.yes" : "label.no"));
        return;
    }
    buffer_add(out, content_words(c, "label.unknown"));
}

/* ---- words -------------------------------------------------------------------------------------- */

/* Appends a value to a sentence: on one line, and not longer than a sentence can bear. */
static void add_plain(buffer *out, const char *value, uint32_t characters_max)
{
    uint32_t characters = 0;
    const char *at = value;
    while (*at != '\0') {
        size_t skipped = columns_unwanted(at);
        if (((unsigned char)*at & 0xC0) != 0x80 && ++characters > characters_max) {
            buffer_add(out, "\xE2\x80\xA6"); /* an ellipsis */
            return;
        }
        if (skipped > 0) {
            buffer_add_char(out, ' ');
            at += skipped;
        } else {
            buffer_add_char(out, *at++);
        }
    }
}

static const evidence *find_evidence(const finding *f, const char *key, size_t length)
{
    for (uint32_t i = 0; f != NULL && i < f->evidence_count; ++i)
        if (strncmp(f->evidence[i].key, key, length) == 0 && f->evidence[i].key[length] == '\0')
            return &f->evidence[i];
    return NULL;
}

/* Length of the key in "{key}", 0 if `at` does not start a placeholder. */
static size_t placeholder(const char *at)
{
    size_t length = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return length > 0 && at[1 + length] == '}' ? length : 0;
}

void fill_words(const content *c, buffer *out, const char *words, const finding *f, uint32_t characters_max)
{
    while (*words != '\0') {
        size_t plain = strcspn(words, "{");
        buffer_add_bytes(out, words, plain);
        words += plain;
        if (*words == '\0')
            return;
        size_t length = placeholder(words);
        if (length == 0) {
            buffer_add_char(out, *words++);
            continue;
        }
        buffer value = {0};
        const evidence *e = find_evidence(f, words + 1, length);
        if (e != NULL)
            fill_value(c, &value, e);
        if (value.failed)
            out->failed = true;
        add_plain(out, value.length > 0 ? value.text : content_words(c, "label.unknown"), characters_max);
        buffer_clear(&value);
        words += length + 2;
    }
}
