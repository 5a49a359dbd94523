/*
 * mic_diag - text that grows: appended to piece by piece, and handed over at the end.
 *
 * Only for the files of this folder. One thread. A failed allocation is remembered; ask once, at the end.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_REPORT_BUFFER_H
#define MIC_DIAG_REPORT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Zero-initialised is empty. `text` ends in a NUL, or is NULL while nothing was appended. */
typedef struct {
    char *text;
    size_t length, room;
    bool failed;
} buffer;

/** Appends `length` bytes. */
void buffer_add_bytes(buffer *b, const char *bytes, size_t length);
/** Appends text up to its NUL; NULL appends nothing. */
void buffer_add(buffer *b, const char *text);
void buffer_add_char(buffer *b, char c);
/** Appends a decimal number. */
void buffer_add_integer(buffer *b, int64_t value);
/**
 * Appends a number with a dot in every locale.
 * @param decimals  places behind the dot, 0 to 6. @param trim  leaves zeros at the end out.
 */
void buffer_add_real(buffer *b, double value, int decimals, bool trim);
/** Hands the text over ("" when nothing was appended); free() it. NULL: memory ran out. Empties the buffer.
 */
char *buffer_take(buffer *b);
/** Frees what was not taken. */
void buffer_clear(buffer *b);

#endif
