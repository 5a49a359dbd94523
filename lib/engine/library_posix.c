/*
 * mic_diag - loading a shared library into a table of functions.
 *
 * SPDX-License-Identifier: MIT
 */
#include "engine/library.h"

#include <dlfcn.h>
#include <string.h>

bool library_load(const char *name, const library_entry *entries)
{
    void *library = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
    if (!library)
        return false;
    for (const library_entry *entry = entries; entry->symbol; entry++) {
        void *symbol = dlsym(library, entry->symbol);
        if (!symbol || entry->size != sizeof symbol)
            return false;
        memcpy(entry->pointer, &symbol, sizeof symbol);
    }
    return true;
}
