/*
 * mic_diag - the fixes of a report, offered one by one.
 *
 * SPDX-License-Identifier: MIT
 */
#include "fixes.h"

#include <stdio.h>
#include <string.h>

#include "interrupt.h"
#include "message.h"
#include "terminal.h"

enum { FIXES_MAX = 32 };

/* The changes of a report, each once: two findings may be helped by the same one. */
static unsigned collect(const mic_diag_report *report, const mic_diag_fix **fixes)
{
    unsigned count = 0;
    for (uint32_t i = 0; i < mic_diag_report_finding_count(report); ++i) {
        const mic_diag_finding *finding = mic_diag_report_finding(report, i);
        for (uint32_t k = 0; k < mic_diag_finding_fix_count(finding); ++k) {
            const mic_diag_fix *fix = mic_diag_finding_fix(finding, k);
            bool known =
                mic_diag_fix_get_kind(fix) != MIC_DIAG_FIX_CHANGE || mic_diag_fix_key(fix)[0] == '\0';
            for (unsigned n = 0; n < count && !known; ++n) {
                known = strcmp(mic_diag_fix_title(fixes[n]), mic_diag_fix_title(fix)) == 0 &&
                        strcmp(mic_diag_fix_device_id(fixes[n]), mic_diag_fix_device_id(fix)) == 0;
            }
            if (!known && count < FIXES_MAX) {
                fixes[count++] = fix;
            }
        }
    }
    return count;
}

static bool answered_yes(struct terminal *terminal, const mic_diag_fix *fix)
{
    char answer[64];
    terminal_write_line(terminal, mic_diag_fix_title(fix));
    fputs("? [y/N] ", stderr);
    fflush(stderr);
    if (fgets(answer, sizeof answer, stdin) == NULL) {
        fputc('\n', stderr);
        return false;
    }
    if (strchr(answer, '\n') == NULL) { /* the rest of a long line is no answer to the next question */
        int c;
        do {
            c = getchar();
        } while (c != '\n' && c != EOF);
        return false;
    }
    answer[strcspn(answer, "\r\n")] = '\0';
    return strcmp(answer, "y") == 0 || strcmp(answer, "Y") == 0 || strcmp(answer, "yes") == 0;
}

static bool carry_out(mic_diag_context *ctx, struct terminal *terminal, const mic_diag_fix *fix)
{
    mic_diag_result result = mic_diag_fix_apply(ctx, mic_diag_fix_key(fix));
    if (result == MIC_DIAG_OK) {
        terminal_write_line(terminal, mic_diag_fix_title(fix));
        fputs(": done.\n", stderr);
    } else {
        message_result(mic_diag_fix_title(fix), result, ctx);
    }
    return result == MIC_DIAG_OK || result == MIC_DIAG_ERROR_NOT_EFFECTIVE;
}

unsigned fixes_offer(mic_diag_context *ctx, const mic_diag_report *report, bool yes)
{
    const mic_diag_fix *fixes[FIXES_MAX];
    unsigned count = collect(report, fixes), carried_out = 0;
    struct terminal terminal, input;
    terminal_open(&terminal, stderr);
    terminal_open(&input, stdin);
    if (count == 0) {
        fputs("There is nothing that --fix could change.\n", stderr);
        return 0;
    }
    if (!yes && !(input.is_terminal && terminal.is_terminal)) {
        message_error("--fix needs a terminal to ask, or --yes; nothing was changed");
        return 0;
    }
    interrupt_catch();
    for (unsigned i = 0; i < count && interrupt_signal() == 0; ++i) {
        if (yes || answered_yes(&terminal, fixes[i])) {
            carried_out += carry_out(ctx, &terminal, fixes[i]) ? 1U : 0U;
        }
    }
    return interrupt_signal() == 0 ? carried_out : 0;
}
