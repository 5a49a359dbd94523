/*
 * mic_diag - what the tool says on stderr.
 *
 * SPDX-License-Identifier: MIT
 */
#include "message.h"

#include <stdarg.h>
#include <stdio.h>

#include "terminal.h"

void message_error(const char *format, ...)
{
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    struct terminal terminal;
    terminal_open(&terminal, stderr);
    fputs("mic-diag: ", stderr);
    terminal_write_line(&terminal, line);
    fputc('\n', stderr);
}

void message_result(const char *doing, mic_diag_result result, const mic_diag_context *ctx)
{
    const char *what = mic_diag_context_error(ctx);
    if (what[0] != '\0') {
        message_error("%s: %s (%s)", doing, what, mic_diag_name("result", result));
    } else {
        message_error("%s: %s", doing, mic_diag_result_text(result));
    }
}
