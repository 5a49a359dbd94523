/*
 * mic_diag - libsndfile, loaded when a recording is read.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sndfile_library.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

#include "message.h"

static bool find(void *library, const char *name, void *function, size_t size)
{
    void *found = dlsym(library, name);
    memcpy(function, &found, size); /* C has no conversion from an object pointer to a function */
    return found != NULL;
}

#define FIND(name) find(library, #name, &functions.name, sizeof functions.name)

const sndfile_library *sndfile_library_load(void)
{
    static sndfile_library functions;
    static bool loaded;
    if (loaded) {
        return &functions;
    }
    void *library = dlopen(SNDFILE_LIBRARY_NAME, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        message_error("%s is needed to read recordings: %s", SNDFILE_LIBRARY_NAME, dlerror());
        return NULL;
    }
    loaded = FIND(sf_open) && FIND(sf_close) && FIND(sf_error) && FIND(sf_strerror) && FIND(sf_readf_short) &&
             FIND(sf_readf_int) && FIND(sf_readf_float);
    if (!loaded) {
        message_error("%s lacks a function", SNDFILE_LIBRARY_NAME);
        dlclose(library);
        return NULL;
    }
    return &functions;
}
