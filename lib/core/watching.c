/*
 * mic_diag - watching: what changes on the computer, as events.
 *
 * SPDX-License-Identifier: MIT
 */
#include "core/watching.h"

#include "core/context.h"

/* A sound service that was restarted is back within seconds; asking once a second costs nothing worth naming.
 */
enum { AGAIN_MS = 1000, START_MS = 3000 };

int64_t watching_step(mic_diag_context *ctx, int64_t now_us)
{
    watching *w = &ctx->watching;
    platform *p = ctx->platform;
    const char *name = w->wanted ? p->does->watcher(p) : NULL;
    if (!name || w->operation) {
        return INT64_MAX;
    }
    if (now_us < w->again_us) {
        return w->again_us;
    }
    platform_request request = {
        .operation = PLATFORM_WATCH, .name = name, .deadline_us = now_us + START_MS * (int64_t)1000};
    w->operation = p->does->start(p, &request);
    w->again_us = now_us + AGAIN_MS * (int64_t)1000;
    return w->operation ? INT64_MAX : w->again_us;
}

static void changed(mic_diag_context *ctx, const platform_message *m)
{
    static const struct {
        platform_change change;
        mic_diag_event_type type;
    } types[] = {{PLATFORM_CHANGED_DEVICES, MIC_DIAG_EVENT_DEVICES},
                 {PLATFORM_CHANGED_DEFAULT, MIC_DIAG_EVENT_DEFAULT},
                 {PLATFORM_CHANGED_VOLUME, MIC_DIAG_EVENT_VOLUME},
                 {PLATFORM_CHANGED_MUTE, MIC_DIAG_EVENT_MUTE}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (types[i].change == m->change) {
            event_queue_add(ctx->events, types[i].type, m->value, 0, m->device, NULL);
        }
    }
}

bool watching_message(mic_diag_context *ctx, const platform_message *m)
{
    watching *w = &ctx->watching;
    if (!w->operation || m->operation != w->operation) {
        return false;
    }
    if (m->type == PLATFORM_CHANGED) {
        changed(ctx, m);
    } else if (m->type == PLATFORM_STARTED) {
        /* What changed before is not known: whoever looked earlier looks again. */
        mic_diag_event_type type = w->broken ? MIC_DIAG_EVENT_OVERFLOW : MIC_DIAG_EVENT_DEVICES;
        w->broken = false;
        event_queue_add(ctx->events, type, 0, 0, NULL, NULL);
    } else if (m->type == PLATFORM_ENDED) {
        w->operation = 0;
        w->again_us = ctx->platform->does->now(ctx->platform) + AGAIN_MS * (int64_t)1000;
        if (!w->broken) {
            /* The devices went with the service. */
            w->broken = true;
            event_queue_add(ctx->events, MIC_DIAG_EVENT_DEVICES, 0, 0, NULL, NULL);
        }
    }
    return true;
}
