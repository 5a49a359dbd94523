/*
 * mic_diag - the fixes of a report, offered one by one.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CLI_FIXES_H
#define CLI_FIXES_H

#include <stdbool.h>

#include "mic_diag.h"

/**
 * Asks for each change that would help, and makes those that were answered with yes. Talks on stderr; answers
 * come from stdin. Without a terminal it asks nothing and says so.
 * @param yes  answer yes to all.
 * @return how many were carried out.
 */
unsigned fixes_offer(mic_diag_context *ctx, const mic_diag_report *report, bool yes);

#endif
