/*
 * mic_diag - the context's making, calling and waiting.
 *
 * SPDX-License-Identifier: MIT
 */
#include "core/context.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/utf8.h"

mic_diag_result context_begin(mic_diag_context *ctx)
{
    if (!ctx) {
        return MIC_DIAG_ERROR_INVALID;
    }
    if (os_fork_guard_is_child(ctx->fork_guard)) {
        /* The worker thread does not exist here, and the lock may be held for ever. */
        return MIC_DIAG_ERROR_FORKED;
    }
    os_mutex_lock(ctx->lock);
    if (ctx->calling) {
        os_mutex_unlock(ctx->lock);
        return MIC_DIAG_ERROR_BUSY;
    }
    ctx->calling = true;
    ctx->error[0] = '\0';
    return MIC_DIAG_OK;
}

mic_diag_result context_end(mic_diag_context *ctx, mic_diag_result result)
{
    if (result < 0 && !ctx->error[0]) {
        context_fail(ctx, "%s", mic_diag_result_text(result));
    }
    size_t length = strlen(ctx->error);
    if (!utf8_valid(ctx->error, length)) {
        /* It quotes what was wrong, perhaps cut in the middle of a character. */
        char text[CONTEXT_ERROR_SIZE];
        memcpy(text, ctx->error, length + 1);
        utf8_repair(ctx->error, sizeof ctx->error, text, length);
    }
    ctx->calling = false;
    os_mutex_unlock(ctx->lock);
    return result;
}

void context_fail(mic_diag_context *ctx, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(ctx->error, sizeof ctx->error, format, arguments);
    va_end(arguments);
}

mic_diag_result context_need_platform(mic_diag_context *ctx)
{
    if (ctx->platform) {
        return MIC_DIAG_OK;
    }
    platform_settings settings = {.app_name = ctx->app_name, .helper_program = ctx->helper_program};
    ctx->platform = ctx->platform_kind->create(&settings);
    return ctx->platform ? MIC_DIAG_OK : MIC_DIAG_ERROR_NO_MEMORY;
}

mic_diag_result context_need_worker(mic_diag_context *ctx)
{
    mic_diag_result result = context_need_platform(ctx);
    if (result != MIC_DIAG_OK || ctx->worker) {
        return result;
    }
    ctx->worker = os_thread_start(worker_run, ctx);
    if (!ctx->worker) {
        context_fail(ctx, "the system refused a thread");
        return MIC_DIAG_ERROR_NO_MEMORY;
    }
    return MIC_DIAG_OK;
}

void context_wake(mic_diag_context *ctx)
{
    ctx->platform->does->wake(ctx->platform);
}

mic_diag_result context_wait(mic_diag_context *ctx, const bool *done, uint32_t timeout_ms)
{
    int64_t until = os_now_us() + ((int64_t)timeout_ms + CONTEXT_GRACE_MS) * 1000;
    uint32_t cancels = ctx->cancels;
    while (!*done) {
        if (ctx->cancels != cancels) {
            return MIC_DIAG_ERROR_CANCELLED;
        }
        if (!os_condition_wait(ctx->changed, ctx->lock, until) && !*done) {
            return ctx->cancels != cancels ? MIC_DIAG_ERROR_CANCELLED : MIC_DIAG_ERROR_TIMEOUT;
        }
    }
    return MIC_DIAG_OK;
}

void context_abandon(mic_diag_context *ctx, bool *cancel, const bool *done)
{
    *cancel = true;
    context_wake(ctx);
    int64_t until = os_now_us() + 80000;
    while (!*done && os_condition_wait(ctx->changed, ctx->lock, until)) {
    }
}

void context_add_told(const mic_diag_context *ctx, facts *f)
{
    const fact_source s = FACT_SOURCE_HOST;
    if (ctx->told_muted != MIC_DIAG_UNKNOWN) {
        FACT_SET(f, host, HOST, &f->host, muted, integer, ctx->told_muted, s);
    }
    if (ctx->told_transmitting != MIC_DIAG_UNKNOWN) {
        FACT_SET(f, host, HOST, &f->host, transmitting, integer, ctx->told_transmitting, s);
    }
    if (ctx->told_prompted != MIC_DIAG_UNKNOWN) {
        FACT_SET(f, host, HOST, &f->host, prompted, integer, ctx->told_prompted, s);
    }
}
