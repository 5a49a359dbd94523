/*
 * mic_diag - the surroundings of the host process on Linux, shared by the files of this folder.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SURROUNDINGS_H
#define MIC_DIAG_SURROUNDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "facts/facts.h"
#include "platform/system/environment.h"

/** Reads `path` below `root`; free() the text. NULL: not there, or errno says why it cannot be read. */
char *surroundings_read(const char *root, const char *path);

/**
 * Finds KEY=VALUE, without quotes and space around the value.
 * @param text     may be NULL.
 * @param section  of a file with [sections]; NULL: anywhere.
 * @return false: it is not there, and `value` is left as it was.
 */
bool surroundings_value(const char *text, const char *section, const char *key, char *value, size_t size);

/**
 * Finds out in which kind of container this is.
 * @param name  receives "none", "docker", "podman", "lxc", "steam" ...
 * @return where that was seen.
 */
fact_source surroundings_container(const char *root, const environment *e, char *name, size_t size);

#endif
