/*
 * mic_diag - example: launcher_loop. A program's own event loop: nothing blocks, progress and level are
 * shown, and fixes are buttons. "Buttons" are pressed by typing their number and Enter. Or with a scenario:
 *     launcher_loop volume.muted
 *
 * SPDX-License-Identifier: MIT
 */
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "mic_diag.h"

static void show_buttons(const mic_diag_report *report, char keys[9][8200], unsigned *count)
{
    printf("\n%s\n", mic_diag_report_summary(report));
    *count = 0;
    for (uint32_t i = 0; i < mic_diag_report_finding_count(report); ++i) {
        const mic_diag_finding *finding = mic_diag_report_finding(report, i);
        for (uint32_t k = 0; k < mic_diag_finding_fix_count(finding) && *count < 9; ++k) {
            const mic_diag_fix *fix = mic_diag_finding_fix(finding, k);
            if (mic_diag_fix_get_kind(fix) == MIC_DIAG_FIX_CHANGE) {
                snprintf(keys[*count], 8200, "%s", mic_diag_fix_key(fix)); /* outlives the report */
                printf("[%u] %s\n", ++*count, mic_diag_fix_title(fix));
            }
        }
    }
}

int main(int argc, char **argv)
{
    static char keys[9][8200];
    unsigned buttons = 0;
    char line[16];
    mic_diag_context *ctx = NULL;
    mic_diag_result result = argc > 1 ? mic_diag_context_create_simulated("example", &ctx)
                                      : mic_diag_context_create("example", &ctx);
    if (result == MIC_DIAG_OK && argc > 1) {
        result = mic_diag_simulate(ctx, argv[1]);
    }
    bool done = result != MIC_DIAG_OK || mic_diag_diagnose_start(ctx, NULL) < 0;
    struct pollfd sources[2] = {{(int)mic_diag_event_handle(ctx), POLLIN, 0}, {0, POLLIN, 0}};
    while (!done) {
        mic_diag_event event;
        mic_diag_levels levels;
        mic_diag_report *report = NULL;
        mic_diag_event_init(&event, sizeof event);
        mic_diag_levels_init(&levels, sizeof levels);
        poll(sources, buttons > 0 ? 2 : 1,
             50); /* what a launcher's own loop does anyway, 20 times a second */
        mic_diag_diagnose_levels(ctx, &levels);
        while (!done && mic_diag_next_event(ctx, 0, &event) == 1) {
            if (event.type == MIC_DIAG_EVENT_PROGRESS) {
                printf("%3d %% %s", event.value, event.text);
                printf(levels.frames > 0 ? ", level %.0f dBFS\n" : "\n", (double)levels.rms_dbfs);
            } else if (event.type == MIC_DIAG_EVENT_SPEAK) {
                printf("Please speak.\n");
            } else if (event.type == MIC_DIAG_EVENT_FIX) {
                printf("%s\n", mic_diag_result_text(event.value));
                done = mic_diag_diagnose_start(ctx, NULL) < 0; /* and look again */
            } else if (event.type == MIC_DIAG_EVENT_REPORT) {
                done = mic_diag_diagnose_take(ctx, &report) != MIC_DIAG_OK;
                show_buttons(report, keys, &buttons);
                mic_diag_report_free(report);
                done = done || buttons == 0;
            }
        }
        if (buttons > 0 && sources[1].revents != 0) {
            unsigned long pressed = fgets(line, sizeof line, stdin) != NULL ? strtoul(line, NULL, 10) : 0;
            done = pressed < 1 || pressed > buttons || mic_diag_fix_start(ctx, keys[pressed - 1]) < 0;
            buttons = 0;
        }
    }
    mic_diag_context_free(ctx);
    return result == MIC_DIAG_OK ? 0 : 1;
}
