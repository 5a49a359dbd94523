/*
 * mic_diag - mic-diag diagnose: says whether the microphone works, and if not, why.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>

#include "commands.h"
#include "fixes.h"
#include "interrupt.h"
#include "listening_line.h"
#include "message.h"
#include "mic_diag.h"
#include "session.h"
#include "terminal.h"

enum { FRAME_MS = 50 }; /* 20 pictures a second */

/* A diagnosis in the background, with its progress and the meter on a terminal. */
static mic_diag_result diagnose_visibly(mic_diag_context *ctx, const mic_diag_options *how,
                                        struct terminal *terminal, mic_diag_report **out)
{
    struct listening_line line;
    mic_diag_levels levels, latest;
    listening_line_init(&line);
    mic_diag_levels_init(&levels, sizeof levels);
    int32_t run = mic_diag_diagnose_start(ctx, how);
    if (run < 0) {
        return run;
    }
    mic_diag_result result = MIC_DIAG_ERROR_BUSY;
    int64_t next_frame = 0;
    while (result == MIC_DIAG_ERROR_BUSY) {
        mic_diag_event event;
        mic_diag_event_init(&event, sizeof event);
        int64_t now = terminal_clock_ms();
        int32_t got = mic_diag_next_event(ctx, next_frame > now ? (uint32_t)(next_frame - now) : 0, &event);
        now = terminal_clock_ms();
        if (interrupt_signal() != 0) {
            mic_diag_cancel(ctx);
            result = MIC_DIAG_ERROR_CANCELLED;
        } else if (got < 0) {
            result = got;
        } else if (got == 1 && (event.type == MIC_DIAG_EVENT_OVERFLOW ||
                                (event.type == MIC_DIAG_EVENT_REPORT && event.run == run))) {
            /* after an overflow the event with the report may be among the lost ones */
            result = mic_diag_diagnose_take(ctx, out);
        } else if (got == 1 && event.run == run) {
            listening_line_event(&line, &event, now);
        }
        if (now >= next_frame) {
            mic_diag_levels_init(&latest, sizeof latest);
            mic_diag_diagnose_levels(ctx, &latest);
            levels = latest.frames > 0 ? latest : levels; /* none any more once listening is over */
            listening_line_draw(&line, terminal, &levels, now);
            next_frame = now + FRAME_MS;
        }
    }
    terminal_clear(terminal);
    return result;
}

static mic_diag_report *diagnose(mic_diag_context *ctx, const struct options *options)
{
    struct terminal terminal;
    mic_diag_options how;
    mic_diag_report *report = NULL;
    mic_diag_result result;
    mic_diag_options_init(&how, sizeof how);
    how.device_id = options->device_id;
    if (options->listen_given) {
        how.listen_ms = options->listen_ms;
    }
    if (options->timeout_ms != 0) {
        how.timeout_ms = options->timeout_ms;
    } else if (how.listen_ms > 6000) {
        how.timeout_ms += how.listen_ms - 6000; /* the same room for everything else */
    }
    terminal_open(&terminal, stderr);
    bool visibly = terminal.is_terminal && how.listen_ms > 0;
    if (visibly || options->prompted) {
        mic_diag_context_tell(ctx, "prompted", "yes");
    }
    if (visibly) {
        interrupt_catch();
        result = diagnose_visibly(ctx, &how, &terminal, &report);
    } else {
        result =
            mic_diag_diagnose(ctx, &how, &report); /* nothing to show: no events, and Ctrl-C just ends us */
    }
    if (result != MIC_DIAG_OK && interrupt_signal() == 0) {
        message_result("diagnosis failed", result, ctx);
    }
    return result == MIC_DIAG_OK ? report : NULL;
}

static void write_report(const mic_diag_report *report, const struct options *options)
{
    uint32_t flags = options->redact ? MIC_DIAG_REDACT : 0;
    if (options->json) {
        puts(mic_diag_report_json(report, flags));
    } else {
        struct terminal terminal;
        terminal_open(&terminal, stdout);
        terminal_write_text(&terminal, mic_diag_report_text(report, flags));
    }
    fflush(stdout);
}

static int status_of(const mic_diag_report *report)
{
    switch (mic_diag_report_verdict(report)) {
    case MIC_DIAG_VERDICT_WORKS:
        return STATUS_WORKS;
    case MIC_DIAG_VERDICT_WORKS_BADLY:
    case MIC_DIAG_VERDICT_BROKEN:
        return STATUS_WRONG;
    default:
        return STATUS_UNSURE;
    }
}

int command_diagnose(const struct options *options)
{
    mic_diag_context *ctx = session_open(options);
    if (ctx == NULL) {
        return STATUS_ERROR;
    }
    int status = STATUS_ERROR;
    mic_diag_result result = MIC_DIAG_OK;
    if (options->simulate_count > 0 && !options->real_time) {
        result = mic_diag_simulate(ctx, "advance auto");
        if (result != MIC_DIAG_OK) {
            message_result("simulation", result, ctx);
        }
    }
    mic_diag_report *report = result == MIC_DIAG_OK ? diagnose(ctx, options) : NULL;
    if (report != NULL && options->fix) {
        if (!options->json) {
            write_report(report, options);
        }
        if (fixes_offer(ctx, report, options->yes) > 0) {
            mic_diag_report_free(report);
            report = diagnose(ctx, options);
            if (report != NULL) {
                write_report(report, options);
            }
        } else if (options->json) {
            write_report(report, options);
        }
    } else if (report != NULL) {
        write_report(report, options);
    }
    if (report != NULL) {
        status = interrupt_signal() != 0 ? STATUS_ERROR : status_of(report);
    }
    mic_diag_report_free(report);
    mic_diag_context_free(ctx);
    return status;
}
