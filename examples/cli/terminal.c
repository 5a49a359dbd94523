/*
 * mic_diag - what a stream can show: width, colours, UTF-8, a line that is drawn again and again.
 *
 * SPDX-License-Identifier: MIT
 */
#define _POSIX_C_SOURCE 200809L
#include "terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "display_text.h"

void terminal_init(void)
{
    setlocale(LC_CTYPE, ""); /* only the encoding: numbers stay as they are in JSON */
}

void terminal_open(struct terminal *terminal, FILE *stream)
{
    const char *type = getenv("TERM");
    const char *no_colour = getenv("NO_COLOR");
    memset(terminal, 0, sizeof *terminal);
    terminal->stream = stream;
    terminal->is_terminal = isatty(fileno(stream)) == 1;
    terminal->can_redraw =
        terminal->is_terminal && type != NULL && type[0] != '\0' && strcmp(type, "dumb") != 0;
    terminal->colours = terminal->can_redraw && (no_colour == NULL || no_colour[0] == '\0');
    terminal->utf8 = !terminal->is_terminal || strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

unsigned terminal_width(const struct terminal *terminal)
{
    struct winsize size;
    if (ioctl(fileno(terminal->stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col;
    }
    const char *columns = getenv("COLUMNS");
    long width = columns != NULL ? strtol(columns, NULL, 10) : 0;
    return width > 0 && width < 10000 ? (unsigned)width : 80;
}

/* One character, or what stands for it; gives the columns it takes. */
static unsigned write_character(const struct terminal *terminal, const char *bytes, size_t length,
                                uint32_t code_point)
{
    if (display_text_is_unsafe(code_point) || code_point == 0xFFFD) {
        fputs(terminal->utf8 ? "\xEF\xBF\xBD" : "?", terminal->stream);
        return 1;
    }
    if (!terminal->utf8 && code_point >= 0x80) {
        unsigned columns = display_text_columns_of(code_point);
        if (columns > 0) {
            fputc('?', terminal->stream);
        }
        return columns > 0 ? 1 : 0;
    }
    fwrite(bytes, 1, length, terminal->stream);
    return display_text_columns_of(code_point);
}

static void write_all(const struct terminal *terminal, const char *text, bool keep_line_breaks)
{
    uint32_t code_point;
    size_t bytes;
    while ((bytes = display_text_next(text, &code_point)) != 0) {
        if (keep_line_breaks && code_point == '\n') {
            fputc('\n', terminal->stream);
        } else {
            write_character(terminal, text, bytes, code_point);
        }
        text += bytes;
    }
}

void terminal_write_line(const struct terminal *terminal, const char *text)
{
    write_all(terminal, text, false);
}

void terminal_write_text(const struct terminal *terminal, const char *text)
{
    write_all(terminal, text, true);
}

void terminal_write_cell(const struct terminal *terminal, const char *text, unsigned columns)
{
    const char *ellipsis = terminal->utf8 ? "\xE2\x80\xA6" : "~";
    bool cut = display_text_columns(text) > columns;
    unsigned room = cut && columns > 0 ? columns - 1 : columns, used = 0;
    uint32_t code_point;
    size_t bytes;
    while ((bytes = display_text_next(text, &code_point)) != 0 &&
           used + display_text_columns_of(code_point) <= room) {
        used += write_character(terminal, text, bytes, code_point);
        text += bytes;
    }
    if (cut && columns > 0) {
        fputs(ellipsis, terminal->stream);
        ++used;
    }
    for (; used < columns; ++used) {
        fputc(' ', terminal->stream);
    }
}

const char *terminal_colour(const struct terminal *terminal, enum terminal_colour colour)
{
    static const char *const sequences[] = {"\033[0m", "\033[32m", "\033[33m", "\033[31m", "\033[2m"};
    return terminal->colours ? sequences[colour] : "";
}

void terminal_draw(struct terminal *terminal, const char *line)
{
    if (terminal->can_redraw) {
        /* One write for a frame, so that it never shows half. */
        fprintf(terminal->stream, "\r%s\033[K", line);
        fflush(terminal->stream);
        terminal->dirty = true;
    }
}

void terminal_clear(struct terminal *terminal)
{
    if (terminal->dirty) {
        fputs("\r\033[K", terminal->stream);
        fflush(terminal->stream);
        terminal->dirty = false;
    }
}

int64_t terminal_clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
