/*
 * mic_diag - public functions: facts and devices.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <string.h>

#include "api/arguments.h"
#include "core/context.h"
#include "core/device_list.h"
#include "mic_diag.h"

mic_diag_result mic_diag_facts_read(mic_diag_context *ctx, uint32_t timeout_ms, mic_diag_facts **out)
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
    result = context_need_worker(ctx);
    if (result != MIC_DIAG_OK) {
        return context_end(ctx, result);
    }
    facts_task *task = &ctx->reading;
    facts_release(task->result);
    task->result = NULL;
    task->done = false;
    task->timeout_ms = timeout_ms ? timeout_ms : ctx->call_timeout_ms;
    task->wanted = true;
    context_wake(ctx);
    result = context_wait(ctx, &task->done, task->timeout_ms);
    if (result == MIC_DIAG_OK) {
        facts *seen = task->result;
        task->result = NULL;
        if (seen) {
            context_add_told(ctx, seen);
        }
        *out = seen ? device_list_create(seen) : NULL;
        result = *out ? MIC_DIAG_OK : MIC_DIAG_ERROR_NO_MEMORY;
    }
    return context_end(ctx, result);
}

void mic_diag_facts_free(mic_diag_facts *list)
{
    device_list_free(list);
}

/* A handle is const to callers; its JSON is made at the first call, behind an atomic pointer. */
const char *mic_diag_facts_json(const mic_diag_facts *list)
{
    return list ? device_list_json((mic_diag_facts *)list) : "";
}

uint32_t mic_diag_device_count(const mic_diag_facts *list)
{
    return list ? list->count : 0;
}

const mic_diag_device *mic_diag_device_at(const mic_diag_facts *list, uint32_t index)
{
    return list && index < list->count ? &list->devices[index] : NULL;
}

const mic_diag_device *mic_diag_device_find(const mic_diag_facts *list, const char *id)
{
    for (uint32_t i = 0; list && id && i < list->count; i++) {
        const char *own = list->devices[i].device->id;
        if (own && strcmp(own, id) == 0) {
            return &list->devices[i];
        }
    }
    return NULL;
}

const char *mic_diag_device_id(const mic_diag_device *device)
{
    return device ? text_or_empty(device->device->id) : "";
}

const char *mic_diag_device_name(const mic_diag_device *device)
{
    return device ? text_or_empty(device->device->name) : "";
}

mic_diag_device_state mic_diag_device_get_state(const mic_diag_device *device)
{
    return device ? device->device->state : MIC_DIAG_DEVICE_UNKNOWN;
}

mic_diag_answer mic_diag_device_is_default(const mic_diag_device *device)
{
    return device ? device->device->default_ : MIC_DIAG_UNKNOWN;
}

mic_diag_answer mic_diag_device_is_communications_default(const mic_diag_device *device)
{
    return device ? device->device->communications_default : MIC_DIAG_UNKNOWN;
}

mic_diag_answer mic_diag_device_is_monitor(const mic_diag_device *device)
{
    return device ? device->device->monitor : MIC_DIAG_UNKNOWN;
}

mic_diag_answer mic_diag_device_is_muted(const mic_diag_device *device)
{
    return device ? device->device->muted : MIC_DIAG_UNKNOWN;
}

float mic_diag_device_volume_db(const mic_diag_device *device)
{
    return device ? (float)device->device->volume_db : NAN;
}

const char *mic_diag_device_json(const mic_diag_device *device)
{
    return device ? device_json((mic_diag_device *)device) : "";
}
