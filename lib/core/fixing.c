/*
 * mic_diag - fixes: look again, compare, change, read back, look whether it helped; and the way back.
 *
 * SPDX-License-Identifier: MIT
 */
#include "core/fixing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/context.h"
#include "core/text.h"

struct journal_entry {
    journal_entry *next;
    char *key, *before, *after;
};

static void entry_free(journal_entry *e)
{
    if (e) {
        free(e->key);
        free(e->before);
        free(e->after);
        free(e);
    }
}

static journal_entry **journal_find(fixing *x, const char *key)
{
    journal_entry **at = &x->journal;
    while (*at && strcmp((*at)->key, key) != 0) {
        at = &(*at)->next;
    }
    return at;
}

static void journal_forget(fixing *x, const char *key)
{
    journal_entry **at = journal_find(x, key);
    journal_entry *found = *at;
    if (found) {
        *at = found->next;
        entry_free(found);
    }
}

static bool journal_add(fixing *x, const char *before, const char *after)
{
    journal_entry *e = calloc(1, sizeof *e);
    if (!e) {
        return false;
    }
    e->key = text_copy(x->key);
    e->before = text_copy(before);
    e->after = text_copy(after);
    if (!e->key || !e->before || !e->after) {
        entry_free(e);
        return false;
    }
    journal_forget(x, x->key);
    e->next = x->journal;
    x->journal = e;
    return true;
}

mic_diag_result fixing_want(mic_diag_context *ctx, const char *key, bool undo, bool background)
{
    fixing *x = &ctx->fixing;
    if (x->phase != FIXING_IDLE) {
        context_fail(ctx, "a fix is being carried out already");
        return MIC_DIAG_ERROR_BUSY;
    }
    fix_key parsed;
    mic_diag_result result = fix_key_parse(key, &parsed);
    if (result != MIC_DIAG_OK) {
        context_fail(ctx, "this is not the key of a fix");
        return result;
    }
    if (strcmp(parsed.machine, ctx->platform->does->machine(ctx->platform)) != 0) {
        context_fail(ctx, "this fix was found on another computer (%s)", parsed.machine);
        result = MIC_DIAG_ERROR_INVALID;
    } else if (undo && !*journal_find(x, key)) {
        context_fail(ctx, "this fix was not applied through this context, or is undone already");
        result = MIC_DIAG_ERROR_NOT_FOUND;
    } else if (!undo && parsed.kind != FIX_CHANGE) {
        context_fail(ctx, "this fix is something for the user or the program to do, see its text");
        result = MIC_DIAG_ERROR_UNSUPPORTED;
    } else if (!undo && !check_find(parsed.finding)) {
        context_fail(ctx, "this library does not know the finding '%s'", parsed.finding);
        result = MIC_DIAG_ERROR_INVALID;
    }
    char *copy = result == MIC_DIAG_OK ? text_copy(key) : NULL;
    if (!copy) {
        fix_key_clear(&parsed);
        return result == MIC_DIAG_OK ? MIC_DIAG_ERROR_NO_MEMORY : result;
    }
    x->key = copy;
    x->parsed = parsed;
    x->undo = undo;
    x->background = background;
    x->done = x->cancel = false;
    x->error[0] = '\0';
    x->timeout_ms = ctx->call_timeout_ms;
    x->phase = FIXING_WANTED;
    context_wake(ctx);
    return MIC_DIAG_OK;
}

/* For a call that waits; a background fix has nobody to tell it to, and the context's own text is the
 * caller's. */
static void explain(mic_diag_context *ctx, const char *first, const char *second)
{
    snprintf(ctx->fixing.error, sizeof ctx->fixing.error, "%s%s%s", first, *second ? ": " : "", second);
}

static void finish(mic_diag_context *ctx, mic_diag_result result)
{
    fixing *x = &ctx->fixing;
    looking_stop(&x->look);
    if (x->operation) {
        ctx->platform->does->stop(ctx->platform, x->operation);
        x->operation = 0;
    }
    if (x->background) {
        event_queue_add(ctx->events, MIC_DIAG_EVENT_FIX, result, 0, x->parsed.device, x->key);
    }
    free(x->key);
    x->key = NULL;
    fix_key_clear(&x->parsed);
    x->phase = FIXING_IDLE;
    x->result = result;
    x->done = true;
    os_condition_signal_all(ctx->changed);
}

static void change(mic_diag_context *ctx, fixing_phase phase, const char *seen, const char *wanted)
{
    fixing *x = &ctx->fixing;
    platform_request request = {.operation = PLATFORM_APPLY,
                                .name = x->parsed.action,
                                .device = x->parsed.device,
                                .seen = seen,
                                .wanted = wanted,
                                .deadline_us = x->until_us};
    x->phase = phase;
    x->operation = ctx->platform->does->start(ctx->platform, &request);
    if (!x->operation) {
        finish(ctx, MIC_DIAG_ERROR_NO_MEMORY);
    }
}

static bool offers_same_fix(const fix_key *key, const check_results *results)
{
    for (uint32_t i = 0; i < checks_finding_count(results); i++) {
        const finding *f = checks_finding(results, i);
        for (uint32_t k = 0; k < f->fix_count; k++) {
            const finding_fix *fix = &f->fixes[k];
            if (strcmp(fix->action, key->action) == 0 && fix->seen && fix->wanted &&
                strcmp(fix->seen, key->seen) == 0 && strcmp(fix->wanted, key->wanted) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* Why the check cannot tell whether the finding holds. */
static mic_diag_result why_unknown(const fix_key *key, const facts *seen)
{
    for (uint32_t i = 0; i < seen->probes.count; i++) {
        if (FACT_AT(fact_probe, seen->probes, i)->status == FACT_probe_status_timeout) {
            return MIC_DIAG_ERROR_TIMEOUT;
        }
    }
    bool gone =
        key->device[0] && seen->devices.mark.why == FACT_KNOWN && !facts_find_device(seen, key->device);
    return gone ? MIC_DIAG_ERROR_STALE : MIC_DIAG_ERROR_SYSTEM;
}

/*
 * Runs the finding's own check on what is there now.
 * @return OK: it `holds` or not, and offers the `same` fix or not; else why that is not known.
 */
static mic_diag_result judge(mic_diag_context *ctx, bool *holds, bool *same)
{
    fixing *x = &ctx->fixing;
    facts *seen = looking_take(&x->look);
    check_results *results = NULL;
    if (seen) {
        diagnosis_choose(seen, x->parsed.device, NULL);
        results = facts_failed(seen) ? NULL : checks_run(seen, x->parsed.finding, NULL);
    }
    mic_diag_result result = MIC_DIAG_ERROR_NO_MEMORY;
    if (results) {
        const check *c = check_find(x->parsed.finding);
        int32_t status = checks_status(results, (uint32_t)(c - check_table));
        result = status == CHECK_UNKNOWN ? why_unknown(&x->parsed, seen) : MIC_DIAG_OK;
        *holds = status == CHECK_FAILED;
        *same = offers_same_fix(&x->parsed, results);
        checks_free(results);
    }
    facts_release(seen);
    return result;
}

static void compared(mic_diag_context *ctx)
{
    fixing *x = &ctx->fixing;
    bool holds = false, same = false;
    mic_diag_result result = judge(ctx, &holds, &same);
    if (holds && same) {
        change(ctx, FIXING_CHANGING, x->parsed.seen, x->parsed.wanted);
        return;
    }
    result = result == MIC_DIAG_OK ? MIC_DIAG_ERROR_STALE : result;
    if (result == MIC_DIAG_ERROR_STALE) {
        explain(ctx, "what this fix rests on no longer holds; nothing was changed", "");
    } else if (result != MIC_DIAG_ERROR_NO_MEMORY) {
        explain(ctx, "the system did not tell whether this still holds; nothing was changed", "");
    }
    finish(ctx, result);
}

static void verified(mic_diag_context *ctx)
{
    bool holds = false, same = false;
    mic_diag_result result = judge(ctx, &holds, &same);
    if (holds) {
        explain(ctx, "the setting was changed, and the problem is still there", "");
        result = MIC_DIAG_ERROR_NOT_EFFECTIVE;
    } else if (result != MIC_DIAG_ERROR_NO_MEMORY) {
        result = MIC_DIAG_OK; /* what was read back is what was wanted */
    }
    finish(ctx, result);
}

static mic_diag_result applied_result(platform_applied applied)
{
    switch (applied) {
    case PLATFORM_APPLY_OK:
        return MIC_DIAG_OK;
    case PLATFORM_APPLY_STALE:
        return MIC_DIAG_ERROR_STALE;
    case PLATFORM_APPLY_GONE:
        return MIC_DIAG_ERROR_NOT_FOUND;
    case PLATFORM_APPLY_REFUSED:
        return MIC_DIAG_ERROR_DENIED;
    case PLATFORM_APPLY_UNSUPPORTED:
        return MIC_DIAG_ERROR_UNSUPPORTED;
    default:
        return MIC_DIAG_ERROR_NOT_EFFECTIVE;
    }
}

static void say_why(mic_diag_context *ctx, mic_diag_result result)
{
    static const struct {
        mic_diag_result result;
        const char *text;
    } words[] = {
        {MIC_DIAG_ERROR_STALE, "somebody else has changed the setting; nothing was changed"},
        {MIC_DIAG_ERROR_NOT_FOUND, "the device is not there any more"},
        {MIC_DIAG_ERROR_DENIED, "the sound system refused the change"},
        {MIC_DIAG_ERROR_UNSUPPORTED, "this setting cannot be changed on this system"},
        {MIC_DIAG_ERROR_NOT_EFFECTIVE, "the sound system accepted the change and did not keep it"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (words[i].result == result) {
            explain(ctx, words[i].text, "");
        }
    }
}

static void applied(mic_diag_context *ctx, const platform_message *m)
{
    fixing *x = &ctx->fixing;
    mic_diag_result result = applied_result(m->applied);
    ctx->platform->does->stop(ctx->platform, x->operation);
    x->operation = 0;
    if (result != MIC_DIAG_OK) {
        say_why(ctx, result);
        finish(ctx, result);
        return;
    }
    if (x->undo) {
        journal_forget(x, x->key);
        finish(ctx, MIC_DIAG_OK);
        return;
    }
    if (!journal_add(x, m->before, m->after)) {
        /* Without its entry it could not be taken back: take it back now. */
        change(ctx, FIXING_UNDOING, m->after, m->before);
        return;
    }
    x->phase = FIXING_VERIFYING;
    if (!looking_start(&x->look, ctx->platform, x->until_us)) {
        finish(ctx, MIC_DIAG_ERROR_NO_MEMORY);
    }
}

int64_t fixing_step(mic_diag_context *ctx, int64_t now_us)
{
    fixing *x = &ctx->fixing;
    if (x->phase == FIXING_IDLE) {
        return INT64_MAX;
    }
    /* A change that is under way is seen to its end, so that it is in the journal; nobody waits for that. */
    bool changing = x->phase == FIXING_CHANGING || x->phase == FIXING_UNDOING;
    if (x->cancel && !changing) {
        finish(ctx, MIC_DIAG_ERROR_CANCELLED);
        return INT64_MAX;
    }
    if (x->phase == FIXING_WANTED) {
        x->until_us = now_us + x->timeout_ms * (int64_t)1000;
        if (x->undo) {
            const journal_entry *e = *journal_find(x, x->key);
            change(ctx, FIXING_CHANGING, e->after, e->before);
            return INT64_MAX;
        }
        x->phase = FIXING_COMPARING;
        if (!looking_start(&x->look, ctx->platform, x->until_us)) {
            finish(ctx, MIC_DIAG_ERROR_NO_MEMORY);
            return INT64_MAX;
        }
    }
    if (looking_finished(&x->look)) {
        if (x->phase == FIXING_COMPARING) {
            compared(ctx);
        } else {
            verified(ctx);
        }
    }
    return INT64_MAX;
}

static void failed(mic_diag_context *ctx, const platform_message *m)
{
    fixing *x = &ctx->fixing;
    bool timeout = m->type == PLATFORM_ENDED && m->status == FACT_probe_status_timeout;
    bool undoing = x->phase == FIXING_UNDOING;
    if (m->type == PLATFORM_ENDED) {
        x->operation = 0;
    }
    explain(ctx, "changing the setting failed", m->text ? m->text : "");
    finish(ctx, undoing   ? MIC_DIAG_ERROR_NO_MEMORY
                : timeout ? MIC_DIAG_ERROR_TIMEOUT
                          : MIC_DIAG_ERROR_SYSTEM);
}

bool fixing_message(mic_diag_context *ctx, const platform_message *m)
{
    fixing *x = &ctx->fixing;
    if (x->phase == FIXING_COMPARING || x->phase == FIXING_VERIFYING) {
        return looking_message(&x->look, m);
    }
    if (!x->operation || m->operation != x->operation) {
        return false;
    }
    if (m->type == PLATFORM_APPLIED && x->phase == FIXING_UNDOING) {
        finish(ctx, MIC_DIAG_ERROR_NO_MEMORY);
    } else if (m->type == PLATFORM_APPLIED) {
        applied(ctx, m);
    } else if (m->type == PLATFORM_FAILED || m->type == PLATFORM_ENDED) {
        failed(ctx, m);
    }
    return true;
}

void fixing_clear(fixing *x)
{
    looking_stop(&x->look);
    free(x->key);
    fix_key_clear(&x->parsed);
    while (x->journal) {
        journal_entry *next = x->journal->next;
        entry_free(x->journal);
        x->journal = next;
    }
    memset(x, 0, sizeof *x);
}
