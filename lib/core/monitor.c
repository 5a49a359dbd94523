/*
 * mic_diag - the monitor: one microphone, recorded in the background for a meter.
 *
 * SPDX-License-Identifier: MIT
 */
#include "core/monitor.h"

#include <stdlib.h>
#include <string.h>

#include "core/context.h"
#include "core/text.h"

/* What mic_diag_monitor_read may fall behind before the oldest sound is dropped. */
enum { KEPT_SECONDS = 2 };

struct mic_diag_monitor {
    mic_diag_context *context;
    bool wanted, unwanted;
    char *device_id; /* NULL: the default */
    looking look;
    facts *seen;
    listener listening;
    mic_diag_monitor_state state;
    float *kept; /* a ring of whole frames */
    uint32_t room, first, count;
};

mic_diag_result monitor_want(mic_diag_context *ctx, const char *device_id, mic_diag_monitor **out)
{
    if (ctx->monitor) {
        context_fail(ctx, "this context has an open monitor already");
        return MIC_DIAG_ERROR_BUSY;
    }
    mic_diag_monitor *m = calloc(1, sizeof *m);
    if (!m) {
        return MIC_DIAG_ERROR_NO_MEMORY;
    }
    if (device_id && *device_id) {
        m->device_id = text_copy(device_id);
        if (!m->device_id) {
            free(m);
            return MIC_DIAG_ERROR_NO_MEMORY;
        }
    }
    m->context = ctx;
    m->wanted = true;
    m->state = MIC_DIAG_MONITOR_STARTING;
    ctx->monitor = m;
    context_wake(ctx);
    *out = m;
    return MIC_DIAG_OK;
}

void monitor_unwant(mic_diag_context *ctx, mic_diag_monitor *m)
{
    m->unwanted = true;
    context_wake(ctx);
}

void monitor_close(mic_diag_context *ctx, mic_diag_monitor *m)
{
    looking_stop(&m->look);
    listener_leave(&m->listening, &ctx->diagnosis.listening);
    facts_release(m->seen);
    free(m->kept);
    free(m->device_id);
    free(m);
    ctx->monitor = NULL;
    os_condition_signal_all(ctx->changed);
}

mic_diag_context *monitor_context(const mic_diag_monitor *m)
{
    return m->context;
}

const listener *monitor_listener(const mic_diag_monitor *m)
{
    return &m->listening;
}

listener *monitor_stream(mic_diag_context *ctx)
{
    return ctx->monitor ? &ctx->monitor->listening : NULL;
}

mic_diag_monitor_state monitor_state(const mic_diag_monitor *m)
{
    return m->state;
}

static void set_state(mic_diag_context *ctx, mic_diag_monitor *m, mic_diag_monitor_state state)
{
    if (m->state != state) {
        m->state = state;
        event_queue_add(ctx->events, MIC_DIAG_EVENT_MONITOR, state, 0, m->listening.device, NULL);
    }
}

static void open_chosen(mic_diag_context *ctx, mic_diag_monitor *m)
{
    m->seen = looking_take(&m->look);
    if (!m->seen) {
        set_state(ctx, m, MIC_DIAG_MONITOR_REFUSED);
        return;
    }
    diagnosis_choose(m->seen, m->device_id, NULL);
    /* Without memory for the choice the default would be opened instead. */
    const char *id = facts_failed(m->seen) ? NULL : facts_chosen_id(m->seen);
    bool open = id && (listener_share(&m->listening, &ctx->diagnosis.listening, id) ||
                       listener_open(&m->listening, ctx->platform, id));
    if (!open) {
        set_state(ctx, m, MIC_DIAG_MONITOR_REFUSED);
    }
}

static mic_diag_monitor_state state_of(const mic_diag_monitor *m)
{
    const listener *l = &m->listening;
    switch (l->state) {
    case LISTENER_OPENING:
        return MIC_DIAG_MONITOR_STARTING;
    case LISTENER_STARTED:
        return listener_waited_ms(l) > checks_first_frame_ms(facts_find_device(m->seen, l->device))
                   ? MIC_DIAG_MONITOR_STALLED
                   : MIC_DIAG_MONITOR_STARTING;
    case LISTENER_LIVE:
        return listener_stalled_ms(l) > checks_stalled_ms() ? MIC_DIAG_MONITOR_STALLED
                                                            : MIC_DIAG_MONITOR_LIVE;
    case LISTENER_LOST:
        return MIC_DIAG_MONITOR_LOST;
    case LISTENER_FAILED:
        return l->first_us ? MIC_DIAG_MONITOR_LOST : MIC_DIAG_MONITOR_REFUSED;
    default:
        return MIC_DIAG_MONITOR_REFUSED;
    }
}

int64_t monitor_step(mic_diag_context *ctx, int64_t now_us)
{
    mic_diag_monitor *m = ctx->monitor;
    if (!m) {
        return INT64_MAX;
    }
    if (m->unwanted) {
        monitor_close(ctx, m);
        return INT64_MAX;
    }
    if (m->wanted) {
        m->wanted = false;
        if (!looking_start(&m->look, ctx->platform, now_us + LOOKING_PROBE_MS * (int64_t)1000)) {
            set_state(ctx, m, MIC_DIAG_MONITOR_REFUSED);
            return INT64_MAX;
        }
    }
    if (looking_finished(&m->look)) {
        open_chosen(ctx, m);
    }
    if (m->listening.state == LISTENER_IDLE) {
        return INT64_MAX;
    }
    m->listening.judged_us = now_us;
    set_state(ctx, m, state_of(m));
    /* A stall begins, and goes on, by the clock alone. */
    return m->state == MIC_DIAG_MONITOR_LOST || m->state == MIC_DIAG_MONITOR_REFUSED ? INT64_MAX
                                                                                     : now_us + 100000;
}

static void keep(mic_diag_monitor *m, const platform_message *message)
{
    uint32_t channels = m->listening.channels;
    if (!message->samples || message->channels != channels) {
        return;
    }
    if (!m->kept) {
        uint32_t room = m->listening.rate_hz * channels * KEPT_SECONDS;
        m->kept = malloc(room * sizeof *m->kept);
        if (!m->kept) {
            return;
        }
        m->room = room;
    }
    uint32_t given = message->frames * channels;
    const float *samples = message->samples;
    if (given > m->room) {
        samples += given - m->room;
        given = m->room;
    }
    if (m->count + given > m->room) {
        uint32_t dropped = m->count + given - m->room;
        m->first = (m->first + dropped) % m->room;
        m->count -= dropped;
    }
    uint32_t at = (m->first + m->count) % m->room;
    uint32_t whole = given < m->room - at ? given : m->room - at;
    memcpy(m->kept + at, samples, whole * sizeof *samples);
    memcpy(m->kept, samples + whole, (given - whole) * sizeof *samples);
    m->count += given;
}

bool monitor_message(mic_diag_context *ctx, const platform_message *message)
{
    mic_diag_monitor *m = ctx->monitor;
    if (!m) {
        return false;
    }
    if (looking_message(&m->look, message)) {
        return true;
    }
    if (!listener_message(&m->listening, message)) {
        return false;
    }
    if (message->type == PLATFORM_AUDIO && m->listening.state == LISTENER_LIVE) {
        keep(m, message);
    }
    return true;
}

bool monitor_has_looked(const mic_diag_monitor *m)
{
    return m->seen || m->state == MIC_DIAG_MONITOR_REFUSED; /* without `seen` memory ran out */
}

facts *monitor_facts(const mic_diag_monitor *m)
{
    facts *f = m->seen ? facts_copy(m->seen) : NULL;
    if (f) {
        listener_facts(&m->listening, f);
    }
    return f;
}

uint32_t monitor_read(mic_diag_monitor *m, float *samples, uint32_t max_samples)
{
    uint32_t channels = m->listening.channels;
    if (!channels || !m->count) {
        return 0;
    }
    uint32_t taken = max_samples < m->count ? max_samples : m->count;
    taken -= taken % channels;
    if (!taken) {
        return 0;
    }
    uint32_t whole = taken < m->room - m->first ? taken : m->room - m->first;
    memcpy(samples, m->kept + m->first, whole * sizeof *samples);
    memcpy(samples + whole, m->kept, (taken - whole) * sizeof *samples);
    m->first = (m->first + taken) % m->room;
    m->count -= taken;
    return taken;
}
