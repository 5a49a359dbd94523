/*
 * mic_diag - libFuzzer: any bytes as facts.
 *
 * What is accepted is written, read again and the same, copied, and merged; our JSON reader and jansson's
 * agree.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../facts/sample_facts.h"
#include "facts/json_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good)
{
    if (!good)
        abort();
}

static void compare_readers(const char *text, size_t size)
{
    char error[256];
    json_t *ours = facts_json_parse(text, size, error, sizeof error);
    json_t *theirs = json_loadb(text, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    must(ours == NULL || (theirs != NULL && json_equal(ours, theirs)));
    /* ours has limits that jansson's has not, and refuses a NUL, which jansson takes after a number */
    must(ours != NULL || theirs == NULL || memchr(text, '\0', size) != NULL ||
         strstr(error, "deeper") != NULL || strstr(error, "digits") != NULL ||
         strstr(error, "objects") != NULL);
    json_decref(ours);
    json_decref(theirs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *input = (const char *)data;
    compare_readers(input, size);
    facts *f = facts_from_json(input, size, FACT_SOURCE_CONFIG, NULL, 0);
    if (f == NULL)
        return 0;
    char *text = facts_to_json(f);
    must(text != NULL);
    facts *again = facts_from_json(text, strlen(text), FACT_SOURCE_CONFIG, NULL, 0), *copy = facts_copy(f);
    must(again != NULL && sample_same(f, again) && copy != NULL && sample_same(f, copy));
    facts_merge(copy, again);
    const fact_device *d = facts_chosen_device(copy);
    must(d == NULL || d->id == NULL || facts_find_device(copy, d->id) != NULL);
    facts_release(copy);
    facts_release(again);
    free(text);
    facts_release(f);
    return 0;
}
