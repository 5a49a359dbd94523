/*
 * mic_diag - JSON text that grows while it is written.
 *
 * SPDX-License-Identifier: MIT
 */
#include "facts/json_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 4096, NUMBER_BYTES = 48 };

static bool reserve(json_text *out, size_t more)
{
    if (out->failed)
        return false;
    if (out->room - out->length >= more)
        return true;
    size_t room = out->room == 0 ? ROOM_FIRST : out->room;
    while (room - out->length < more) {
        if (room > SIZE_MAX / 2) {
            out->failed = true;
            return false;
        }
        room *= 2;
    }
    char *bytes = realloc(out->bytes, room);
    if (bytes == NULL) {
        out->failed = true;
        return false;
    }
    out->bytes = bytes;
    out->room = room;
    return true;
}

void json_text_raw(json_text *out, const char *bytes, size_t length)
{
    if (!reserve(out, length))
        return;
    memcpy(out->bytes + out->length, bytes, length);
    out->length += length;
}

void json_text_plain(json_text *out, const char *text)
{
    json_text_raw(out, text, strlen(text));
}

static void escape(json_text *out, unsigned char c)
{
    char text[8];
    snprintf(text, sizeof text, c < 0x20 ? "\\u%04x" : "\\%c", (unsigned)c);
    json_text_plain(out, text);
}

void json_text_string(json_text *out, const char *text)
{
    const char *from = text;
    json_text_raw(out, "\"", 1);
    for (; *text != '\0'; ++text) {
        unsigned char c = (unsigned char)*text;
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        json_text_raw(out, from, (size_t)(text - from));
        escape(out, c);
        from = text + 1;
    }
    json_text_raw(out, from, (size_t)(text - from));
    json_text_raw(out, "\"", 1);
}

void json_text_separate(json_text *out)
{
    char last = out->length == 0 ? '[' : out->bytes[out->length - 1];
    if (last != '{' && last != '[')
        json_text_raw(out, ",", 1);
}

void json_text_key(json_text *out, const char *name)
{
    json_text_separate(out);
    json_text_raw(out, "\"", 1);
    json_text_plain(out, name);
    json_text_raw(out, "\":", 2);
}

/* Writes digits backwards, ending before `end`; returns where they start. */
static char *digits(char *end, uint64_t value)
{
    do {
        *--end = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    return end;
}

void json_text_integer(json_text *out, int64_t value)
{
    char text[NUMBER_BYTES], *end = text + sizeof text;
    char *start = digits(end, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
    if (value < 0)
        *--start = '-';
    json_text_raw(out, start, (size_t)(end - start));
}

/*
 * A number of at most six decimals, as nearly all are: when n / 10^6 is the value, so is the decimal number,
 * because both are the double nearest to the same quotient.
 */
static bool write_short(json_text *out, double value)
{
    enum { DECIMALS = 6 };
    const double scale = 1e6, limit = 1e9; /* n stays below 2^53 */
    char text[NUMBER_BYTES], *end = text + sizeof text, *start = end;
    double magnitude = fabs(value);
    if (!(magnitude < limit))
        return false;
    double n = nearbyint(magnitude * scale);
    if (n / scale != magnitude)
        return false;
    uint64_t all = (uint64_t)n, whole = all / 1000000, part = all % 1000000;
    for (int i = 0; i < DECIMALS; ++i) {
        *--start = (char)('0' + part % 10);
        part /= 10;
    }
    while (end - start > 1 && end[-1] == '0')
        --end;
    *--start = '.';
    start = digits(start, whole);
    if (value < 0)
        *--start = '-';
    json_text_raw(out, start, (size_t)(end - start));
    return true;
}

void json_text_real(json_text *out, double value)
{
    char text[NUMBER_BYTES];
    if (write_short(out, value))
        return;
    /* 17 significant digits tell all doubles apart; often 16 do. */
    snprintf(text, sizeof text, "%.16g", value);
    if (strtod(text, NULL) != value)
        snprintf(text, sizeof text, "%.17g", value);
    /* What is no digit, sign or exponent is the locale's decimal separator, of one byte or more. */
    size_t whole = strspn(text, "+-0123456789");
    size_t separator = strcspn(text + whole, "+-0123456789e");
    json_text_raw(out, text, whole);
    if (separator > 0)
        json_text_raw(out, ".", 1);
    else if (text[whole] == '\0')
        json_text_raw(out, ".0", 2);
    json_text_plain(out, text + whole + separator);
}
