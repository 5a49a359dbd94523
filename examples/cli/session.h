/*
 * mic_diag - the library's context, made as the options ask.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "mic_diag.h"
#include "options.h"

/**
 * Makes a context: for this computer, or one that --simulate describes. Writes a line to stderr on failure.
 * @return NULL: it failed; free it with mic_diag_context_free().
 */
mic_diag_context *session_open(const struct options *options);

#endif
