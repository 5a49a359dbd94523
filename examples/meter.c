/*
 * mic_diag - example: meter. A monitor records in the background; its level is asked for whenever it is
 * drawn. Run it as it is, or with a scenario in place of this computer: meter healthy
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>

#include "mic_diag.h"

enum { PICTURES = 60, PICTURE_MS = 50 };

static void draw(const mic_diag_levels *levels)
{
    char bar[31] = "..............................";
    for (int i = 0; i < 30; ++i) {
        if (levels->frames > 0 && levels->rms_dbfs > -60.0F + 2.0F * (float)i) {
            bar[i] = '#';
        }
    }
    printf("\r%s %7.1f dBFS %s", bar, (double)levels->rms_dbfs, levels->speech_now > 0 ? "speech" : "      ");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    mic_diag_context *ctx = NULL;
    mic_diag_monitor *monitor = NULL;
    mic_diag_report *report = NULL;
    mic_diag_result result = argc > 1 ? mic_diag_context_create_simulated("example", &ctx)
                                      : mic_diag_context_create("example", &ctx);
    if (result == MIC_DIAG_OK && argc > 1) {
        result = mic_diag_simulate(ctx, argv[1]);
    }
    if (result == MIC_DIAG_OK) {
        result = mic_diag_monitor_open(ctx, NULL, &monitor); /* NULL: the default microphone */
    }
    mic_diag_monitor_state state = mic_diag_monitor_get_state(monitor);
    for (int i = 0; result == MIC_DIAG_OK && i < PICTURES; ++i) {
        mic_diag_levels levels;
        mic_diag_levels_init(&levels, sizeof levels);
        mic_diag_monitor_levels(monitor, &levels);
        draw(&levels);
        /* A program of your own draws when it likes; here, waiting for an event is the pause between two. */
        mic_diag_event event;
        mic_diag_event_init(&event, sizeof event);
        mic_diag_next_event(ctx, PICTURE_MS, &event);
        state = mic_diag_monitor_get_state(monitor);
        if (state == MIC_DIAG_MONITOR_REFUSED || state == MIC_DIAG_MONITOR_LOST) {
            break;
        }
    }
    if (result == MIC_DIAG_OK && mic_diag_monitor_report(monitor, &report) == MIC_DIAG_OK) {
        printf("\n%s: %s\n", mic_diag_name("monitor_state", state), mic_diag_report_summary(report));
    } else {
        printf("\n%s\n", mic_diag_result_text(result));
    }
    mic_diag_report_free(report);
    mic_diag_monitor_free(monitor); /* before its context */
    mic_diag_context_free(ctx);
    return result == MIC_DIAG_OK ? 0 : 1;
}
