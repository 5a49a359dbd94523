/*
 * mic_diag - public functions: carrying fixes out.
 *
 * SPDX-License-Identifier: MIT
 */

#include "api/arguments.h"
#include "core/context.h"
#include "mic_diag.h"

static mic_diag_result begin_fix(mic_diag_context *ctx, const char *key, bool undo, bool background)
{
    if (!key || !good_text(key)) {
        return MIC_DIAG_ERROR_INVALID;
    }
    mic_diag_result result = context_need_worker(ctx);
    return result == MIC_DIAG_OK ? fixing_want(ctx, key, undo, background) : result;
}

static mic_diag_result run_fix(mic_diag_context *ctx, const char *key, bool undo)
{
    mic_diag_result result = context_begin(ctx);
    if (result != MIC_DIAG_OK) {
        return result;
    }
    result = begin_fix(ctx, key, undo, false);
    if (result != MIC_DIAG_OK) {
        return context_end(ctx, result);
    }
    fixing *x = &ctx->fixing;
    result = context_wait(ctx, &x->done, x->timeout_ms);
    if (result != MIC_DIAG_OK) {
        context_abandon(ctx, &x->cancel, &x->done);
        return context_end(ctx, result);
    }
    if (x->error[0]) {
        context_fail(ctx, "%s", x->error);
    }
    return context_end(ctx, x->result);
}

mic_diag_result mic_diag_fix_apply(mic_diag_context *ctx, const char *key)
{
    return run_fix(ctx, key, false);
}

mic_diag_result mic_diag_fix_undo(mic_diag_context *ctx, const char *key)
{
    return run_fix(ctx, key, true);
}

mic_diag_result mic_diag_fix_start(mic_diag_context *ctx, const char *key)
{
    mic_diag_result result = context_begin(ctx);
    return result == MIC_DIAG_OK ? context_end(ctx, begin_fix(ctx, key, false, true)) : result;
}
