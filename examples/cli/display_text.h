/*
 * mic_diag - how many columns a text takes on a terminal, and which characters must not reach one.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CLI_DISPLAY_TEXT_H
#define CLI_DISPLAY_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Takes one code point off UTF-8 text that may be invalid.
 * @param code_point  gets it, or U+FFFD for a byte that is no part of one.
 * @return bytes it took; 0 at the end.
 */
size_t display_text_next(const char *text, uint32_t *code_point);

/** Columns of a code point: 0 (combining), 1, or 2 (East Asian wide, emoji). */
unsigned display_text_columns_of(uint32_t code_point);

/** Columns of a text, as terminal_write_line() would show it. */
unsigned display_text_columns(const char *text);

/** Control characters, and those that change the direction of the text around them. */
bool display_text_is_unsafe(uint32_t code_point);

#endif
