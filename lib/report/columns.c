/*
 * mic_diag - text on a terminal.
 *
 * SPDX-License-Identifier: MIT
 */
#include "report/columns.h"

#include <string.h>

size_t columns_unwanted(const char *at)
{
    const unsigned char *c = (const unsigned char *)at;
    if (c[0] < 0x20 || c[0] == 0x7F)
        return 1;
    if (c[0] == 0xC2 && c[1] >= 0x80 && c[1] <= 0x9F)
        return 2;
    bool turns = c[0] == 0xE2 && ((c[1] == 0x80 && c[2] >= 0xA8 && c[2] <= 0xAE) || /* U+2028..U+202E */
                                  (c[1] == 0x81 && c[2] >= 0xA6 && c[2] <= 0xA9));  /* U+2066..U+2069 */
    return turns ? 3 : 0;
}

static uint32_t decode(const char *at, size_t *length)
{
    static const uint8_t masks[] = {0x7F, 0x1F, 0x0F, 0x07};
    unsigned char lead = (unsigned char)*at;
    size_t following = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    uint32_t point = lead & masks[following];
    *length = 1;
    for (; following > 0 && ((unsigned char)at[*length] & 0xC0) == 0x80; --following, ++*length)
        point = point << 6 | ((unsigned char)at[*length] & 0x3Fu);
    return point;
}

/* Unicode's East Asian Width (W, F) and the marks without a width, in ranges as terminals take them. */
static const struct {
    uint32_t first, last;
    uint8_t columns;
} widths[] = {
    {0x0300, 0x036F, 0},   {0x0483, 0x0489, 0},   {0x0591, 0x05BD, 0},   {0x0610, 0x061A, 0},
    {0x064B, 0x065F, 0},   {0x0E34, 0x0E3A, 0},   {0x0E47, 0x0E4E, 0},   {0x1100, 0x115F, 2},
    {0x1AB0, 0x1AFF, 0},   {0x1DC0, 0x1DFF, 0},   {0x200B, 0x200F, 0},   {0x20D0, 0x20FF, 0},
    {0x2E80, 0x303E, 2},   {0x3041, 0xA4CF, 2},   {0xAC00, 0xD7A3, 2},   {0xF900, 0xFAFF, 2},
    {0xFE00, 0xFE0F, 0},   {0xFE20, 0xFE2F, 0},   {0xFE30, 0xFE6F, 2},   {0xFF01, 0xFF60, 2},
    {0xFFE0, 0xFFE6, 2},   {0x1F300, 0x1F64F, 2}, {0x1F680, 0x1F6FF, 2}, {0x1F900, 0x1FAFF, 2},
    {0x20000, 0x3FFFD, 2},
};

uint32_t columns_of(const char *at, size_t *length)
{
    uint32_t point = decode(at, length);
    for (size_t i = 0; i < sizeof widths / sizeof *widths && point >= widths[i].first; ++i)
        if (point <= widths[i].last)
            return widths[i].columns;
    return 1;
}

/* What ends a word: a blank, or a character that is shown as one. */
static size_t blank(const char *at)
{
    if (*at == '\0')
        return 0;
    return *at == ' ' ? 1 : columns_unwanted(at);
}

static uint32_t width_of(const char *text, size_t length)
{
    uint32_t width = 0;
    for (size_t i = 0, bytes; i < length; i += bytes)
        width += columns_of(text + i, &bytes);
    return width;
}

typedef struct {
    buffer *out;
    uint32_t indent, column;
    bool fresh; /* nothing but the indent is on the line */
} line;

static void next_line(line *l)
{
    buffer_add_char(l->out, '\n');
    for (uint32_t i = 0; i < l->indent; ++i)
        buffer_add_char(l->out, ' ');
    l->column = l->indent;
    l->fresh = true;
}

static void add_word(line *l, const char *word, size_t length)
{
    uint32_t width = width_of(word, length);
    if (!l->fresh && l->column + 1 + width > COLUMNS_MAX)
        next_line(l);
    if (!l->fresh) {
        buffer_add_char(l->out, ' ');
        ++l->column;
    }
    l->fresh = false;
    for (size_t i = 0, bytes; i < length; i += bytes) {
        uint32_t columns = columns_of(word + i, &bytes);
        if (l->column + columns > COLUMNS_MAX)
            next_line(l);
        buffer_add_bytes(l->out, word + i, bytes);
        l->column += columns;
    }
    l->fresh = false;
}

void columns_add(buffer *out, const char *first, uint32_t indent, const char *text)
{
    line l = {out, indent, width_of(first, strlen(first)), true};
    buffer_add(out, first);
    while (*text != '\0') {
        size_t length = 0, skipped = blank(text);
        if (skipped > 0) {
            text += skipped;
            continue;
        }
        while (text[length] != '\0' && blank(text + length) == 0)
            ++length;
        add_word(&l, text, length);
        text += length;
    }
    buffer_add_char(out, '\n');
}
