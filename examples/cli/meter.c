/*
 * mic_diag - mic-diag meter: shows the level of a microphone.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>

#include "commands.h"
#include "interrupt.h"
#include "level_meter.h"
#include "message.h"
#include "mic_diag.h"
#include "session.h"
#include "terminal.h"

enum { FRAME_MS = 50, LINE_MS = 1000 };

static void draw(struct terminal *terminal, const mic_diag_levels *levels, mic_diag_monitor_state state)
{
    char text[LEVEL_METER_BYTES];
    unsigned width = terminal_width(terminal);
    if (state == MIC_DIAG_MONITOR_STARTING) {
        terminal_draw(terminal, "Opening the microphone");
    } else if (state == MIC_DIAG_MONITOR_STALLED) {
        terminal_draw(terminal, width > 32 ? "No sound arrives any more" : "");
    } else {
        level_meter_format(terminal, levels, width > 30 ? width - 24 : 4, text, sizeof text);
        terminal_draw(terminal, width > 30 ? text : "");
    }
}

static void write_figures(const mic_diag_levels *levels, mic_diag_monitor_state state, int64_t elapsed_ms)
{
    printf("%7.1f s  %-8s  level %6.1f dBFS  peak %6.1f dBFS%s\n", (double)elapsed_ms / 1000.0,
           mic_diag_name("monitor_state", state), (double)levels->rms_dbfs, (double)levels->peak_dbfs,
           levels->speech_now > 0.5F ? "  speech" : "");
    fflush(stdout);
}

/* Until the time is over, somebody interrupts, or the microphone is gone. */
static mic_diag_monitor_state show(mic_diag_context *ctx, const mic_diag_monitor *monitor, uint32_t for_ms)
{
    struct terminal terminal;
    terminal_open(&terminal, stdout);
    int64_t start = terminal_clock_ms(), now = start, next = start;
    mic_diag_monitor_state state = mic_diag_monitor_get_state(monitor);
    while (interrupt_signal() == 0 && state != MIC_DIAG_MONITOR_LOST && state != MIC_DIAG_MONITOR_REFUSED &&
           (for_ms == 0 || now - start < for_ms) && !ferror(stdout)) {
        mic_diag_event event;
        mic_diag_event_init(&event, sizeof event);
        int64_t until = next < now + FRAME_MS ? next : now + FRAME_MS;
        if (mic_diag_next_event(ctx, until > now ? (uint32_t)(until - now) : 0, &event) < 0) {
            break;
        }
        now = terminal_clock_ms();
        state = mic_diag_monitor_get_state(monitor);
        if (now >= next) {
            mic_diag_levels levels;
            mic_diag_levels_init(&levels, sizeof levels);
            mic_diag_monitor_levels(monitor, &levels);
            if (terminal.can_redraw) {
                draw(&terminal, &levels, state);
            } else if (levels.frames > 0 || state == MIC_DIAG_MONITOR_STALLED) {
                write_figures(&levels, state, now - start);
            }
            next = now + (terminal.can_redraw || levels.frames == 0 ? FRAME_MS : LINE_MS);
        }
    }
    terminal_clear(&terminal);
    return state;
}

int command_meter(const struct options *options)
{
    mic_diag_context *ctx = session_open(options);
    if (ctx == NULL) {
        return STATUS_ERROR;
    }
    int status = STATUS_ERROR;
    mic_diag_monitor *monitor = NULL;
    mic_diag_report *report = NULL;
    mic_diag_result result = mic_diag_monitor_open(ctx, options->device_id, &monitor);
    if (result != MIC_DIAG_OK) {
        message_result("cannot open the microphone", result, ctx);
        mic_diag_context_free(ctx);
        return STATUS_ERROR;
    }
    interrupt_catch();
    mic_diag_monitor_state state = show(ctx, monitor, options->seconds_ms);
    result = mic_diag_monitor_report(monitor, &report);
    const char *summary = mic_diag_report_summary(report);
    if (state == MIC_DIAG_MONITOR_LOST || state == MIC_DIAG_MONITOR_REFUSED) {
        message_error("the microphone %s: %s",
                      state == MIC_DIAG_MONITOR_LOST ? "was lost" : "could not be opened",
                      result == MIC_DIAG_OK ? summary : mic_diag_result_text(result));
    } else if (result != MIC_DIAG_OK && result != MIC_DIAG_ERROR_BUSY) {
        message_result("cannot judge what was heard", result, ctx);
    } else {
        struct terminal terminal;
        terminal_open(&terminal, stdout);
        terminal_write_line(&terminal, summary);
        fputc('\n', stdout);
        status = STATUS_WORKS;
    }
    mic_diag_report_free(report);
    mic_diag_monitor_free(monitor);
    mic_diag_context_free(ctx);
    return status;
}
