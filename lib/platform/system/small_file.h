/*
 * mic_diag - reads a small file without ever waiting for it: not a pipe, not a device.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SMALL_FILE_H
#define MIC_DIAG_SMALL_FILE_H

#include <stddef.h>
#include <stdint.h>

/**
 * Reads a regular file. Any thread.
 * @param path     of the file; links are followed.
 * @param maximum  bytes; what is longer is cut.
 * @return its text with a NUL behind it (and none inside: they become newlines, as in /proc/1/environ);
 * free() it. NULL: it is not there, may not be read (errno EACCES or EPERM), is no regular file, or no
 * memory.
 */
char *small_file_read(const char *path, size_t maximum);

/** Size of a regular file that may be read, in bytes; -1: there is none. Any thread. */
int64_t small_file_size(const char *path);

#endif
