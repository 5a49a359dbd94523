/*
 * mic_diag - the names of public constants.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_CONSTANTS_H
#define MIC_DIAG_CONSTANTS_H

#include <stdint.h>

/** Value of "MIC_DIAG_SEVERITY_PROBLEM" and the like; `fallback` for a name that is none. NULL is allowed. */
int32_t constant_value(const char *name, int32_t fallback);
/** Word of a value: ("severity", 2) is "problem"; "" if there is none. NULL is allowed. */
const char *constant_word(const char *kind, int32_t value);

#endif
