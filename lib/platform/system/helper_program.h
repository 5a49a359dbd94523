/*
 * mic_diag - where the helper program is.
 *
 * As configured, else beside this library, else in libexec of the same installation. Never in PATH or the
 * current directory: somebody else's program must not be run.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_HELPER_PROGRAM_H
#define MIC_DIAG_HELPER_PROGRAM_H

#include <stdbool.h>

enum { HELPER_PROGRAM_PATH_SIZE = 4096 };

/**
 * Finds the program. Any thread.
 * @param configured  absolute path that is taken as it is, whether there is a program or not; or NULL.
 * @param path        receives the path, or without success the one that should be there;
 *                    HELPER_PROGRAM_PATH_SIZE bytes.
 * @return false: there is none, or the configured path is not absolute.
 */
bool helper_program_find(const char *configured, char *path);

#endif
