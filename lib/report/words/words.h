/*
 * mic_diag - every word a person reads, by key and language.
 *
 * Keys: "<finding id>.title", ".text" (why we think so), ".check" (name of the check, as a question or a
 * thing), "fix.<action>.title", "fix.<action>.text" (one step a line), "verdict.<name>", "summary.<case>",
 * "label.<name>". A key with "@linux", "@windows" or "@macos" behind it goes before the plain one.
 * Placeholders are evidence keys in braces: {volume_db}; a test keeps them in step with the checks.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_WORDS_H
#define MIC_DIAG_WORDS_H

#include <stdint.h>

typedef struct {
    const char *key;
    const char *text;
} words_entry;

typedef struct {
    const char *language;       /* "en" */
    const words_entry *entries; /* sorted by key */
    uint32_t count;
    /** Which form of a counted phrase fits n: 0 singular, 1 plural (English). */
    uint32_t (*plural)(int64_t n);
} words_table;

extern const words_table words_en;

/**
 * The text of a key.
 * @param language  NULL or unknown: English. @param os  "linux", "windows", "macos", or NULL.
 * @return NULL: no such key in English either.
 */
const char *words_find(const char *language, const char *os, const char *key);

#endif
