/*
 * mic_diag - where the helper program is, on POSIX systems.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* dladdr */
#endif

#include "platform/system/helper_program.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "platform/system/small_file.h"

#define PROGRAM_NAME "mic-diag-helper"

/* From the folder of the library: beside it; lib -> libexec; lib/<triplet> -> libexec. */
static const char *const places[] = {"", "/../libexec/mic_diag", "/../../libexec/mic_diag"};
enum { PLACE_COUNT = sizeof places / sizeof places[0], MAPS_BYTES_MAX = 4 << 20 };

static const char marker; /* its address lies in this library */

#if defined(__linux__)
/**
 * The kernel's name of the file that an address was mapped from. dladdr() gives the main program its argv[0],
 * which can be anything, and a library that was loaded by a relative path that path.
 */
static bool mapped_file(const void *address, char *path)
{
    char *maps = small_file_read("/proc/self/maps", MAPS_BYTES_MAX);
    bool found = false;
    for (char *line = maps; line != NULL && !found;) {
        char *end = strchr(line, '\n');
        if (end != NULL)
            *end = '\0';
        char *rest = NULL;
        uintptr_t first = (uintptr_t)strtoull(line, &rest, 16);
        uintptr_t last = rest != NULL && *rest == '-' ? (uintptr_t)strtoull(rest + 1, &rest, 16) : 0;
        const char *file = rest != NULL ? strchr(rest, '/') : NULL;
        if (first <= (uintptr_t)address && (uintptr_t)address < last && file != NULL)
            found = snprintf(path, HELPER_PROGRAM_PATH_SIZE, "%s", file) < HELPER_PROGRAM_PATH_SIZE;
        line = end != NULL ? end + 1 : NULL;
    }
    free(maps);
    return found;
}
#else
static bool mapped_file(const void *address, char *path)
{
    (void)address;
    (void)path;
    return false;
}
#endif

/** Absolute path of the file that this code is in. */
static bool own_file(char *path)
{
    Dl_info information;
    if (mapped_file(&marker, path))
        return true;
    return dladdr(&marker, &information) != 0 && information.dli_fname != NULL &&
           information.dli_fname[0] == '/' &&
           snprintf(path, HELPER_PROGRAM_PATH_SIZE, "%s", information.dli_fname) < HELPER_PROGRAM_PATH_SIZE;
}

/** Looks in the places around a file. */
static bool find_around(const char *file, char *path)
{
    const char *slash = strrchr(file, '/');
    for (size_t i = 0; slash != NULL && i < PLACE_COUNT; i++) {
        int length = snprintf(path, HELPER_PROGRAM_PATH_SIZE, "%.*s%s/" PROGRAM_NAME, (int)(slash - file),
                              file, places[i]);
        if (length > 0 && length < HELPER_PROGRAM_PATH_SIZE && access(path, X_OK) == 0)
            return true;
    }
    return false;
}

bool helper_program_find(const char *configured, char *path)
{
    char file[HELPER_PROGRAM_PATH_SIZE], resolved[HELPER_PROGRAM_PATH_SIZE];
    if (configured != NULL) {
        int length = snprintf(path, HELPER_PROGRAM_PATH_SIZE, "%s", configured);
        return configured[0] == '/' && length < HELPER_PROGRAM_PATH_SIZE;
    }
    snprintf(path, HELPER_PROGRAM_PATH_SIZE, PROGRAM_NAME);
    if (!own_file(file))
        return false;
    if (find_around(file, path))
        return true;
    char *target = realpath(file, NULL); /* the library may have been loaded through a link */
    if (target != NULL && snprintf(resolved, sizeof resolved, "%s", target) < (int)sizeof resolved &&
        find_around(resolved, path)) {
        free(target);
        return true;
    }
    free(target);
    const char *slash = strrchr(file, '/');
    snprintf(path, HELPER_PROGRAM_PATH_SIZE, "%.*s/" PROGRAM_NAME, (int)(slash - file), file);
    return false;
}
