/*
 * mic_diag - public functions: events.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "api/arguments.h"
#include "core/context.h"
#include "mic_diag.h"

/* The first version of the structure; a caller's later one may be longer. */
enum { EVENT_SIZE = sizeof(mic_diag_event) };

void mic_diag_event_init(mic_diag_event *event, uint32_t struct_size)
{
    if (!event || struct_size < sizeof event->struct_size) {
        return;
    }
    memset(event, 0, struct_size);
    if (struct_size >= EVENT_SIZE) {
        event->struct_size = struct_size;
        event->device_id = "";
        event->text = "";
    }
}

static mic_diag_result start_watching(mic_diag_context *ctx)
{
    os_mutex_lock(ctx->lock);
    mic_diag_result result = context_need_worker(ctx);
    if (result == MIC_DIAG_OK) {
        ctx->watching.wanted = true;
        context_wake(ctx);
    }
    os_mutex_unlock(ctx->lock);
    return result;
}

int32_t mic_diag_next_event(mic_diag_context *ctx, uint32_t wait_ms, mic_diag_event *event)
{
    if (!ctx || !event || event->struct_size < EVENT_SIZE) {
        return MIC_DIAG_ERROR_INVALID;
    }
    if (os_fork_guard_is_child(ctx->fork_guard)) {
        return MIC_DIAG_ERROR_FORKED;
    }
    if (!ctx->polled) {
        mic_diag_result result = start_watching(ctx);
        if (result != MIC_DIAG_OK) {
            return result;
        }
        ctx->polled = true;
    }
    queued_event taken;
    int64_t until = wait_ms ? os_now_us() + wait_ms * (int64_t)1000 : 0;
    int32_t result = event_queue_take(ctx->events, until, &taken);
    if (result != 1) {
        return result;
    }
    queued_event_clear(&ctx->taken);
    ctx->taken = taken;
    event->type = taken.type;
    event->time_us = taken.time_us;
    event->frame = taken.frame;
    event->value = taken.value;
    event->run = taken.run;
    event->device_id = text_or_empty(ctx->taken.device);
    event->text = text_or_empty(ctx->taken.text);
    return 1;
}

int64_t mic_diag_event_handle(mic_diag_context *ctx)
{
    return ctx ? event_queue_handle(ctx->events) : -1;
}
