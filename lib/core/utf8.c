/*
 * mic_diag - UTF-8: is it valid, and a bounded copy that always is.
 *
 * SPDX-License-Identifier: MIT
 */
#include "core/utf8.h"

#include <stdint.h>
#include <string.h>

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

/*
 * Looks at the character at the start of `length` > 0 bytes. Returns how many bytes it takes; `*valid` false:
 * they are a maximal invalid part (Unicode 3.9, "maximal subpart"), at least one byte.
 */
static size_t character_length(const unsigned char *text, size_t length, bool *valid)
{
    unsigned char first = text[0], low = 0x80, high = 0xBF;
    size_t need;
    *valid = false;
    if (first < 0x80) {
        *valid = first != 0;
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF)
        need = 2;
    else if (first >= 0xE0 && first <= 0xEF)
        need = 3;
    else if (first >= 0xF0 && first <= 0xF4)
        need = 4;
    else
        return 1;
    /* The second byte's range keeps out overlong forms, surrogates and what is beyond U+10FFFF. */
    if (first == 0xE0)
        low = 0xA0;
    else if (first == 0xED)
        high = 0x9F;
    else if (first == 0xF0)
        low = 0x90;
    else if (first == 0xF4)
        high = 0x8F;
    for (size_t i = 1; i < need; ++i) {
        if (i >= length || text[i] < low || text[i] > high)
            return i;
        low = 0x80;
        high = 0xBF;
    }
    *valid = true;
    return need;
}

bool utf8_valid(const char *text, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t at = 0;
    while (at < length) {
        bool valid;
        if (length - at >= 8) { /* eight bytes of plain ASCII at once: by far the usual text */
            uint64_t word;
            memcpy(&word, bytes + at, sizeof word);
            bool ascii = (word & UINT64_C(0x8080808080808080)) == 0;
            bool zero = ((word - UINT64_C(0x0101010101010101)) & UINT64_C(0x8080808080808080)) != 0;
            if (ascii && !zero) {
                at += 8;
                continue;
            }
        }
        at += character_length(bytes + at, length - at, &valid);
        if (!valid)
            return false;
    }
    return true;
}

size_t utf8_repair(char *out, size_t out_size, const char *text, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t at = 0, written = 0;
    if (out_size == 0)
        return 0;
    while (at < length) {
        bool valid;
        size_t taken = character_length(bytes + at, length - at, &valid);
        const char *from = valid ? text + at : replacement;
        size_t size = valid ? taken : sizeof replacement - 1;
        if (size > out_size - 1 - written)
            break;
        memcpy(out + written, from, size);
        written += size;
        at += taken;
    }
    out[written] = '\0';
    return written;
}

bool utf8_valid_text(const char *text, size_t limit)
{
    size_t length = 0;
    while (text && length < limit && text[length]) {
        length++;
    }
    return text && length < limit && utf8_valid(text, length);
}
