/*
 * mic_diag - what the tool says on stderr.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CLI_MESSAGE_H
#define CLI_MESSAGE_H

#include "mic_diag.h"

/** Writes "mic-diag: ..." as one line to stderr; line breaks and control characters in it are replaced. */
void message_error(const char *format, ...);

/** The same for a call of the library: what was being done, what its result means, what it ran into. */
void message_result(const char *doing, mic_diag_result result, const mic_diag_context *ctx);

#endif
