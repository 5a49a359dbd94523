/*
 * mic_diag - fix keys: "mic-diag:fix/1/<machine>/<finding>/<action>?kind=N&device=..&seen=..&wanted=..".
 *
 * Each part is percent-encoded, so that a key is printable ASCII whatever a device is called. A key has one
 * spelling only: what fix_key_make() would not have written is refused.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "mic_diag.h"
#include "report/buffer.h"
#include "report/report.h"

enum { KEY_LENGTH_MAX = 8192 };

static const char key_start[] = "mic-diag:fix/1/";

/* What needs no escape (RFC 3986, unreserved), and the colon, which device ids are full of. */
static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~' || c == ':';
}

static void add_encoded(buffer *b, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (; text != NULL && *text != '\0'; ++text) {
        unsigned char byte = (unsigned char)*text;
        if (is_plain(*text)) {
            buffer_add_char(b, *text);
        } else {
            char escape[3] = {'%', digits[byte >> 4], digits[byte & 15]};
            buffer_add_bytes(b, escape, sizeof escape);
        }
    }
}

static void add_parameter(buffer *b, const char *name, const char *value)
{
    if (value == NULL || *value == '\0')
        return;
    buffer_add(b, name);
    add_encoded(b, value);
}

static void add_key(buffer *b, const char *const part[3], int32_t kind, const char *device, const char *seen,
                    const char *wanted)
{
    buffer_add(b, key_start);
    add_encoded(b, part[0]);
    buffer_add_char(b, '/');
    add_encoded(b, part[1]);
    buffer_add_char(b, '/');
    add_encoded(b, part[2]);
    buffer_add(b, "?kind=");
    buffer_add_integer(b, kind);
    add_parameter(b, "&device=", device);
    add_parameter(b, "&seen=", seen);
    add_parameter(b, "&wanted=", wanted);
}

char *fix_key_make(const char *machine, const char *finding_id, const finding_fix *fix)
{
    buffer b = {0};
    const char *const part[3] = {machine, finding_id, fix->action};
    if (machine != NULL && *machine != '\0')
        add_key(&b, part, fix->kind, fix->device, fix->seen, fix->wanted);
    if (b.length > KEY_LENGTH_MAX) {
        buffer_clear(&b);
        buffer_add(&b, "");
    }
    return buffer_take(&b);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Decodes up to one of the characters in `ends`, and moves *at there. */
static int32_t take_part(const char **at, const char *ends, char **out)
{
    size_t length = strcspn(*at, ends), used = 0;
    char *text = malloc(length + 1);
    if (text == NULL)
        return MIC_DIAG_ERROR_NO_MEMORY;
    *out = text;
    for (const char *c = *at, *end = *at + length; c < end; ++c) {
        if (is_plain(*c)) {
            text[used++] = *c;
            continue;
        }
        int high = *c == '%' && end - c > 2 ? hex_digit(c[1]) : -1;
        int low = high < 0 ? -1 : hex_digit(c[2]);
        char byte = low < 0 ? '\0' : (char)(unsigned char)(high * 16 + low);
        if (byte == '\0' || is_plain(byte))
            return MIC_DIAG_ERROR_INVALID;
        text[used++] = byte;
        c += 2;
    }
    text[used] = '\0';
    *at += length;
    return utf8_valid(text, used) ? 0 : MIC_DIAG_ERROR_INVALID;
}

static bool skip(const char **at, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*at, word, length) != 0)
        return false;
    *at += length;
    return true;
}

/* A parameter that is there has a value; one that is not there becomes "". */
static int32_t take_optional(const char **at, const char *name, char **out)
{
    if (!skip(at, name)) {
        *out = calloc(1, 1);
        return *out == NULL ? MIC_DIAG_ERROR_NO_MEMORY : 0;
    }
    const char *before = *at;
    int32_t result = take_part(at, "&", out);
    return result == 0 && *at == before ? MIC_DIAG_ERROR_INVALID : result;
}

static int32_t parse(const char *at, fix_key *out)
{
    int32_t result = MIC_DIAG_ERROR_INVALID;
    if (!skip(&at, key_start) || (result = take_part(&at, "/?&", &out->machine)) != 0)
        return result;
    result = MIC_DIAG_ERROR_INVALID;
    if (!skip(&at, "/") || (result = take_part(&at, "/?&", &out->finding)) != 0)
        return result;
    result = MIC_DIAG_ERROR_INVALID;
    if (!skip(&at, "/") || (result = take_part(&at, "/?&", &out->action)) != 0)
        return result;
    if (*out->machine == '\0' || *out->finding == '\0' || *out->action == '\0' || !skip(&at, "?kind="))
        return MIC_DIAG_ERROR_INVALID;
    if (*at < '0' + FIX_STEPS || *at > '0' + FIX_HOST)
        return MIC_DIAG_ERROR_INVALID;
    out->kind = *at++ - '0';
    if ((result = take_optional(&at, "&device=", &out->device)) != 0 ||
        (result = take_optional(&at, "&seen=", &out->seen)) != 0 ||
        (result = take_optional(&at, "&wanted=", &out->wanted)) != 0)
        return result;
    return *at == '\0' ? 0 : MIC_DIAG_ERROR_INVALID;
}

int32_t fix_key_parse(const char *text, fix_key *out)
{
    *out = (fix_key){0};
    if (text == NULL)
        return MIC_DIAG_ERROR_INVALID;
    size_t length = 0;
    while (length <= KEY_LENGTH_MAX && text[length] != '\0')
        ++length;
    int32_t result = length > KEY_LENGTH_MAX ? MIC_DIAG_ERROR_INVALID : parse(text, out);
    if (result != 0)
        fix_key_clear(out);
    return result;
}

void fix_key_clear(fix_key *key)
{
    free(key->finding);
    free(key->action);
    free(key->machine);
    free(key->device);
    free(key->seen);
    free(key->wanted);
    *key = (fix_key){0};
}
