/*
 * mic_diag - how many columns a text takes on a terminal, and which characters must not reach one.
 *
 * SPDX-License-Identifier: MIT
 */
#include "display_text.h"

#include <string.h>

struct range {
    uint32_t first, last;
};

/* The blocks of Unicode's East_Asian_Width W and F that names of devices are written in. */
static const struct range wide[] = {
    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};
/* Marks that stand on the character before them. */
static const struct range combining[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489},   {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F},
    {0x0670, 0x0670}, {0x093C, 0x093C},   {0x0941, 0x0948}, {0x094D, 0x094D}, {0x0E31, 0x0E31},
    {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E},   {0x200B, 0x200D}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF},
};
static const struct range unsafe[] = {
    {0x0000, 0x001F}, {0x007F, 0x009F}, {0x061C, 0x061C}, {0x200E, 0x200F},
    {0x2028, 0x202E}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF},
};

static bool in_ranges(const struct range *ranges, size_t count, uint32_t code_point)
{
    for (size_t i = 0; i < count; ++i) {
        if (code_point >= ranges[i].first && code_point <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

size_t display_text_next(const char *text, uint32_t *code_point)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t length = s[0] < 0x80 ? 1 : s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (s[0] == 0) {
        *code_point = 0;
        return 0;
    }
    if (length == 1) {
        *code_point = s[0];
        return 1;
    }
    uint32_t value = s[0] & (0xFFU >> (length + 1));
    bool valid = s[0] >= 0xC2 && s[0] <= 0xF4;
    for (size_t i = 1; valid && i < length; ++i) {
        valid = (s[i] & 0xC0) == 0x80; /* also stops at the NUL */
        value = value << 6 | (s[i] & 0x3FU);
    }
    valid = valid && value >= least[length] && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
    *code_point = valid ? value : 0xFFFD;
    return valid ? length : 1;
}

unsigned display_text_columns_of(uint32_t code_point)
{
    if (code_point < 0x300) {
        return 1;
    }
    if (in_ranges(combining, sizeof combining / sizeof combining[0], code_point)) {
        return 0;
    }
    return in_ranges(wide, sizeof wide / sizeof wide[0], code_point) ? 2 : 1;
}

unsigned display_text_columns(const char *text)
{
    unsigned columns = 0;
    uint32_t code_point;
    size_t bytes;
    while ((bytes = display_text_next(text, &code_point)) != 0) {
        columns += display_text_columns_of(code_point);
        text += bytes;
    }
    return columns;
}

bool display_text_is_unsafe(uint32_t code_point)
{
    return in_ranges(unsafe, sizeof unsafe / sizeof unsafe[0], code_point);
}
