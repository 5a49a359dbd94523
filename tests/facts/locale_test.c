/*
 * mic_diag - numbers are written and read with a dot, also where the locale has a comma.
 *
 * LOCPATH may name a folder with such a locale. Exit status 77: the system has none, nothing was tested.
 *
 * SPDX-License-Identifier: MIT
 */
#include <locale.h>
#include <stdlib.h>

#include "../check.h"
#include "sample_facts.h"

static bool decimal_comma(void)
{
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "es_ES.UTF-8", "ru_RU.UTF-8",
                                        "de_DE.utf8",  "de_DE",       "fr_FR",       "German_Germany"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; ++i)
        if (setlocale(LC_ALL, names[i]) != NULL && strcmp(localeconv()->decimal_point, ",") == 0)
            return true;
    return false;
}

int main(void)
{
    enum { SKIPPED = 77 };
    facts *f = sample_facts(9, 2, SAMPLE_MIXED_SOURCES);
    char *before = facts_to_json(f);
    if (!decimal_comma()) {
        fprintf(stderr, "no locale with a decimal comma: skipped\n");
        free(before);
        facts_release(f);
        return SKIPPED;
    }
    char text[16];
    snprintf(text, sizeof text, "%.1f", 0.5);
    CHECK_STR(text, "0,5"); /* the locale is really in use */
    char *after = facts_to_json(f);
    CHECK_STR(after, before);
    facts *again = facts_from_json(before, strlen(before), FACT_SOURCE_HOST, NULL, 0);
    if (CHECK(again != NULL))
        CHECK(sample_same(f, again));
    static const char dotted[] = "{\"stream\":{\"seconds\":1.23456789012345678,\"waited_ms\":-1.5e-3}}";
    static const char comma[] = "{\"stream\":{\"seconds\":1,5}}";
    facts_release(again);
    again = facts_from_json(dotted, sizeof dotted - 1, FACT_SOURCE_HOST, NULL, 0);
    if (CHECK(again != NULL)) {
        CHECK_NEAR(again->stream.seconds, 1.2345678901234568, 0);
        CHECK_NEAR(again->stream.waited_ms, -0.0015, 0);
    }
    CHECK(facts_from_json(comma, sizeof comma - 1, FACT_SOURCE_HOST, NULL, 0) == NULL);
    facts_release(again);
    free(after);
    free(before);
    facts_release(f);
    return check_result();
}
