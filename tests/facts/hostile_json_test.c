/*
 * mic_diag - JSON from anybody: every wrong type, cut and changed text, deep, large, duplicate, malformed.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "../check.h"
#include "sample_facts.h"

/* Reads from a block of exactly that size, so that a byte read beyond it is found. */
static facts *read_bytes(const char *text, size_t length, char *error, size_t error_size)
{
    char *exact = malloc(length > 0 ? length : 1);
    if (exact == NULL)
        return NULL;
    memcpy(exact, text, length);
    facts *f = facts_from_json(exact, length, FACT_SOURCE_CONFIG, error, error_size);
    free(exact);
    return f;
}

static void check_refused(const char *text, size_t length, const char *want)
{
    char error[256] = "untouched";
    facts *f = read_bytes(text, length, error, sizeof error);
    bool good = CHECK(f == NULL);
    good = CHECK(want == NULL ? error[0] != '\0' : strstr(error, want) != NULL) && good;
    if (!good)
        fprintf(stderr, "    of %.200s\n    error: %s\n    want: %s\n", text, error,
                want == NULL ? "any" : want);
    facts_release(f);
}

static void refused(const char *text, const char *want)
{
    check_refused(text, strlen(text), want);
}

/* ---- types ------------------------------------------------------------------------------------------ */

typedef struct {
    const char *values[9];
    const char *problem;
} wrong;

static const wrong wrong_values[] = {
    [FACT_TYPE_TEXT] = {{"3", "1.5", "true", "[]", "{}"}, "must be text"},
    [FACT_TYPE_ANSWER] = {{"1", "0.0", "\"true\"", "[]", "{}"}, "must be true or false"},
    [FACT_TYPE_INTEGER] = {{"-1", "1.0", "1e3", "\"1\"", "true", "[]", "{}"},
                           "must be an integer of 0 or more"},
    [FACT_TYPE_REAL] = {{"\"1\"", "true", "[]", "{}"}, "must be a number"},
    [FACT_TYPE_ENUM] = {{"0", "1.5", "false", "[]", "{}"}, "must be a word"},
    [FACT_TYPE_REALS] = {{"3", "\"x\"", "true", "{}", "[\"x\"]", "[null]", "[1,[]]"}, "must be a"},
};

/* `before` and `after` make a document of the entity; `path` names it, with a dot at its end. */
static void wrong_types(const fact_entity *of, const char *before, const char *after, const char *path)
{
    char text[512], want[256];
    for (uint32_t i = 0; i < of->field_count; ++i) {
        const wrong *w = &wrong_values[of->fields[i].type];
        for (int k = 0; w->values[k] != NULL; ++k) {
            snprintf(text, sizeof text, "%s{\"%s\":%s}%s", before, of->fields[i].name, w->values[k], after);
            bool item =
                w->values[k][0] == '[' && w->values[k][1] != ']' && of->fields[i].type == FACT_TYPE_REALS;
            snprintf(want, sizeof want, "%s%s%s: %s", path, of->fields[i].name,
                     !item                               ? ""
                     : strchr(w->values[k], ',') != NULL ? "[1]"
                                                         : "[0]",
                     w->problem);
            refused(text, want);
            CHECK(strchr(want, ':') != NULL);
        }
        snprintf(text, sizeof text, "%s{\"%s\":null}%s", before, of->fields[i].name, after);
        facts *f = read_bytes(text, strlen(text), NULL, 0);
        CHECK(f != NULL);
        facts_release(f);
    }
    for (uint32_t i = 0; i < of->list_count; ++i) {
        static const char *const bad[] = {"3", "true", "\"x\"", "{}"};
        for (size_t k = 0; k < sizeof bad / sizeof bad[0]; ++k) {
            snprintf(text, sizeof text, "%s{\"%s\":%s}%s", before, of->lists[i].name, bad[k], after);
            snprintf(want, sizeof want, "%s%s: must be a list", path, of->lists[i].name);
            refused(text, want);
        }
        char inner_before[256], inner_after[256], inner_path[256];
        snprintf(inner_before, sizeof inner_before, "%s{\"%s\":[{},", before, of->lists[i].name);
        snprintf(inner_after, sizeof inner_after, "]}%s", after);
        snprintf(inner_path, sizeof inner_path, "%s%s[1].", path, of->lists[i].name);
        wrong_types(of->lists[i].of, inner_before, inner_after, inner_path);
    }
    static const char *const provenances[] = {"{\"_source\":3}", "{\"_source\":{\"x\":3}}",
                                              "{\"_unknown\":\"x\"}", "{\"_unknown\":{\"x\":[]}}",
                                              "{\"_unknown\":[]}"};
    for (size_t k = 0; k < sizeof provenances / sizeof provenances[0]; ++k) {
        snprintf(text, sizeof text, "%s%s%s", before, provenances[k], after);
        snprintf(want, sizeof want, "%s%s: must be", path, k < 2 ? "_source" : "_unknown");
        refused(text, want);
    }
}

static void all_wrong_types(void)
{
    char before[128], path[128];
    const fact_entity lists = {"facts", sizeof(facts), 0, 0, NULL, fact_list_count, fact_lists};
    wrong_types(&lists, "", "", "");
    wrong_types(&lists, "{\"schema\":1,\"facts\":", "}", "facts.");
    for (uint32_t i = 0; i < fact_single_count; ++i) {
        snprintf(before, sizeof before, "{\"%s\":", fact_singles[i].of->name);
        snprintf(path, sizeof path, "%s.", fact_singles[i].of->name);
        wrong_types(fact_singles[i].of, before, "}", path);
        char text[192];
        snprintf(text, sizeof text, "%s[]}", before);
        snprintf(path, sizeof path, "%s: must be an object", fact_singles[i].of->name);
        refused(text, path);
    }
    refused("{\"devices\":[{},7]}", "devices[1]: must be an object");
    refused("[]", "must be an object");
}

/* ---- malformed -------------------------------------------------------------------------------------- */

static void malformed(void)
{
    static const char nul[] = "{\"system\":{\"os\":\"a\0b\"}}";
    refused("", NULL);
    refused("3", NULL);
    refused("{", NULL);
    refused("nonsense", NULL);
    refused("{\"system\":{\"os\":\"a\",\"os\":\"b\"}}", "duplicate");
    refused("{\"system\":{},\"system\":{}}", "duplicate");
    refused("{\"x\":{\"later\":1,\"later\":2}}", "duplicate");
    refused("{\"system\":{\"os\":\"a\\u0000b\"}}", NULL);
    refused("{\"sys\\u0000tem\":{}}", NULL);
    check_refused(nul, sizeof nul - 1, NULL);
    refused("{\"system\":{\"os\":\"\xFF\"}}", NULL);
    refused("{\"system\":{\"os\":\"\xC0\x80\"}}", NULL);
    refused("{\"system\":{\"os\":\"\xED\xA0\x80\"}}", NULL);
    refused("{\"system\":{\"os\":\"\\ud800\"}}", NULL);
    refused("{\"system\":{\"os\":\"\n\"}}", NULL);
    refused("{\"stream\":{\"seconds\":1e400}}", NULL);
    refused("{\"stream\":{\"frames\":9223372036854775808}}", NULL);
    refused("{\"stream\":{\"frames\":99999999999999999999999999999999999}}", NULL);
    refused("{\"stream\":{\"seconds\":NaN}}", NULL);
    refused("{\"stream\":{\"seconds\":-Infinity}}", NULL);
    refused("{\"stream\":{\"seconds\":0x10}}", NULL);
    refused("{\"stream\":{\"seconds\":1,5}}", NULL);
    refused("{} {}", NULL);
    refused("\xEF\xBB\xBF{}", NULL);
    check_refused("{}\0", 3, NULL);
    facts *f = facts_from_json(NULL, 5, FACT_SOURCE_CONFIG, NULL, 0);
    CHECK(f == NULL);
    facts_release(f);
    /* an error that does not fit stays a text; one that is not wanted stays away */
    char small[8] = "1234567";
    CHECK(read_bytes("[]", 2, small, sizeof small) == NULL);
    CHECK_STR(small, "must be");
    CHECK(read_bytes("[]", 2, small, 0) == NULL);
    CHECK_STR(small, "must be");
    static const char good[] = "{\"system\":{\"os\":\"x\"}}";
    f = facts_from_json(good, sizeof good - 1, (fact_source)77, small, sizeof small);
    CHECK(f != NULL && f->system.mark[SYSTEM_FIELD_os].source == FACT_SOURCE_NONE);
    CHECK_STR(small, "");
    facts_release(f);
}

/* ---- size and depth --------------------------------------------------------------------------------- */

/* before + unit * count + after */
static char *repeat(const char *before, const char *unit, size_t count, const char *after, size_t *length)
{
    size_t head = strlen(before), each = strlen(unit), tail = strlen(after);
    char *text = malloc(head + each * count + tail + 1);
    if (text == NULL)
        return NULL;
    memcpy(text, before, head);
    for (size_t i = 0; i < count; ++i)
        memcpy(text + head + i * each, unit, each);
    memcpy(text + head + each * count, after, tail + 1);
    *length = head + each * count + tail;
    return text;
}

static void check_repeated(const char *before, const char *unit, size_t count, const char *after,
                           const char *problem)
{
    size_t length;
    char *text = repeat(before, unit, count, after, &length);
    if (!CHECK(text != NULL))
        return;
    if (problem != NULL) {
        check_refused(text, length, problem);
    } else {
        char error[256];
        facts *f = read_bytes(text, length, error, sizeof error);
        if (!CHECK(f != NULL))
            fprintf(stderr, "    %s * %zu: %s\n", unit, count, error);
        facts_release(f);
    }
    free(text);
}

static void sizes(void)
{
    check_repeated("", "[", 100000, "", "nested deeper than 32");
    check_repeated("{\"x\":", "{\"x\":", 100000, "", "nested deeper than 32");
    check_repeated("{\"x\":\"", "[{", 100000, "\"}", NULL); /* inside a string it is text */
    check_repeated("{\"x\":\"\\\"", "[\\\\\\\"", 1000, "\"}", NULL);
    check_repeated("{\"x\":", "[", FACTS_JSON_DEPTH_MAX, "", "nested deeper than 32");
    check_repeated("{\"x\":", "[", FACTS_JSON_DEPTH_MAX - 1, "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}", NULL);
    check_repeated("", "}", 100000, "", ""); /* closing more than was opened */
    check_repeated("", " ", FACTS_JSON_BYTES_MAX - 1, "{}", "longer than 16 MiB");
    check_repeated("", " ", FACTS_JSON_BYTES_MAX - 2, "{}", NULL);
    check_repeated("{\"devices\":[{}", ",{}", FACTS_JSON_ITEMS_MAX, "]}",
                   "devices: has more than 10000 items");
    check_repeated("{\"devices\":[{}", ",{}", FACTS_JSON_ITEMS_MAX - 1, "]}", NULL);
    check_repeated("{\"devices\":[{\"channel_volume_db\":[1", ",1", FACTS_JSON_ITEMS_MAX, "]}]}",
                   "devices[0].channel_volume_db: has more than 10000 items");
    check_repeated("{\"cards\":[{\"ports\":[{}", ",{}", FACTS_JSON_ITEMS_MAX, "]}]}",
                   "cards[0].ports: has more than 10000 items");
    check_repeated("{\"x\":[{}", ",{}", FACTS_JSON_OBJECTS_MAX, "]}", "more than 200000 objects");
    check_repeated("{\"x\":\"", "a", 1 << 20, "\"}", NULL);
    check_repeated("{\"system\":{\"os\":\"", "\\u00e4", 5000, "\"}}", NULL); /* cut at 4096 bytes */
}

/* ---- cut and changed -------------------------------------------------------------------------------- */

static void cut(const char *text, size_t length)
{
    for (size_t i = 0; i < length; ++i) {
        char error[256];
        facts *f = read_bytes(text, i, error, sizeof error);
        if (!CHECK(f == NULL && error[0] != '\0'))
            fprintf(stderr, "    at byte %zu\n", i);
        facts_release(f);
    }
}

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* Whatever is accepted can be written and read again, as the same. */
static void changed(const char *text, size_t length, unsigned rounds)
{
    static const char bytes[] = "{}[]\",:\\0129-.eEutfn_ \x01\x80\xC3\xED\xF4\xFF";
    uint32_t state = 2463534242u;
    unsigned accepted = 0;
    char *copy = malloc(length);
    if (!CHECK(copy != NULL))
        return;
    for (unsigned i = 0; i < rounds; ++i) {
        memcpy(copy, text, length);
        for (unsigned k = 0; k <= i % 3; ++k) {
            char byte = i % 2 == 0 ? bytes[next_random(&state) % (sizeof bytes - 1)]
                                   : text[next_random(&state) % length];
            copy[next_random(&state) % length] = byte;
        }
        facts *f = read_bytes(copy, length, NULL, 0);
        if (f == NULL)
            continue;
        ++accepted;
        char *written = facts_to_json(f);
        facts *again = written == NULL ? NULL : read_bytes(written, strlen(written), NULL, 0);
        CHECK(again != NULL && sample_same(f, again));
        facts_release(again);
        free(written);
        facts_release(f);
    }
    CHECK(accepted > 0 && accepted < rounds);
    free(copy);
}

int main(void)
{
    all_wrong_types();
    malformed();
    sizes();
    facts *f = sample_facts(3, 1, SAMPLE_MIXED_SOURCES);
    char *text = facts_to_json(f);
    if (CHECK(text != NULL)) {
        cut(text, strlen(text));
        changed(text, strlen(text), 6000);
    }
    free(text);
    facts_release(f);
    return check_result();
}
