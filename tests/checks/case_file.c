/*
 * mic_diag - the cases of the checks: reading them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "case_file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 1024 };

static void give_up(const char *path, const char *why)
{
    fprintf(stderr, "%s: %s\n", path, why);
    exit(2);
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static facts *read_facts(const char *path, const json_t *from)
{
    char error[256] = "";
    char *text = json_dumps(from, 0);
    facts *f =
        text == NULL ? NULL : facts_from_json(text, strlen(text), FACT_SOURCE_SIMULATED, error, sizeof error);
    free(text);
    if (f == NULL)
        give_up(path, error);
    return f;
}

static void visit_file(const char *folder, const char *id, const char *file,
                       void (*visit)(const case_file *, void *), void *context)
{
    char path[PATH_SIZE], name[PATH_SIZE];
    json_error_t error;
    snprintf(path, sizeof path, "%s/%s/%s", folder, id, file);
    snprintf(name, sizeof name, "%s/%s", id, file);
    case_file c = {.folder = id, .name = name};
    c.json = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (c.json == NULL)
        give_up(path, error.text);
    c.facts = read_facts(path, json_object_get(c.json, "facts"));
    visit(&c, context);
    facts_release(c.facts);
    json_decref(c.json);
}

unsigned case_files(const char *folder, void (*visit)(const case_file *, void *), void *context)
{
    struct dirent **ids = NULL;
    unsigned count = 0;
    const int id_count = scandir(folder, &ids, visible, alphasort);
    if (id_count <= 0)
        give_up(folder, "no cases");
    for (int i = 0; i < id_count; ++i) {
        char path[PATH_SIZE];
        struct dirent **files = NULL;
        snprintf(path, sizeof path, "%s/%s", folder, ids[i]->d_name);
        const int file_count = scandir(path, &files, visible, alphasort);
        if (file_count <= 0)
            give_up(path, "no cases");
        for (int k = 0; k < file_count; ++k, ++count) {
            visit_file(folder, ids[i]->d_name, files[k]->d_name, visit, context);
            free(files[k]);
        }
        free(files);
        free(ids[i]);
    }
    free(ids);
    return count;
}

int32_t finding_index(const check_results *results, const char *id)
{
    for (uint32_t i = 0; i < checks_finding_count(results); ++i)
        if (strcmp(checks_finding(results, i)->check->id, id) == 0)
            return (int32_t)i;
    return -1;
}

uint32_t check_index(const char *id)
{
    uint32_t i = 0;
    while (i < check_count && strcmp(check_table[i].id, id) != 0)
        ++i;
    return i;
}
