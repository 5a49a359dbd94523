/*
 * mic_diag - each case's facts give exactly the findings, causes and verdict that the case names; and every
 * check has a case in which it must and one in which it must not speak.
 *
 * Usage: cases_test CASES_FOLDER
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>

#include "../check.h"
#include "case_file.h"

enum { CHECKS_MAX = 128 };
static bool seen_must[CHECKS_MAX], seen_must_not[CHECKS_MAX];

static const char *const verdicts[] = {"unsure", "works", "works-badly", "broken"};
static const char *const severities[] = {"info", "warning", "problem"};

static const char *status_name(int32_t status)
{
    switch (status) {
    case CHECK_PASSED:
        return "passed";
    case CHECK_FAILED:
        return "failed";
    case CHECK_SKIPPED:
        return "skipped";
    default:
        return "unknown";
    }
}

/* "case: what: id" for a message. */
static bool holds(bool good, const case_file *c, const char *what, const char *id)
{
    return check_note(good, c->name, 0, what) || (fprintf(stderr, "    %s\n", id), false);
}

static void same_text(const case_file *c, const char *what, const char *have, const char *want)
{
    check_str(have, want, c->name, 0, what);
}

static const finding *finding_by_id(const case_file *c, const check_results *r, const char *id)
{
    const int32_t index = finding_index(r, id);
    holds(index >= 0, c, "there is a finding", id);
    return index < 0 ? NULL : checks_finding(r, (uint32_t)index);
}

/* ---- what a case may ask ---------------------------------------------------------------------------- */

static void ask_must(const case_file *c, const check_results *r, const json_t *ids)
{
    size_t i;
    json_t *id;
    json_array_foreach(ids, i, id)
    {
        const uint32_t at = check_index(json_string_value(id));
        if (!holds(at < check_count, c, "is a check", json_string_value(id)))
            continue;
        if (finding_by_id(c, r, json_string_value(id)) != NULL)
            same_text(c, json_string_value(id), status_name(checks_status(r, at)), "failed");
        seen_must[at] = true;
    }
}

static void ask_must_not(const case_file *c, const check_results *r, const json_t *ids)
{
    size_t i;
    json_t *id;
    json_array_foreach(ids, i, id)
    {
        const uint32_t at = check_index(json_string_value(id));
        if (!holds(at < check_count, c, "is a check", json_string_value(id)))
            continue;
        holds(finding_index(r, json_string_value(id)) < 0, c, "no such finding", json_string_value(id));
        seen_must_not[at] = true;
    }
}

static void ask_verdict(const case_file *c, const check_results *r, const json_t *verdict)
{
    same_text(c, "verdict", verdicts[checks_verdict(r)], json_string_value(verdict));
}

/* null: there is no finding at all. */
static void ask_first(const case_file *c, const check_results *r, const json_t *id)
{
    const finding *first = checks_finding(r, 0);
    same_text(c, "first", first == NULL ? NULL : first->check->id, json_string_value(id));
}

static void ask_causes(const case_file *c, const check_results *r, const json_t *causes)
{
    const char *id;
    json_t *want;
    json_object_foreach((json_t *)causes, id, want)
    {
        const finding *f = finding_by_id(c, r, id);
        if (f == NULL)
            continue;
        const finding *cause = f->cause < 0 ? NULL : checks_finding(r, (uint32_t)f->cause);
        same_text(c, id, cause == NULL ? NULL : cause->check->id, json_string_value(want));
    }
}

static void ask_severity(const case_file *c, const check_results *r, const json_t *wanted)
{
    const char *id;
    json_t *want;
    json_object_foreach((json_t *)wanted, id, want)
    {
        const finding *f = finding_by_id(c, r, id);
        if (f != NULL)
            same_text(c, id, severities[f->severity], json_string_value(want));
    }
}

static void ask_status(const case_file *c, const check_results *r, const json_t *wanted)
{
    const char *id;
    json_t *want;
    json_object_foreach((json_t *)wanted, id, want)
        same_text(c, id, status_name(checks_status(r, check_index(id))), json_string_value(want));
}

static void ask_reason(const case_file *c, const check_results *r, const json_t *wanted)
{
    const char *id;
    json_t *want;
    json_object_foreach((json_t *)wanted, id, want)
        same_text(c, id, checks_reason(r, check_index(id)), json_string_value(want));
}

static const evidence *evidence_by_key(const finding *f, const char *key)
{
    for (uint32_t i = 0; i < f->evidence_count; ++i)
        if (strcmp(f->evidence[i].key, key) == 0)
            return &f->evidence[i];
    return NULL;
}

static bool is_value(const evidence *e, const json_t *want)
{
    switch (e->type) {
    case EVIDENCE_TEXT:
        return json_is_string(want) && strcmp(e->text, json_string_value(want)) == 0;
    case EVIDENCE_INTEGER:
        return json_is_integer(want) && e->integer == json_integer_value(want);
    case EVIDENCE_REAL:
        return json_is_number(want) && fabs(e->real - json_number_value(want)) < 1e-9;
    case EVIDENCE_ANSWER:
        return json_is_boolean(want) && (e->integer == FACT_YES) == json_is_true(want);
    }
    return false;
}

/* {"id": {"key": value, "absent key": null}} */
static void ask_evidence(const case_file *c, const check_results *r, const json_t *wanted)
{
    const char *id, *key;
    json_t *keys, *want;
    json_object_foreach((json_t *)wanted, id, keys)
    {
        const finding *f = finding_by_id(c, r, id);
        if (f == NULL)
            continue;
        json_object_foreach(keys, key, want)
        {
            const evidence *e = evidence_by_key(f, key);
            holds(json_is_null(want) ? e == NULL : e != NULL && is_value(e, want), c, "evidence", key);
        }
    }
}

static bool same_or_absent(const char *have, const json_t *want)
{
    return want == NULL || (have != NULL && strcmp(have, json_string_value(want)) == 0);
}

/* {"id": [{"action": .., "seen": .., "wanted": .., "target": .., "device": ..}]}: these are among its fixes.
 */
static void ask_fixes(const case_file *c, const check_results *r, const json_t *wanted)
{
    const char *id;
    json_t *fixes, *want;
    size_t k;
    json_object_foreach((json_t *)wanted, id, fixes)
    {
        const finding *f = finding_by_id(c, r, id);
        if (f == NULL)
            continue;
        json_array_foreach(fixes, k, want)
        {
            bool found = false;
            for (uint32_t i = 0; i < f->fix_count && !found; ++i) {
                const finding_fix *x = &f->fixes[i];
                found = same_or_absent(x->action, json_object_get(want, "action")) &&
                        same_or_absent(x->seen, json_object_get(want, "seen")) &&
                        same_or_absent(x->wanted, json_object_get(want, "wanted")) &&
                        same_or_absent(x->target, json_object_get(want, "target")) &&
                        same_or_absent(x->device, json_object_get(want, "device"));
            }
            holds(found, c, "fix", json_string_value(json_object_get(want, "action")));
        }
    }
}

static void ask_words(const case_file *c, const check_results *r, const json_t *wanted)
{
    const char *id;
    json_t *want;
    json_object_foreach((json_t *)wanted, id, want)
    {
        const finding *f = finding_by_id(c, r, id);
        if (f != NULL)
            same_text(c, id, f->words, json_string_value(want));
    }
}

/* No finding above this severity. */
static void ask_at_most(const case_file *c, const check_results *r, const json_t *severity)
{
    for (uint32_t i = 0; i < checks_finding_count(r); ++i) {
        const finding *f = checks_finding(r, i);
        int32_t limit = CHECK_INFO;
        while (limit <= CHECK_PROBLEM && strcmp(severities[limit], json_string_value(severity)) != 0)
            ++limit;
        holds(f->severity <= limit, c, "no finding above", f->check->id);
    }
}

static void ask_nothing(const case_file *c, const check_results *r, const json_t *value)
{
    (void)c, (void)r, (void)value;
}

static const struct {
    const char *key;
    void (*ask)(const case_file *, const check_results *, const json_t *);
} questions[] = {
    {"about", ask_nothing},     {"facts", ask_nothing},     {"must", ask_must},
    {"must_not", ask_must_not}, {"verdict", ask_verdict},   {"first", ask_first},
    {"causes", ask_causes},     {"severity", ask_severity}, {"status", ask_status},
    {"reason", ask_reason},     {"evidence", ask_evidence}, {"fixes", ask_fixes},
    {"words", ask_words},       {"at_most", ask_at_most},
};

static void ask(const case_file *c, const check_results *r)
{
    const char *key;
    json_t *value;
    json_object_foreach(c->json, key, value)
    {
        bool known = false;
        for (size_t i = 0; i < sizeof questions / sizeof questions[0]; ++i) {
            if (strcmp(questions[i].key, key) == 0) {
                questions[i].ask(c, r, value);
                known = true;
            }
        }
        holds(known, c, "known key", key);
    }
    holds(json_is_string(json_object_get(c->json, "about")), c, "says what it is", "about");
    holds(json_is_string(json_object_get(c->json, "verdict")), c, "has a verdict", "verdict");
}

/* ---- what holds in every case ----------------------------------------------------------------------- */

static void sound(const case_file *c, const check_results *r)
{
    const char *meant = facts_chosen_id(c->facts);
    if (meant == NULL)
        meant = c->facts->open.device;
    for (uint32_t i = 0; i < checks_finding_count(r); ++i) {
        const finding *f = checks_finding(r, i);
        const char *id = f->check->id;
        holds(f->cause < (int32_t)i, c, "a cause stands before its consequence", id);
        holds(!f->contradicted || f->severity == CHECK_INFO, c, "what is contradicted is info", id);
        holds(f->device == NULL || (meant != NULL && strcmp(f->device, meant) == 0), c,
              "about the device meant", id);
        holds(strncmp(f->words, id, strlen(id)) == 0, c, "its words are its own", f->words);
        for (uint32_t k = 0; k < f->fix_count; ++k) {
            const finding_fix *x = &f->fixes[k];
            if (x->kind == FIX_CHANGE)
                holds(x->device != NULL && x->seen != NULL && x->wanted != NULL, c, "a complete change",
                      x->action);
            if (x->kind == FIX_SETTINGS || x->kind == FIX_HOST)
                holds(x->target != NULL, c, "has a target", x->action);
            for (uint32_t m = 0; m < k; ++m)
                holds(strcmp(x->action, f->fixes[m].action) != 0, c, "no fix twice", x->action);
        }
    }
    holds(checks_finding(r, checks_finding_count(r)) == NULL, c, "nothing beyond the last finding", "");
}

/* A report is replayed from its facts: the same comes of them. */
static void replay(const case_file *c, const check_results *r)
{
    char error[256] = "";
    char *text = facts_to_json(c->facts);
    facts *again =
        text == NULL ? NULL : facts_from_json(text, strlen(text), FACT_SOURCE_SIMULATED, error, sizeof error);
    check_results *second = again == NULL ? NULL : checks_run(again, NULL, NULL);
    if (holds(second != NULL, c, "replayed", error)) {
        holds(checks_verdict(second) == checks_verdict(r), c, "same verdict when replayed", "");
        holds(checks_finding_count(second) == checks_finding_count(r), c, "as many findings when replayed",
              "");
        for (uint32_t i = 0; i < checks_finding_count(r) && i < checks_finding_count(second); ++i)
            same_text(c, "replayed", checks_finding(second, i)->check->id, checks_finding(r, i)->check->id);
        for (uint32_t i = 0; i < check_count; ++i) {
            same_text(c, check_table[i].id, status_name(checks_status(second, i)),
                      status_name(checks_status(r, i)));
            same_text(c, check_table[i].id, checks_reason(second, i), checks_reason(r, i));
        }
    }
    checks_free(second);
    facts_release(again);
    free(text);
}

static void visit(const case_file *c, void *context)
{
    (void)context;
    check_results *r = checks_run(c->facts, NULL, NULL);
    if (!holds(r != NULL, c, "checks ran", ""))
        return;
    ask(c, r);
    sound(c, r);
    replay(c, r);
    holds(strcmp(c->folder, "healthy") == 0 || check_index(c->folder) < check_count, c, "folder is a check",
          c->folder);
    checks_free(r);
}

int main(int argc, char **argv)
{
    if (argc < 2 || check_count > CHECKS_MAX)
        return 2;
    fprintf(stderr, "%u cases\n", case_files(argv[1], visit, NULL));
    for (uint32_t i = 0; i < check_count; ++i) {
        if (!check_note(seen_must[i], check_table[i].id, 0, "has a case in which it must appear") ||
            !check_note(seen_must_not[i], check_table[i].id, 0, "has a case in which it must not appear"))
            continue;
    }
    return check_result();
}
