/*
 * mic_diag - the worker: one thread a context, which alone calls the platform.
 *
 * SPDX-License-Identifier: MIT
 */
#include "core/context.h"

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static void read_facts(mic_diag_context *ctx, int64_t now_us)
{
    facts_task *task = &ctx->reading;
    if (task->wanted) {
        task->wanted = false;
        looking_stop(&task->look); /* what an earlier call did not wait for */
        if (!looking_start(&task->look, ctx->platform, now_us + task->timeout_ms * (int64_t)1000)) {
            task->done = true;
        }
    }
    if (looking_finished(&task->look)) {
        task->result = looking_take(&task->look);
        task->done = true;
    }
    if (task->done) {
        os_condition_signal_all(ctx->changed);
    }
}

/* Starts what was asked for and judges timers. @return when to do so again, on the platform's clock. */
static int64_t step(mic_diag_context *ctx)
{
    int64_t now_us = ctx->platform->does->now(ctx->platform);
    read_facts(ctx, now_us);
    int64_t next = diagnosis_step(ctx, now_us);
    next = earlier(next, fixing_step(ctx, now_us));
    next = earlier(next, monitor_step(ctx, now_us));
    return earlier(next, watching_step(ctx, now_us));
}

static void dispatch(mic_diag_context *ctx, const platform_message *m)
{
    (void)(looking_message(&ctx->reading.look, m) || fixing_message(ctx, m) || watching_message(ctx, m) ||
           diagnosis_message(ctx, m) || monitor_message(ctx, m));
}

void worker_run(void *argument)
{
    mic_diag_context *ctx = argument;
    platform *p = ctx->platform;
    os_mutex_lock(ctx->lock);
    while (!ctx->quit) {
        int64_t until = step(ctx);
        os_mutex_unlock(ctx->lock);
        platform_message message = {0};
        platform_message_type type = p->does->next(p, until, &message);
        os_mutex_lock(ctx->lock);
        if (type != PLATFORM_NOTHING && !ctx->quit) {
            dispatch(ctx, &message);
        }
    }
    os_mutex_unlock(ctx->lock);
}
