/*
 * mic_diag - copies of text.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_TEXT_H
#define MIC_DIAG_TEXT_H

#include <stdlib.h>
#include <string.h>

/** A copy to be freed with free(). NULL: no memory. */
static inline char *text_copy(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    if (copy) {
        memcpy(copy, text, size);
    }
    return copy;
}

#endif
