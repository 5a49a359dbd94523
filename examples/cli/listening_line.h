/*
 * mic_diag - the line that a running diagnosis shows: its step, then "Please speak" with time and level.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CLI_LISTENING_LINE_H
#define CLI_LISTENING_LINE_H

#include "mic_diag.h"
#include "terminal.h"

struct listening_line {
    char step[96];
    int32_t percent;
    bool speak;
    bool asked; /* on a terminal that cannot redraw: the plain line was written */
    int64_t speak_until_ms;
};

void listening_line_init(struct listening_line *line);
/** Takes MIC_DIAG_EVENT_PROGRESS and MIC_DIAG_EVENT_SPEAK; others are left alone. */
void listening_line_event(struct listening_line *line, const mic_diag_event *event, int64_t now_ms);
/** Draws it at its present state; on a terminal that cannot redraw it asks once for speech. */
void listening_line_draw(struct listening_line *line, struct terminal *terminal,
                         const mic_diag_levels *levels, int64_t now_ms);

#endif
