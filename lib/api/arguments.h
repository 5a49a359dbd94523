/*
 * mic_diag - what every public function does with its arguments and results.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_API_ARGUMENTS_H
#define MIC_DIAG_API_ARGUMENTS_H

#include <stdbool.h>

#include "core/utf8.h"

/* Longer texts than this are no names, ids or lists of checks. */
enum { ARGUMENT_TEXT_MAX = 65536 };

/** NULL, or UTF-8 of a sensible length. */
static inline bool good_text(const char *text)
{
    return !text || utf8_valid_text(text, ARGUMENT_TEXT_MAX);
}

/** Text for a caller, who never gets NULL. */
static inline const char *text_or_empty(const char *text)
{
    return text ? text : "";
}

#endif
