/*
 * mic_diag - loading a shared library into a table of functions.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_LIBRARY_H
#define MIC_DIAG_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    const char *symbol;
    void *pointer; /* to the function pointer that is filled in */
    size_t size;   /* of that */
} library_entry;

/**
 * Loads a library and fills in functions; it stays loaded. Any thread.
 * @param entries  with a NULL symbol at the end.
 * @return false: the library or one of the functions is not there.
 */
bool library_load(const char *name, const library_entry *entries);

#endif
