/*
 * mic_diag - what a stream can show: width, colours, UTF-8, a line that is drawn again and again.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct terminal {
    FILE *stream;
    bool is_terminal;
    bool can_redraw; /* a terminal that understands control sequences */
    bool colours;    /* can_redraw, and NO_COLOR is not set */
    bool utf8;       /* not a terminal, or one whose locale is UTF-8 */
    bool dirty;      /* a line was drawn and not cleared */
};

enum terminal_colour { COLOUR_NONE, COLOUR_GREEN, COLOUR_YELLOW, COLOUR_RED, COLOUR_DIM };

/** Once, before anything else: reads the locale. */
void terminal_init(void);
/** Looks at what a stream is. */
void terminal_open(struct terminal *terminal, FILE *stream);
/** Columns now; 80 when unknown. */
unsigned terminal_width(const struct terminal *terminal);

/** Writes text on one line: what would control the terminal, line breaks too, is replaced. */
void terminal_write_line(const struct terminal *terminal, const char *text);
/** The same, keeping line breaks. */
void terminal_write_text(const struct terminal *terminal, const char *text);
/** One line of exactly `columns`: cut with an ellipsis, or padded with blanks. */
void terminal_write_cell(const struct terminal *terminal, const char *text, unsigned columns);

/** The sequence that starts a colour, or ends it (COLOUR_NONE); "" on a stream without colours. */
const char *terminal_colour(const struct terminal *terminal, enum terminal_colour colour);

/** Shows a line in place of the one drawn before. Nothing unless can_redraw. */
void terminal_draw(struct terminal *terminal, const char *line);
/** Takes the drawn line away. */
void terminal_clear(struct terminal *terminal);

/** Monotonic clock in ms, for drawing at a steady pace. */
int64_t terminal_clock_ms(void);

#endif
