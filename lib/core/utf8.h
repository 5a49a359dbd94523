/*
 * mic_diag - UTF-8: is it valid, and a bounded copy that always is.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_CORE_UTF8_H
#define MIC_DIAG_CORE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/**
 * Whether `length` bytes are valid UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF).
 * Reads no byte beyond them. Any thread.
 */
bool utf8_valid(const char *text, size_t length);

/**
 * Copies text as valid UTF-8 and ends it with a NUL. Each maximal invalid part becomes one U+FFFD; a NUL
 * within `length` does too. What does not fit is cut at a character.
 * @param out       receives at most out_size bytes, including the NUL; untouched when out_size is 0.
 * @param length    of text in bytes.
 * @return bytes written, without the NUL. Any thread.
 */
size_t utf8_repair(char *out, size_t out_size, const char *text, size_t length);

/** NUL-terminated text: valid UTF-8 of fewer than `limit` bytes. Reads no further than `limit`. NULL is not.
 */
bool utf8_valid_text(const char *text, size_t limit);

#endif
