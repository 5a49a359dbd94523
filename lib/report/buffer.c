/*
 * mic_diag - text that grows.
 *
 * SPDX-License-Identifier: MIT
 */
#include "report/buffer.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool make_room(buffer *b, size_t more)
{
    enum { ROOM_FIRST = 256 };
    if (b->failed)
        return false;
    if (more < b->room - b->length)
        return true;
    size_t room = b->room == 0 ? ROOM_FIRST : b->room;
    while (room <= b->length + more && room <= SIZE_MAX / 4)
        room *= 2;
    char *text = room > b->length + more ? realloc(b->text, room) : NULL;
    if (text == NULL) {
        b->failed = true;
        return false;
    }
    b->text = text;
    b->room = room;
    return true;
}

void buffer_add_bytes(buffer *b, const char *bytes, size_t length)
{
    if (!make_room(b, length))
        return;
    if (length > 0)
        memcpy(b->text + b->length, bytes, length);
    b->length += length;
    b->text[b->length] = '\0';
}

void buffer_add(buffer *b, const char *text)
{
    if (text != NULL)
        buffer_add_bytes(b, text, strlen(text));
}

void buffer_add_char(buffer *b, char c)
{
    buffer_add_bytes(b, &c, 1);
}

void buffer_add_integer(buffer *b, int64_t value)
{
    char text[24];
    int length = snprintf(text, sizeof text, "%" PRId64, value);
    if (length > 0)
        buffer_add_bytes(b, text, (size_t)length);
}

void buffer_add_real(buffer *b, double value, int decimals, bool trim)
{
    /* printf's %f would take the decimal sign from the locale of the host program. */
    static const int64_t scales[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    const int decimals_max = (int)(sizeof scales / sizeof *scales) - 1;
    if (decimals < 0 || decimals > decimals_max)
        decimals = decimals_max;
    const double largest = 9e12; /* times 10^6 still fits into 64 bits */
    if (value > largest)
        value = largest;
    if (value < -largest)
        value = -largest;
    int64_t scaled = (int64_t)llround(fabs(value) * (double)scales[decimals]);
    if (value < 0.0 && scaled > 0)
        buffer_add_char(b, '-');
    buffer_add_integer(b, scaled / scales[decimals]);
    int64_t rest = scaled % scales[decimals];
    if (decimals == 0 || (trim && rest == 0))
        return;
    char digits[8] = {0};
    for (int i = decimals - 1; i >= 0; --i, rest /= 10)
        digits[i] = (char)('0' + rest % 10);
    while (trim && digits[decimals - 1] == '0')
        --decimals;
    buffer_add_char(b, '.');
    buffer_add_bytes(b, digits, (size_t)decimals);
}

char *buffer_take(buffer *b)
{
    buffer_add_bytes(b, "", 0);
    char *text = b->failed ? NULL : b->text;
    if (text == NULL)
        free(b->text);
    *b = (buffer){0};
    return text;
}

void buffer_clear(buffer *b)
{
    free(b->text);
    *b = (buffer){0};
}
