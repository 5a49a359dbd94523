/*
 * mic_diag - the check table, the catalogue in README.md and the words are in step with each other and with
 * what the checks really say.
 *
 * Usage: catalogue_test CASES_FOLDER README
 *
 * SPDX-License-Identifier: MIT
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../check.h"
#include "case_file.h"
#include "checks/thresholds.h"
#include "report/words/words.h"

enum { CHECKS_MAX = 128, LIST_SIZE = 2048, KEY_SIZE = 160, LINE_SIZE = 4096, COLUMNS = 6 };

static const char *const systems[] = {NULL, "linux", "windows", "macos"};
enum { SYSTEMS = sizeof systems / sizeof systems[0] };

/* What the cases brought: words of `evidence` and `fixes`, each between commas. */
static char seen_evidence[CHECKS_MAX][LIST_SIZE], seen_fixes[CHECKS_MAX][LIST_SIZE];
static bool used_word[4096];

static bool holds(bool good, const char *where, const char *what, const char *detail)
{
    return check_note(good, where, 0, what) || (fprintf(stderr, "    %s\n", detail), false);
}

static bool has_word(const char *list, const char *word)
{
    char wanted[KEY_SIZE];
    snprintf(wanted, sizeof wanted, ",%s,", word);
    return strstr(list, wanted) != NULL;
}

static void add_word(char *list, const char *word)
{
    if (*list == '\0')
        strcpy(list, ",");
    if (!has_word(list, word) && strlen(list) + strlen(word) + 2 < LIST_SIZE) {
        strcat(list, word);
        strcat(list, ",");
    }
}

/* ---- table ------------------------------------------------------------------------------------------ */

/* Depth first: 0 not seen, 1 on the way, 2 done. */
static void check_circles(uint32_t at, int *state)
{
    state[at] = 1;
    for (const char *const *id = check_table[at].explains; id != NULL && *id != NULL; ++id) {
        const uint32_t next = check_index(*id);
        if (next < check_count &&
            holds(state[next] != 1, check_table[at].id, "explains without a circle", *id) && state[next] == 0)
            check_circles(next, state);
    }
    state[at] = 2;
}

static bool is_field(const fact_entity *of, const char *name)
{
    for (uint32_t i = 0; i < of->field_count; ++i)
        if (strcmp(of->fields[i].name, name) == 0)
            return true;
    return false;
}

static bool is_need(const char *need)
{
    char entity[KEY_SIZE];
    const char *dot = strchr(need, '.');
    if (dot == NULL)
        return false;
    snprintf(entity, sizeof entity, "%.*s", (int)(dot - need), need);
    if (strcmp(entity, "device") == 0)
        return is_field(&fact_entity_device, dot + 1);
    if (strcmp(entity, "list") == 0) {
        for (uint32_t i = 0; i < fact_list_count; ++i)
            if (strcmp(fact_lists[i].name, dot + 1) == 0)
                return true;
        return false;
    }
    for (uint32_t i = 0; i < fact_single_count; ++i)
        if (strcmp(fact_singles[i].of->name, entity) == 0)
            return is_field(fact_singles[i].of, dot + 1);
    return false;
}

static void check_row(uint32_t i)
{
    const check *c = &check_table[i];
    holds(check_index(c->id) == i, c->id, "an id stands once", c->id);
    CHECK(check_find(c->id) == c);
    holds(strspn(c->id, "abcdefghijklmnopqrstuvwxyz-.") == strlen(c->id), c->id, "an id is plain", c->id);
    for (const char *const *id = c->explains; id != NULL && *id != NULL; ++id)
        holds(check_index(*id) < check_count && check_index(*id) != i, c->id, "explains a check", *id);
    for (int k = 0; k < CHECK_NEEDS_MAX && c->needs[k] != NULL; ++k) {
        holds(is_need(c->needs[k]), c->id, "needs a fact", c->needs[k]);
        if (strncmp(c->needs[k], "device.", 7) == 0)
            holds((c->flags & CHECK_OF_DEVICE) != 0, c->id, "who needs a device's fact is about the device",
                  c->needs[k]);
    }
    int state[CHECKS_MAX] = {0};
    check_circles(i, state);
}

/* ---- words ------------------------------------------------------------------------------------------ */

static void use_key(const char *key)
{
    for (uint32_t i = 0; i < words_en.count; ++i) {
        const size_t length = strlen(key);
        if (strncmp(words_en.entries[i].key, key, length) == 0 &&
            (words_en.entries[i].key[length] == '\0' || words_en.entries[i].key[length] == '@'))
            used_word[i] = true;
    }
}

/* Each placeholder is evidence of this finding. */
static void check_placeholders(const char *where, const char *key, const char *text, const finding *f)
{
    for (const char *open = strchr(text, '{'); open != NULL; open = strchr(open + 1, '{')) {
        const char *close = strchr(open, '}');
        char name[KEY_SIZE];
        bool found = false;
        if (!holds(close != NULL, where, "a placeholder is closed", text))
            return;
        snprintf(name, sizeof name, "%.*s", (int)(close - open - 1), open + 1);
        for (uint32_t i = 0; i < f->evidence_count; ++i)
            found = found || strcmp(f->evidence[i].key, name) == 0;
        if (!holds(found, where, "a placeholder is evidence", name))
            fprintf(stderr, "    %s\n", key);
    }
}

static void check_words(const char *where, const char *prefix, const char *last, const finding *f)
{
    char key[KEY_SIZE];
    snprintf(key, sizeof key, "%s.%s", prefix, last);
    use_key(key);
    for (int i = 0; i < SYSTEMS; ++i) {
        const char *text = words_find("en", systems[i], key);
        if (holds(text != NULL && *text != '\0', where, "has words", key) && f != NULL)
            check_placeholders(where, key, text, f);
    }
}

static void visit(const case_file *c, void *context)
{
    (void)context;
    check_results *r = checks_run(c->facts, NULL, NULL);
    for (uint32_t i = 0; r != NULL && i < checks_finding_count(r); ++i) {
        const finding *f = checks_finding(r, i);
        const uint32_t at = check_index(f->check->id);
        check_words(c->name, f->words, "title", f);
        check_words(c->name, f->words, "text", f);
        for (uint32_t k = 0; k < f->evidence_count; ++k)
            add_word(seen_evidence[at], f->evidence[k].key);
        for (uint32_t k = 0; k < f->fix_count; ++k) {
            char prefix[KEY_SIZE];
            const char *action = f->fixes[k].action;
            snprintf(prefix, sizeof prefix, "fix.%s", action);
            check_words(c->name, prefix, "title", f);
            check_words(c->name, prefix, "text", f);
            const bool restarts =
                strcmp(action, "restart-pipewire") == 0 || strcmp(action, "restart-pulseaudio") == 0;
            add_word(seen_fixes[at], restarts ? "restart-sound-service" : action);
        }
    }
    for (uint32_t i = 0; r != NULL && i < check_count; ++i)
        if (*checks_reason(r, i) != '\0')
            check_words(c->name, "label", checks_reason(r, i), NULL);
    checks_free(r);
}

static bool is_of_report(const char *key)
{
    return strncmp(key, "label.", 6) == 0 || strncmp(key, "summary.", 8) == 0 ||
           strncmp(key, "verdict.", 8) == 0 || strncmp(key, "progress.", 9) == 0;
}

static void check_word_table(void)
{
    for (uint32_t i = 0; i < words_en.count; ++i) {
        const words_entry *e = &words_en.entries[i];
        if (i > 0)
            holds(strcmp(words_en.entries[i - 1].key, e->key) < 0, "en.c", "is sorted by key", e->key);
        holds(used_word[i] || is_of_report(e->key), "en.c", "holds no words that nobody uses", e->key);
        holds(e->text[strlen(e->text) - 1] != '\n', "en.c", "no line end at the end", e->key);
    }
}

static void check_lookup(void)
{
    CHECK(words_find(NULL, NULL, "no.such.key") == NULL);
    CHECK(words_find(NULL, NULL, NULL) == NULL);
    CHECK(words_find("en", "linux", "") == NULL);
    CHECK_STR(words_find("xx", NULL, "verdict.works"), words_find("en", NULL, "verdict.works"));
    const char *plain = words_find("en", "windows", "fix.find-holder.text");
    const char *special = words_find("en", "linux", "fix.find-holder.text");
    CHECK(plain != NULL && special != NULL && strcmp(plain, special) != 0);
    CHECK_STR(plain, words_find("en", NULL, "fix.find-holder.text"));
    CHECK(words_en.plural(1) == 0 && words_en.plural(0) == 1 && words_en.plural(2) == 1);
}

/* ---- catalogue -------------------------------------------------------------------------------------- */

static char *trimmed(char *text)
{
    while (isspace((unsigned char)*text))
        ++text;
    for (char *end = text + strlen(text); end > text && isspace((unsigned char)end[-1]);)
        *--end = '\0';
    return text;
}

/* The cells of "| a | b |"; how many there are. */
static int split(char *line, char *cell[COLUMNS])
{
    int count = 0;
    for (char *bar = strchr(line, '|'); bar != NULL && count < COLUMNS; ++count) {
        char *start = bar + 1;
        bar = strchr(start, '|');
        if (bar == NULL)
            break;
        *bar = '\0';
        cell[count] = trimmed(start);
    }
    return count;
}

/* Both name the same words: `cell` separated by ", " or "-", `seen` between commas. */
static void same_words(const char *id, const char *what, const char *cell, const char *seen)
{
    char listed[LIST_SIZE] = "", copy[LIST_SIZE];
    snprintf(copy, sizeof copy, "%s", strcmp(cell, "-") == 0 ? "" : cell);
    for (char *word = strtok(copy, ", "); word != NULL; word = strtok(NULL, ", ")) {
        add_word(listed, word);
        holds(has_word(seen, word), id, what, word);
    }
    snprintf(copy, sizeof copy, "%s", seen);
    for (char *word = strtok(copy, ","); word != NULL; word = strtok(NULL, ","))
        holds(has_word(listed, word), id, what, word);
}

static void check_catalogue_row(uint32_t at, char *cell[COLUMNS])
{
    static const char *const severities[] = {"info", "warning", "problem"};
    const check *c = &check_table[at];
    char id[KEY_SIZE], explains[LIST_SIZE] = "";
    snprintf(id, sizeof id, "`%s`", c->id);
    CHECK_STR(cell[0], id);
    CHECK_STR(cell[1], severities[c->severity]);
    holds(strlen(cell[2]) > 10, c->id, "says when", cell[2]);
    same_words(c->id, "evidence: README and cases agree", cell[3], seen_evidence[at]);
    same_words(c->id, "fixes: README and cases agree", cell[4], seen_fixes[at]);
    for (const char *const *e = c->explains; e != NULL && *e != NULL; ++e)
        add_word(explains, *e);
    same_words(c->id, "explains: README and table agree", cell[5], explains);
}

static void check_catalogue(const char *path)
{
    char line[LINE_SIZE];
    char *cell[COLUMNS];
    uint32_t row = 0;
    FILE *file = fopen(path, "r");
    if (!holds(file != NULL, path, "can be read", path))
        return;
    while (fgets(line, sizeof line, file) != NULL && strncmp(line, "| id |", 6) != 0)
        ;
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "| `", 3) != 0)
            continue;
        if (holds(split(line, cell) == COLUMNS && row < check_count, path, "a row of the catalogue", line))
            check_catalogue_row(row, cell);
        ++row;
    }
    fclose(file);
    CHECK(row == check_count);
}

/* ---- numbers ---------------------------------------------------------------------------------------- */

#define THRESHOLD_ROW_(name, value, source) {#name, value, source},

static void check_thresholds_table(void)
{
    static const struct {
        const char *name;
        double value;
        const char *source;
    } rows[] = {CHECK_THRESHOLDS(THRESHOLD_ROW_)};
    const double *values = (const double *)(const void *)&thresholds;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
        holds(strlen(rows[i].source) > 15, rows[i].name, "has a source", rows[i].source);
        CHECK_NEAR(values[i], rows[i].value, 0.0);
    }
}

int main(int argc, char **argv)
{
    if (argc != 3 || check_count > CHECKS_MAX || words_en.count > sizeof used_word)
        return 2;
    for (uint32_t i = 0; i < check_count; ++i) {
        check_row(i);
        check_words(check_table[i].id, check_table[i].id, "check", NULL);
        check_words(check_table[i].id, check_table[i].id, "title", NULL);
        check_words(check_table[i].id, check_table[i].id, "text", NULL);
    }
    CHECK(check_find("no.such") == NULL && check_find(NULL) == NULL);
    case_files(argv[1], visit, NULL);
    check_word_table();
    check_lookup();
    check_catalogue(argv[2]);
    check_thresholds_table();
    return check_result();
}
