/*
 * mic_diag - the line that a running diagnosis shows: its step, then "Please speak" with time and level.
 *
 * SPDX-License-Identifier: MIT
 */
#include "listening_line.h"

#include <string.h>

#include "display_text.h"
#include "level_meter.h"

void listening_line_init(struct listening_line *line)
{
    memset(line, 0, sizeof *line);
}

void listening_line_event(struct listening_line *line, const mic_diag_event *event, int64_t now_ms)
{
    if (event->type == MIC_DIAG_EVENT_PROGRESS) {
        snprintf(line->step, sizeof line->step, "%s", event->text);
        line->percent = event->value;
    } else if (event->type == MIC_DIAG_EVENT_SPEAK) {
        line->speak = true;
        line->speak_until_ms = now_ms + event->value;
    }
}

/* The step as it may be shown: no control characters, not wider than there is room. */
static void copy_step(const struct terminal *terminal, const char *step, unsigned columns, char *out,
                      size_t size)
{
    size_t used = 0, bytes;
    unsigned taken = 0;
    uint32_t code_point;
    while ((bytes = display_text_next(step, &code_point)) != 0 && used + bytes < size) {
        taken += display_text_columns_of(code_point);
        if (taken > columns) {
            break;
        }
        bool plain = code_point != 0xFFFD && !display_text_is_unsafe(code_point) &&
                     (terminal->utf8 || code_point < 0x80);
        memcpy(out + used, plain ? step : "?", plain ? bytes : 1);
        used += plain ? bytes : 1;
        step += bytes;
    }
    out[used] = '\0';
    if (out[0] >= 'a' && out[0] <= 'z') {
        out[0] = (char)(out[0] - 'a' + 'A');
    }
}

void listening_line_draw(struct listening_line *line, struct terminal *terminal,
                         const mic_diag_levels *levels, int64_t now_ms)
{
    char text[LEVEL_METER_BYTES + 128];
    unsigned width = terminal_width(terminal);
    if (!terminal->can_redraw) {
        if (line->speak && !line->asked) {
            fprintf(terminal->stream, "Please speak.\n");
            fflush(terminal->stream);
            line->asked = true;
        }
        return;
    }
    if (!line->speak) {
        char step[sizeof line->step];
        if (line->step[0] == '\0' || width < 12) {
            return;
        }
        copy_step(terminal, line->step, width - 8, step, sizeof step);
        snprintf(text, sizeof text, "%s %d %%", step, (int)line->percent);
        terminal_draw(terminal, text);
        return;
    }
    /* "Please speak  12 s  100 %  [bar] -23 dBFS speech": what does not fit is left out from the right. */
    int64_t left_ms = line->speak_until_ms > now_ms ? line->speak_until_ms - now_ms : 0;
    int seconds = (int)((left_ms + 999) / 1000);
    if (width < 16) {
        terminal_draw(terminal, width > 12 ? "Please speak" : "");
    } else if (width < 48) {
        snprintf(text, sizeof text, "Please speak %d s", seconds);
        terminal_draw(terminal, text);
    } else {
        char meter[LEVEL_METER_BYTES];
        unsigned bar = width - 44 < 30 ? width - 44 : 30;
        level_meter_format(terminal, levels, bar, meter, sizeof meter);
        snprintf(text, sizeof text, "Please speak %3d s %3d %% %s", seconds, (int)line->percent, meter);
        terminal_draw(terminal, text);
    }
}
