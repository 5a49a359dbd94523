/*
 * mic_diag - public functions: diagnosis.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "api/arguments.h"
#include "core/context.h"
#include "mic_diag.h"

/* The first version of the structure; a caller's later one may be longer. */
enum { OPTIONS_SIZE = sizeof(mic_diag_options) };

void mic_diag_options_init(mic_diag_options *options, uint32_t struct_size)
{
    if (!options || struct_size < sizeof options->struct_size) {
        return;
    }
    memset(options, 0, struct_size);
    if (struct_size < OPTIONS_SIZE) {
        return; /* struct_size stays 0: refused when it is used */
    }
    options->struct_size = struct_size;
    options->timeout_ms = 15000;
    options->listen_ms = 6000;
    options->stop_early = 1;
}

static bool good_options(mic_diag_context *ctx, const mic_diag_options *o)
{
    if (o->struct_size < OPTIONS_SIZE) {
        context_fail(ctx, "options must be filled by mic_diag_options_init");
        return false;
    }
    if (o->timeout_ms == 0 || o->timeout_ms > 3600000 || o->listen_ms > 3600000) {
        context_fail(ctx, "timeout_ms takes 1 to 3600000, listen_ms 0 to 3600000");
        return false;
    }
    if (!good_text(o->device_id) || !good_text(o->device_name) || !good_text(o->only) || !good_text(o->off)) {
        context_fail(ctx, "a text in the options is not UTF-8, or too long");
        return false;
    }
    return true;
}

/* A check that does not exist would never be made, and nobody would notice. (In `off`, one that does not
 * exist yet is none to switch off.) */
static bool good_checks(mic_diag_context *ctx, const char *ids)
{
    while (ids && *ids) {
        char id[64];
        size_t skipped = strspn(ids, ", ");
        size_t length = strcspn(ids + skipped, ", ");
        if (length >= sizeof id) {
            length = sizeof id - 1;
        }
        memcpy(id, ids + skipped, length);
        id[length] = '\0';
        if (length && !check_find(id)) {
            context_fail(ctx, "there is no check '%s'", id);
            return false;
        }
        ids += skipped + length;
    }
    return true;
}

/* Begins a diagnosis; on success the lock is held and `run` is its number. */
static mic_diag_result begin_diagnosis(mic_diag_context *ctx, const mic_diag_options *options,
                                       bool background, int32_t *run)
{
    mic_diag_options defaults;
    mic_diag_options_init(&defaults, sizeof defaults);
    const mic_diag_options *o = options ? options : &defaults;
    if (!good_options(ctx, o)) {
        return MIC_DIAG_ERROR_INVALID;
    }
    if (!good_checks(ctx, o->only)) {
        return MIC_DIAG_ERROR_NOT_FOUND;
    }
    mic_diag_result result = context_need_worker(ctx);
    if (result == MIC_DIAG_OK) {
        *run = diagnosis_want(ctx, o, background);
        result = *run > 0 ? MIC_DIAG_OK : *run;
    }
    return result;
}

mic_diag_result mic_diag_diagnose(mic_diag_context *ctx, const mic_diag_options *options,
                                  mic_diag_report **out)
{
    if (out) {
        *out = NULL;
    }
    mic_diag_result result = context_begin(ctx);
    if (result != MIC_DIAG_OK) {
        return result;
    }
    int32_t run = 0;
    result = out ? begin_diagnosis(ctx, options, false, &run) : MIC_DIAG_ERROR_INVALID;
    if (result != MIC_DIAG_OK) {
        return context_end(ctx, result);
    }
    diagnosis *d = &ctx->diagnosis;
    result = context_wait(ctx, &d->done, d->timeout_ms);
    if (result != MIC_DIAG_OK) {
        context_abandon(ctx, &d->cancel, &d->done);
        return context_end(ctx, result);
    }
    *out = (mic_diag_report *)d->finished;
    d->finished = NULL;
    return context_end(ctx, d->result);
}

int32_t mic_diag_diagnose_start(mic_diag_context *ctx, const mic_diag_options *options)
{
    mic_diag_result result = context_begin(ctx);
    if (result != MIC_DIAG_OK) {
        return result;
    }
    int32_t run = 0;
    result = begin_diagnosis(ctx, options, true, &run);
    context_end(ctx, result);
    return result == MIC_DIAG_OK ? run : result;
}

mic_diag_result mic_diag_diagnose_take(mic_diag_context *ctx, mic_diag_report **out)
{
    if (out) {
        *out = NULL;
    }
    mic_diag_result result = context_begin(ctx);
    if (result != MIC_DIAG_OK) {
        return result;
    }
    if (!out) {
        return context_end(ctx, MIC_DIAG_ERROR_INVALID);
    }
    diagnosis *d = &ctx->diagnosis;
    if (d->phase != DIAGNOSIS_IDLE) {
        context_fail(ctx, "the diagnosis is still running");
        result = MIC_DIAG_ERROR_BUSY;
    } else if (d->finished) {
        *out = (mic_diag_report *)d->finished;
        d->finished = NULL;
    } else {
        bool failed = d->done && d->result != MIC_DIAG_OK;
        context_fail(ctx, d->done ? "there is no report to take" : "no diagnosis was started");
        result = failed ? d->result : MIC_DIAG_ERROR_CANCELLED;
    }
    return context_end(ctx, result);
}

void mic_diag_cancel(mic_diag_context *ctx)
{
    if (!ctx || os_fork_guard_is_child(ctx->fork_guard)) {
        return;
    }
    os_mutex_lock(ctx->lock);
    ctx->cancels++;
    ctx->diagnosis.cancel = ctx->diagnosis.phase != DIAGNOSIS_IDLE;
    ctx->fixing.cancel = ctx->fixing.phase != FIXING_IDLE;
    if (ctx->platform) {
        context_wake(ctx);
    }
    os_condition_signal_all(ctx->changed);
    os_mutex_unlock(ctx->lock);
    event_queue_cancel(ctx->events);
}
