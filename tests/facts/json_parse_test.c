/*
 * mic_diag - the JSON reader against jansson's own: the same texts accepted, the same values.
 *
 * SPDX-License-Identifier: MIT
 */
#include "facts/json_parse.h"

#include <stdlib.h>

#include "../check.h"
#include "sample_facts.h"

/* Reads with both; true if it was accepted. */
static bool compare(const char *text, size_t length)
{
    char error[256] = "untouched", *exact = malloc(length > 0 ? length : 1);
    if (!CHECK(exact != NULL))
        return false;
    memcpy(exact, text, length);
    json_t *ours = facts_json_parse(exact, length, error, sizeof error);
    json_t *theirs = json_loadb(exact, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    bool good = CHECK((ours == NULL) == (theirs == NULL));
    good = CHECK(ours == NULL || json_equal(ours, theirs)) && good;
    good = CHECK((ours == NULL) == (error[0] != '\0')) && good;
    if (!good)
        fprintf(stderr, "    of %.*s\n    error: %s\n", (int)length, text, error);
    bool accepted = ours != NULL;
    json_decref(ours);
    json_decref(theirs);
    free(exact);
    return accepted;
}

static void values(void)
{
    static const char *const accepted[] = {
        "{}",
        "[]",
        " [ ] ",
        "{ }",
        "\t\r\n{\"a\" : 1 , \"b\":[1,2 , 3]}\n",
        "true",
        "false",
        "null",
        "0",
        "-0",
        "-0.0",
        "12",
        "-9223372036854775808",
        "9223372036854775807",
        "1.5",
        "-1.25e3",
        "1E+2",
        "1e-2",
        "0e0",
        "0.1",
        "1.7976931348623157e308",
        "5e-324",
        "1e-400",
        "0.30000000000000004",
        "123456789.12345678901234567",
        "\"\"",
        "\"a\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\\u0041\\u00e4\\u20AC\\uD83c\\udfa4\\uffff\"",
        "\"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x8E\xA4\x7F\"",
        "{\"\":{\"\":[{\"\":\"\"}]}}",
        "{\"\\u0061b\":1,\"a\":2}",
        "[[[[[[[[[[1]]]]]]]]]]",
        "[null,true,false,\"x\",1,1.0,{},[]]",
        "{\"outer key\":{\"inner key\":{\"k\":\"value\"}},\"next\":\"x\"}",
    };
    static const char *const refused[] = {
        "",
        " ",
        "{",
        "}",
        "[",
        "]",
        "{]",
        "[}",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "{1:1}",
        "{'a':1}",
        "tru",
        "trueish",
        "True",
        "nul",
        "nan",
        "01",
        "-01",
        "+1",
        "-",
        "1.",
        ".5",
        "1e",
        "1e+",
        "1.e5",
        "0x1",
        "1,5",
        "9223372036854775808",
        "-9223372036854775809",
        "1e400",
        "-1e999999999",
        "\"",
        "\"\\",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"\\ud800x\"",
        "\"\\ud800\\n\"",
        "\"\\ud800\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud83c\\u\"",
        "\"\n\"",
        "\"\x01\"",
        "\"\xFF\"",
        "\"\xC3\"",
        "\"\xED\xA0\x80\"",
        "\"\xF4\x90\x80\x80\"",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":2}",
        "[{\"a\":{},\"b\":1,\"a\":{}}]",
        "1 2",
        "{} x",
        "[]]",
        "\xEF\xBB\xBF{}",
        "/**/{}",
        "{}//",
    };
    for (size_t i = 0; i < sizeof accepted / sizeof accepted[0]; ++i)
        CHECK(compare(accepted[i], strlen(accepted[i])));
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; ++i)
        CHECK(!compare(refused[i], strlen(refused[i])));
    CHECK(!compare("[1,\0 2]", 7));
    CHECK(!compare("{}\0", 3));
    CHECK(!compare("\"a\0b\"", 5));
}

/* What is refused here though jansson takes it: only numbers of more than 512 digits. */
static void long_number(void)
{
    char text[600];
    memset(text, '1', sizeof text);
    text[1] = '.';
    json_t *value = facts_json_parse(text, 512, NULL, 0);
    CHECK_NEAR(json_real_value(value), 1.0 + 1.0 / 9.0, 1e-15);
    json_decref(value);
    value = facts_json_parse(text, 513, NULL, 0);
    CHECK(value == NULL);
    json_decref(value);
    CHECK(facts_json_parse(NULL, 5, text, sizeof text) == NULL);
    CHECK_STR(text, "line 1, column 1: no text");
}

static void places(void)
{
    static const struct {
        const char *text, *error;
    } table[] = {
        {"{\"a\":1,\n \"a\":2}", "line 2, column 7: a duplicate key"},
        {"[1,\n2,\n  x]", "line 3, column 3: no JSON value"},
        {"[\"\xFF\"]", "line 1, column 3: a string that is not UTF-8"},
        {"[1", "line 1, column 3: the end came too early"},
        {"[\"a\\u0000\"]", "line 1, column 10: an escaped NUL is not allowed"},
    };
    char error[128];
    for (size_t i = 0; i < sizeof table / sizeof table[0]; ++i) {
        CHECK(facts_json_parse(table[i].text, strlen(table[i].text), error, sizeof error) == NULL);
        CHECK_STR(error, table[i].error);
    }
}

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void changed(const char *text, size_t length, unsigned rounds)
{
    static const char bytes[] = "{}[]\",:\\0129-+.eEutfn_/ \n\x01\x80\xC3\xED\xF4\xFF";
    uint32_t state = 88675123u;
    unsigned accepted = 0;
    char *copy = malloc(length);
    if (!CHECK(copy != NULL))
        return;
    for (unsigned i = 0; i < rounds; ++i) {
        /* a piece, so that changes meet each other */
        size_t from = next_random(&state) % length, size = next_random(&state) % 60;
        size = i % 4 == 0 ? length : size < length - from ? size : length - from;
        memcpy(copy, text + (i % 4 == 0 ? 0 : from), size);
        for (unsigned k = 0; size > 0 && k < i % 3; ++k)
            copy[next_random(&state) % size] = bytes[next_random(&state) % (sizeof bytes - 1)];
        accepted += compare(copy, size);
    }
    CHECK(accepted > rounds / 100 && accepted < rounds);
    free(copy);
}

int main(void)
{
    values();
    long_number();
    places();
    facts *f = sample_facts(5, 1, SAMPLE_MIXED_SOURCES);
    char *text = facts_to_json(f);
    if (CHECK(text != NULL))
        changed(text, strlen(text), 8000);
    free(text);
    facts_release(f);
    return check_result();
}
