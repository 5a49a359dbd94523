/*
 * mic_diag - text on a terminal: how wide characters are, and lines that end at a margin.
 *
 * Only for the files of this folder. Text is valid UTF-8.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_REPORT_COLUMNS_H
#define MIC_DIAG_REPORT_COLUMNS_H

#include <stdint.h>

#include "report/buffer.h"

enum { COLUMNS_MAX = 80 };

/**
 * Length in bytes of the character at `at` if it must not reach a person's terminal inside of other text:
 * control characters (they steer terminals) and those that turn the direction of writing. 0: it may.
 */
size_t columns_unwanted(const char *at);

/** Columns of the character at `at`: 0 (combining), 1 or 2 (wide). @param length  receives its bytes, 1 or
 * more. */
uint32_t columns_of(const char *at, size_t *length);

/**
 * Appends text in lines of at most COLUMNS_MAX columns, each with a newline. A word that does not fit on a
 * line is cut.
 * @param first   starts the first line ("  * "). @param indent  blanks before the other lines.
 */
void columns_add(buffer *out, const char *first, uint32_t indent, const char *text);

#endif
