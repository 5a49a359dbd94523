/*
 * mic_diag - finding words: by language, system and key.
 *
 * SPDX-License-Identifier: MIT
 */
#include "report/words/words.h"

#include <string.h>

/* To add a language: one file beside en.c, one row here. */
static const words_table *const languages[] = {&words_en};

/* strcmp of `key` with "<plain>@<os>"; os NULL: with plain alone. */
static int compare(const char *key, const char *plain, const char *os)
{
    const size_t length = strlen(plain);
    const int order = strncmp(key, plain, length);
    if (order != 0)
        return order;
    if (os == NULL)
        return key[length] == '\0' ? 0 : 1;
    if (key[length] != '@')
        return (unsigned char)key[length] < '@' ? -1 : 1;
    return strcmp(key + length + 1, os);
}

static const char *find(const words_table *table, const char *plain, const char *os)
{
    uint32_t low = 0, high = table->count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const int order = compare(table->entries[middle].key, plain, os);
        if (order == 0)
            return table->entries[middle].text;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static const words_table *table_of(const char *language)
{
    for (size_t i = 0; language != NULL && i < sizeof languages / sizeof languages[0]; ++i)
        if (strcmp(languages[i]->language, language) == 0)
            return languages[i];
    return &words_en;
}

static const char *find_for(const words_table *table, const char *os, const char *key)
{
    const char *text = os == NULL ? NULL : find(table, key, os);
    return text != NULL ? text : find(table, key, NULL);
}

const char *words_find(const char *language, const char *os, const char *key)
{
    if (key == NULL)
        return NULL;
    const words_table *table = table_of(language);
    const char *text = find_for(table, os, key);
    return text != NULL || table == &words_en ? text : find_for(&words_en, os, key);
}
