/*
 * mic_diag - a computer of which nothing is known: the smallest example of the seam.
 *
 * Every operation ends at once, "unsupported". What a new platform has to have at least is here.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/os.h"
#include "platform/platform.h"

enum { PENDING_MAX = 64 };

typedef struct {
    platform base;
    os_mutex *mutex;
    os_condition *woken;
    bool is_woken;
    uint32_t last_number;
    uint32_t pending[PENDING_MAX]; /* operations whose end is still to be told */
    uint32_t pending_count;
} none_platform;

static none_platform *of(platform *p)
{
    return (none_platform *)(void *)p;
}

static void none_destroy(platform *p)
{
    if (p == NULL)
        return;
    none_platform *n = of(p);
    os_condition_free(n->woken);
    os_mutex_free(n->mutex);
    free(n);
}

static platform *none_create(const platform_settings *settings)
{
    (void)settings;
    none_platform *n = calloc(1, sizeof *n);
    if (n == NULL)
        return NULL;
    n->base.does = &platform_none;
    n->mutex = os_mutex_create();
    n->woken = os_condition_create();
    if (n->mutex == NULL || n->woken == NULL) {
        none_destroy(&n->base);
        return NULL;
    }
    return &n->base;
}

static int64_t none_now(platform *p)
{
    (void)p;
    return os_now_us();
}

static const char *const *none_probes(platform *p)
{
    /* One, so that a diagnosis says why it knows nothing. */
    static const char *const names[] = {"system", NULL};
    (void)p;
    return names;
}

static const char *none_watcher(platform *p)
{
    (void)p;
    return NULL;
}

static uint32_t none_start(platform *p, const platform_request *request)
{
    none_platform *n = of(p);
    (void)request;
    if (n->pending_count == PENDING_MAX)
        return 0;
    n->last_number = n->last_number == UINT32_MAX ? 1 : n->last_number + 1;
    n->pending[n->pending_count++] = n->last_number;
    return n->last_number;
}

static void none_stop(platform *p, uint32_t operation)
{
    none_platform *n = of(p);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n->pending_count; i++)
        if (n->pending[i] != operation)
            n->pending[kept++] = n->pending[i];
    n->pending_count = kept;
}

static platform_message_type none_next(platform *p, int64_t until_us, platform_message *out)
{
    none_platform *n = of(p);
    memset(out, 0, sizeof *out);
    if (n->pending_count > 0) {
        out->type = PLATFORM_ENDED;
        out->operation = n->pending[0];
        out->status = FACT_probe_status_missing;
        out->alive = FACT_UNKNOWN;
        out->signal = out->code = -1;
        out->device = out->before = out->after = out->step = "";
        out->text = "unsupported";
        none_stop(p, out->operation);
        return PLATFORM_ENDED;
    }
    os_mutex_lock(n->mutex);
    while (!n->is_woken && os_now_us() < until_us)
        os_condition_wait(n->woken, n->mutex, until_us);
    n->is_woken = false;
    os_mutex_unlock(n->mutex);
    return PLATFORM_NOTHING;
}

static void none_wake(platform *p)
{
    none_platform *n = of(p);
    os_mutex_lock(n->mutex);
    n->is_woken = true;
    os_condition_signal_all(n->woken);
    os_mutex_unlock(n->mutex);
}

static const char *none_machine(platform *p)
{
    (void)p;
    return "none";
}

const platform_operations platform_none = {
    .name = "none",
    .create = none_create,
    .destroy = none_destroy,
    .now = none_now,
    .probes = none_probes,
    .watcher = none_watcher,
    .start = none_start,
    .stop = none_stop,
    .next = none_next,
    .wake = none_wake,
    .machine = none_machine,
};
