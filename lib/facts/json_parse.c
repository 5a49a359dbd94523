/*
 * mic_diag - reading JSON text into jansson's values.
 *
 * SPDX-License-Identifier: MIT
 */
#include "facts/json_parse.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "facts/facts.h"

enum { ERROR_BYTES = 256, NUMBER_BYTES_MAX = 512, SCRATCH_FIRST = 512 };

typedef struct {
    const char *text;
    size_t length;
    size_t at;
    unsigned depth;
    size_t objects;
    char *scratch; /* decoded strings: a stack, for a key waits there while its value is read */
    size_t used;
    size_t room;
    const char *problem; /* NULL on failure: memory ran out */
} parser;

static json_t *parse_value(parser *p);

static bool fail(parser *p, const char *problem)
{
    p->problem = problem;
    return false;
}

/* The next byte, or -1 at the end. */
static int peek(const parser *p)
{
    return p->at < p->length ? (unsigned char)p->text[p->at] : -1;
}

static void skip_space(parser *p)
{
    while (p->at < p->length && strchr(" \t\n\r", p->text[p->at]) != NULL && p->text[p->at] != '\0')
        ++p->at;
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

/* ---- strings ---------------------------------------------------------------------------------------- */

static bool push(parser *p, const char *bytes, size_t length)
{
    if (length == 0)
        return true;
    if (p->room - p->used < length) {
        size_t room = p->room == 0 ? SCRATCH_FIRST : p->room;
        while (room - p->used < length)
            room *= 2; /* the text is at most FACTS_JSON_BYTES_MAX long */
        char *scratch = realloc(p->scratch, room);
        if (scratch == NULL)
            return false;
        p->scratch = scratch;
        p->room = room;
    }
    memcpy(p->scratch + p->used, bytes, length);
    p->used += length;
    return true;
}

/* The four digits of \uXXXX at the present place; -1: they are none. */
static int32_t hex4(parser *p)
{
    int32_t value = 0;
    for (int i = 0; i < 4; ++i) {
        int c = peek(p), digit;
        if (is_digit(c))
            digit = c - '0';
        else if (c >= 'a' && c <= 'f')
            digit = c - 'a' + 10;
        else if (c >= 'A' && c <= 'F')
            digit = c - 'A' + 10;
        else
            return -1;
        value = value * 16 + digit;
        ++p->at;
    }
    return value;
}

static bool push_code_point(parser *p, int32_t code)
{
    char bytes[4];
    size_t count = 0;
    if (code < 0x80) {
        bytes[count++] = (char)code;
    } else if (code < 0x800) {
        bytes[count++] = (char)(0xC0 | (code >> 6));
    } else if (code < 0x10000) {
        bytes[count++] = (char)(0xE0 | (code >> 12));
        bytes[count++] = (char)(0x80 | ((code >> 6) & 0x3F));
    } else {
        bytes[count++] = (char)(0xF0 | (code >> 18));
        bytes[count++] = (char)(0x80 | ((code >> 12) & 0x3F));
        bytes[count++] = (char)(0x80 | ((code >> 6) & 0x3F));
    }
    if (code >= 0x80)
        bytes[count++] = (char)(0x80 | (code & 0x3F));
    return push(p, bytes, count);
}

static bool unicode_escape(parser *p)
{
    int32_t code = hex4(p);
    if (code < 0)
        return fail(p, "four hexadecimal digits are wanted");
    if (code == 0)
        return fail(p, "an escaped NUL is not allowed");
    if (code >= 0xD800 && code <= 0xDFFF) {
        bool pair = code < 0xDC00 && p->length - p->at >= 2 && memcmp(p->text + p->at, "\\u", 2) == 0;
        int32_t low = -1;
        if (pair) {
            p->at += 2;
            low = hex4(p);
        }
        if (low < 0xDC00 || low > 0xDFFF)
            return fail(p, "half of a surrogate pair");
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    return push_code_point(p, code);
}

/* What follows a backslash. */
static bool escape(parser *p)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    int c = peek(p);
    const char *found = c <= 0 ? NULL : strchr(letters, c);
    if (c == 'u') {
        ++p->at;
        return unicode_escape(p);
    }
    if (found == NULL)
        return fail(p, "an invalid escape");
    ++p->at;
    return push(p, &meanings[found - letters], 1);
}

/* Pushes the string that starts at a quote, with a NUL at its end. */
static bool parse_string(parser *p)
{
    ++p->at;
    for (;;) {
        size_t from = p->at;
        while (p->at < p->length && (unsigned char)p->text[p->at] >= 0x20 && p->text[p->at] != '"' &&
               p->text[p->at] != '\\')
            ++p->at;
        if (!utf8_valid(p->text + from, p->at - from)) {
            p->at = from;
            return fail(p, "a string that is not UTF-8");
        }
        if (!push(p, p->text + from, p->at - from))
            return false;
        int c = peek(p);
        if (c != '"' && c != '\\')
            return fail(p, c < 0 ? "a string without an end" : "a control character in a string");
        ++p->at;
        if (c == '"')
            return push(p, "", 1);
        if (!escape(p))
            return false;
    }
}

/* ---- numbers ---------------------------------------------------------------------------------------- */

static bool skip_digits(parser *p)
{
    if (!is_digit(peek(p)))
        return fail(p, "a digit is wanted");
    while (is_digit(peek(p)))
        ++p->at;
    return true;
}

/* strtod wants the locale's decimal separator, so it gets the one that snprintf writes. */
static json_t *real_number(parser *p, const char *digits, size_t length)
{
    char number[NUMBER_BYTES_MAX + 16], half[16];
    const char *dot = memchr(digits, '.', length);
    size_t whole = dot == NULL ? length : (size_t)(dot - digits), at = whole;
    memcpy(number, digits, whole);
    if (dot != NULL) {
        int written = snprintf(half, sizeof half, "%.1f", 0.5); /* 0 separator 5 */
        size_t separator = written > 2 && (size_t)written < sizeof half ? (size_t)written - 2 : 0;
        memcpy(number + at, half + 1, separator);
        at += separator;
        memcpy(number + at, dot + 1, length - whole - 1);
        at += length - whole - 1;
    }
    number[at] = '\0';
    double value = strtod(number, NULL);
    if (!isfinite(value)) {
        fail(p, "a number that is too large");
        return NULL;
    }
    return json_real(value);
}

static json_t *parse_number(parser *p)
{
    size_t from = p->at;
    bool real = false;
    if (peek(p) == '-')
        ++p->at;
    if (peek(p) == '0')
        ++p->at;
    else if (!skip_digits(p))
        return NULL;
    if (peek(p) == '.') {
        real = true;
        ++p->at;
        if (!skip_digits(p))
            return NULL;
    }
    if (peek(p) == 'e' || peek(p) == 'E') {
        real = true;
        ++p->at;
        if (peek(p) == '+' || peek(p) == '-')
            ++p->at;
        if (!skip_digits(p))
            return NULL;
    }
    const char *digits = p->text + from;
    size_t length = p->at - from;
    if (length > NUMBER_BYTES_MAX) {
        fail(p, "a number of too many digits");
        return NULL;
    }
    if (real)
        return real_number(p, digits, length);
    char number[NUMBER_BYTES_MAX + 1];
    memcpy(number, digits, length);
    number[length] = '\0';
    errno = 0;
    long long value = strtoll(number, NULL, 10);
    if (errno == ERANGE) {
        fail(p, "an integer beyond 64 bits");
        return NULL;
    }
    return json_integer(value);
}

/* ---- objects and lists ------------------------------------------------------------------------------ */

static bool enter(parser *p)
{
    ++p->at;
    if (++p->depth > FACTS_JSON_DEPTH_MAX)
        return fail(p, "nested deeper than 32");
    if (++p->objects > FACTS_JSON_OBJECTS_MAX)
        return fail(p, "more than 200000 objects and lists");
    return true;
}

/* After a member: true if another one follows; `*good` false if neither comma nor `close` is there. */
static bool more(parser *p, char close, bool *good)
{
    skip_space(p);
    int c = peek(p);
    *good = c == ',' || c == close;
    if (!*good)
        return fail(p, c < 0 ? "the end came too early" : "a comma or a closing bracket is wanted");
    ++p->at;
    return c == ',';
}

/* Whether the list or object is empty; its end is then taken. */
static bool closes(parser *p, char close)
{
    skip_space(p);
    if (peek(p) != close)
        return false;
    ++p->at;
    return true;
}

static bool parse_member(parser *p, json_t *object)
{
    size_t key = p->used, members = json_object_size(object);
    skip_space(p);
    if (peek(p) != '"')
        return fail(p, "a key is wanted");
    if (!parse_string(p))
        return false;
    skip_space(p);
    if (peek(p) != ':')
        return fail(p, "a colon is wanted");
    ++p->at;
    json_t *value = parse_value(p);
    if (value == NULL || json_object_set_new_nocheck(object, p->scratch + key, value) != 0)
        return false;
    p->used = key;
    return json_object_size(object) > members || fail(p, "a duplicate key");
}

static json_t *parse_object(parser *p)
{
    bool good = enter(p);
    json_t *object = good ? json_object() : NULL;
    if (object == NULL)
        return NULL;
    if (!closes(p, '}'))
        do
            good = parse_member(p, object);
        while (good && more(p, '}', &good));
    --p->depth;
    if (!good) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static json_t *parse_array(parser *p)
{
    bool good = enter(p);
    json_t *array = good ? json_array() : NULL;
    if (array == NULL)
        return NULL;
    if (!closes(p, ']'))
        do {
            json_t *value = parse_value(p);
            good = value != NULL && json_array_append_new(array, value) == 0;
        } while (good && more(p, ']', &good));
    --p->depth;
    if (!good) {
        json_decref(array);
        return NULL;
    }
    return array;
}

static json_t *parse_word(parser *p)
{
    static const char *const words[] = {"true", "false", "null"};
    for (int i = 0; i < 3; ++i) {
        size_t length = strlen(words[i]);
        if (p->length - p->at >= length && memcmp(p->text + p->at, words[i], length) == 0) {
            p->at += length;
            return i == 2 ? json_null() : json_boolean(i == 0);
        }
    }
    fail(p, p->at < p->length ? "no JSON value" : "the end came too early");
    return NULL;
}

/* At most FACTS_JSON_DEPTH_MAX deep. */
static json_t *parse_value(parser *p)
{
    skip_space(p);
    int c = peek(p);
    if (c == '{')
        return parse_object(p);
    if (c == '[')
        return parse_array(p);
    if (c == '-' || is_digit(c))
        return parse_number(p);
    if (c != '"')
        return parse_word(p);
    size_t start = p->used;
    json_t *value = NULL;
    if (parse_string(p))
        value = json_stringn_nocheck(p->scratch + start, p->used - start - 1);
    p->used = start;
    return value;
}

/* ---- the whole -------------------------------------------------------------------------------------- */

static void write_error(const parser *p, char *error, size_t error_size)
{
    char line_text[ERROR_BYTES] = "";
    unsigned line = 1, column = 1;
    if (error == NULL)
        return;
    for (size_t i = 0; i < p->at && i < p->length; ++i) {
        column = p->text[i] == '\n' ? 1 : column + 1;
        line += p->text[i] == '\n';
    }
    if (p->problem != NULL)
        snprintf(line_text, sizeof line_text, "line %u, column %u: %s", line, column, p->problem);
    utf8_repair(error, error_size, line_text, strlen(line_text));
}

json_t *facts_json_parse(const char *text, size_t length, char *error, size_t error_size)
{
    parser p = {.text = text, .length = length};
    json_t *value = NULL;
    if (text == NULL)
        fail(&p, "no text");
    else if (length > FACTS_JSON_BYTES_MAX)
        fail(&p, "longer than 16 MiB");
    else
        value = parse_value(&p);
    if (value != NULL) {
        skip_space(&p);
        if (p.at < p.length) {
            fail(&p, "something follows the value");
            json_decref(value);
            value = NULL;
        }
    }
    free(p.scratch);
    if (value == NULL)
        write_error(&p, error, error_size);
    else if (error != NULL)
        utf8_repair(error, error_size, "", 0);
    return value;
}
