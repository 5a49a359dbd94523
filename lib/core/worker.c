/*
 * mic_diag - the worker: one thread a context, which alone calls the platform.
 *
 * SPDX-License-Identifier: MIT
 */
#include "core/context.h"

/* What is read before time is judged; a platform that says more at once is not waited for. */
enum { MESSAGES_MAX = 500 };

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
static int64_t step(mic_diag_context *ctx, int64_t now_us)
{
    read_facts(ctx, now_us);
    int64_t next = diagnosis_step(ctx, now_us);
    next = earlier(next, fixing_step(ctx, now_us));
    next = earlier(next, monitor_step(ctx, now_us));
    return earlier(next, watching_step(ctx, now_us));
}

static void dispatch(mic_diag_context *ctx, const platform_message *m)
{
    if (looking_message(&ctx->reading.look, m) || fixing_message(ctx, m) || watching_message(ctx, m)) {
        return;
    }
    /* Both: they may share a stream. */
    diagnosis_message(ctx, m);
    monitor_message(ctx, m);
}

/* Waits for a message, without the lock. @return false: there was none. */
static bool take(mic_diag_context *ctx, int64_t until_us)
{
    platform *p = ctx->platform;
    platform_message message = {0};
    os_mutex_unlock(ctx->lock);
    platform_message_type type = p->does->next(p, until_us, &message);
    os_mutex_lock(ctx->lock);
    if (type != PLATFORM_NOTHING && !ctx->quit) {
        dispatch(ctx, &message);
    }
    return type != PLATFORM_NOTHING;
}

/*
 * Takes all that has arrived. The host may have been stopped: what was said meanwhile was said in time.
 * @return until when: the present for what is judged next.
 */
static int64_t catch_up(mic_diag_context *ctx)
{
    int64_t now_us;
    uint32_t messages = 0;
    do {
        now_us = ctx->platform->does->now(ctx->platform);
    } while (take(ctx, now_us) && !ctx->quit && ++messages < MESSAGES_MAX);
    return now_us;
}

void worker_run(void *argument)
{
    mic_diag_context *ctx = argument;
    os_mutex_lock(ctx->lock);
    while (!ctx->quit) {
        int64_t now_us = catch_up(ctx);
        if (!ctx->quit) {
            take(ctx, step(ctx, now_us));
        }
    }
    os_mutex_unlock(ctx->lock);
}
