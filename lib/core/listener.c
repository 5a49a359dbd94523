/*
 * mic_diag - one listening: a capture's messages become sound for the analyzer and facts about opening and
 * flow.
 *
 * SPDX-License-Identifier: MIT
 */
#include "core/listener.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/signal_facts.h"
#include "core/text.h"

static int64_t now(const listener *l)
{
    return l->platform->does->now(l->platform);
}

static bool prepare(listener *l, platform *p, const char *device)
{
    memset(l, 0, sizeof *l);
    l->platform = p;
    l->asked_us = now(l);
    l->open_result = FACT_UNKNOWN;
    l->device = text_copy(device);
    return l->device != NULL;
}

bool listener_open(listener *l, platform *p, const char *device)
{
    if (!prepare(l, p, device)) {
        return false;
    }
    platform_request request = {.operation = PLATFORM_CAPTURE,
                                .device = device,
                                .deadline_us = l->asked_us + LISTENER_OPEN_MS * (int64_t)1000};
    l->operation = p->does->start(p, &request);
    l->owns = true;
    l->state = LISTENER_OPENING;
    if (!l->operation) {
        listener_close(l);
        return false;
    }
    return true;
}

static bool start_analyzer(listener *l, uint32_t rate_hz, uint32_t channels)
{
    l->rate_hz = rate_hz;
    l->channels = channels;
    l->started_us = now(l);
    l->open_result = FACT_open_result_ok;
    l->analyzer = signal_analyzer_create(rate_hz, channels, true);
    l->state = l->analyzer ? LISTENER_STARTED : LISTENER_FAILED;
    return l->analyzer != NULL;
}

bool listener_share(listener *l, const listener *other, const char *device)
{
    bool opening = other->state == LISTENER_OPENING;
    bool open = other->state == LISTENER_STARTED || other->state == LISTENER_LIVE;
    if ((!opening && !open) || strcmp(other->device, device) != 0 || !prepare(l, other->platform, device)) {
        return false;
    }
    l->operation = other->operation;
    l->dropped = other->dropped;
    l->state = LISTENER_OPENING;
    if (open && !start_analyzer(l, other->rate_hz, other->channels)) {
        listener_close(l);
        return false;
    }
    return true;
}

void listener_close(listener *l)
{
    if (l->operation && l->owns) {
        l->platform->does->stop(l->platform, l->operation);
    }
    signal_analyzer_free(l->analyzer);
    free(l->device);
    memset(l, 0, sizeof *l);
}

void listener_leave(listener *l, listener *other)
{
    if (l->operation && other && other->operation == l->operation) {
        other->owns = other->owns || l->owns;
        l->owns = false;
    }
    listener_close(l);
}

static void note(listener *l, const platform_message *m)
{
    l->failure = m->type == PLATFORM_FAILED ? m->failure : PLATFORM_FAILURE_OTHER;
    l->code = m->code;
    snprintf(l->step, sizeof l->step, "%s", m->step ? m->step : "");
    snprintf(l->text, sizeof l->text, "%s", m->text ? m->text : "");
}

static int32_t open_result_of(platform_failure failure)
{
    switch (failure) {
    case PLATFORM_FAILURE_DENIED:
        return FACT_open_result_denied;
    case PLATFORM_FAILURE_BUSY:
        return FACT_open_result_busy;
    case PLATFORM_FAILURE_GONE:
    case PLATFORM_FAILURE_LOST:
    case PLATFORM_FAILURE_MOVED:
        return FACT_open_result_gone;
    case PLATFORM_FAILURE_FORMAT:
        return FACT_open_result_format;
    default:
        return FACT_open_result_failed;
    }
}

/* A block may come late because we were held up, the host stopped: then it was recorded in time. */
static void note_pause(listener *l, int64_t arrived_us, int64_t recorded_us)
{
    int64_t pause_us = arrived_us < recorded_us ? arrived_us : recorded_us;
    if (pause_us > l->stalled_us) {
        l->stalled_us = pause_us;
    }
}

static void take_audio(listener *l, const platform_message *m)
{
    if (l->state != LISTENER_STARTED && l->state != LISTENER_LIVE) {
        return;
    }
    int64_t t = now(l);
    if (l->state == LISTENER_STARTED) {
        l->state = LISTENER_LIVE;
        l->first_us = t;
        l->first_frames = m->frames;
    } else {
        note_pause(l, t - l->last_us, m->time_us - l->last_time_us);
    }
    l->last_us = t;
    l->last_time_us = m->time_us;
    l->frames += m->frames;
    uint32_t flags = 0;
    if (m->gap) {
        l->gaps++;
        flags |= SIGNAL_PUSH_OVERFLOW;
    }
    if (m->dropped != l->dropped) {
        l->dropped = m->dropped;
        flags |= SIGNAL_PUSH_OVERFLOW;
    }
    if (m->channels == l->channels) {
        signal_analyzer_push(l->analyzer, m->samples, m->frames, SIGNAL_F32, m->time_us, flags);
    }
}

static void take_end(listener *l, const platform_message *m)
{
    bool streaming = l->state == LISTENER_STARTED || l->state == LISTENER_LIVE;
    l->operation = 0;
    if (l->state != LISTENER_OPENING && !streaming) {
        return; /* the failure was told before */
    }
    note(l, m);
    l->end_status = m->status;
    l->end_signal = m->signal;
    l->state = LISTENER_FAILED;
    if (!streaming && m->status == FACT_probe_status_timeout && m->alive == FACT_YES) {
        l->state = LISTENER_REFUSED; /* the sound system hangs in opening, our side does not */
        l->open_result = FACT_open_result_timeout;
    }
}

bool listener_message(listener *l, const platform_message *m)
{
    if (!l->operation || m->operation != l->operation) {
        return false;
    }
    switch (m->type) {
    case PLATFORM_STARTED:
        if (l->state == LISTENER_OPENING) {
            start_analyzer(l, m->rate_hz, m->channels);
        }
        break;
    case PLATFORM_AUDIO:
        take_audio(l, m);
        break;
    case PLATFORM_FAILED:
        note(l, m);
        if (l->state == LISTENER_OPENING) {
            l->open_result = open_result_of(m->failure);
            l->state = m->failure == PLATFORM_FAILURE_MISSING ? LISTENER_FAILED : LISTENER_REFUSED;
        } else if (l->state == LISTENER_STARTED || l->state == LISTENER_LIVE) {
            l->state = LISTENER_LOST;
        }
        break;
    case PLATFORM_ENDED:
        take_end(l, m);
        break;
    default:
        break;
    }
    return true;
}

static double since_ms(const listener *l, int64_t time_us)
{
    return l->judged_us > time_us ? (double)(l->judged_us - time_us) / 1000.0 : 0.0;
}

double listener_waited_ms(const listener *l)
{
    return l->state == LISTENER_STARTED ? since_ms(l, l->started_us) : 0.0;
}

double listener_stalled_ms(const listener *l)
{
    return l->state == LISTENER_LIVE ? since_ms(l, l->last_us) : 0.0;
}

static void stream_facts(const listener *l, facts *f)
{
    const fact_source s = FACT_SOURCE_OPEN;
    fact_stream *stream = &f->stream;
    FACT_SET(f, stream, STREAM, stream, device, text, l->device, s);
    FACT_SET(f, stream, STREAM, stream, frames, integer, (int64_t)l->frames, s);
    FACT_SET(f, stream, STREAM, stream, gaps, integer, l->gaps, s);
    FACT_SET(f, stream, STREAM, stream, lost, integer, l->state == LISTENER_LOST, s);
    if (l->state == LISTENER_LOST && l->failure == PLATFORM_FAILURE_MOVED) {
        FACT_SET(f, stream, STREAM, stream, moved_to, text, l->text, s);
    } else if (l->state == LISTENER_LOST && l->text[0]) {
        FACT_SET(f, stream, STREAM, stream, lost_reason, text, l->text, s);
    }
    if (!l->first_us) {
        FACT_SET_UNKNOWN(stream, STREAM, stream, first_frame_ms, FACT_ABSENT);
        FACT_SET(f, stream, STREAM, stream, waited_ms, real, since_ms(l, l->started_us), s);
        return;
    }
    double seconds = (double)(l->last_us - l->first_us) / 1e6;
    double stalled = (double)l->stalled_us / 1000.0;
    double present = listener_stalled_ms(l);
    FACT_SET(f, stream, STREAM, stream, first_frame_ms, real, (double)(l->first_us - l->started_us) / 1000.0,
             s);
    FACT_SET(f, stream, STREAM, stream, seconds, real, (double)l->frames / l->rate_hz, s);
    FACT_SET(f, stream, STREAM, stream, stalled_ms, real, present > stalled ? present : stalled, s);
    if (seconds >= 1.0) {
        /* The first block was recorded before the clock starts, so it does not count. */
        double rate = (double)(l->frames - l->first_frames) / seconds;
        FACT_SET(f, stream, STREAM, stream, rate_hz_measured, real, rate, s);
    }
}

static void own_failure(const listener *l, facts *f)
{
    fact_probe *probe = facts_list_add(f, &f->probes, &fact_entity_probe);
    if (!probe) {
        return;
    }
    const fact_source s = FACT_SOURCE_HOST;
    bool missing = l->failure == PLATFORM_FAILURE_MISSING;
    FACT_SET(f, probe, PROBE, probe, name, text, "capture", s);
    FACT_SET(f, probe, PROBE, probe, where, integer, FACT_place_helper, s);
    FACT_SET(f, probe, PROBE, probe, status, integer, missing ? FACT_probe_status_missing : l->end_status, s);
    FACT_SET(f, probe, PROBE, probe, step, text, l->step, s);
    FACT_SET(f, probe, PROBE, probe, text, text, l->text, s);
    if (l->end_signal > 0) {
        FACT_SET(f, probe, PROBE, probe, signal, integer, l->end_signal, s);
    }
    if (l->end_status == FACT_probe_status_timeout) {
        FACT_SET(f, probe, PROBE, probe, alive, integer, FACT_NO, s);
    }
}

void listener_facts(const listener *l, facts *f)
{
    if (l->state == LISTENER_IDLE) {
        return;
    }
    const fact_source s = FACT_SOURCE_OPEN;
    if (l->open_result != FACT_UNKNOWN) {
        FACT_SET(f, open, OPEN, &f->open, device, text, l->device, s);
        FACT_SET(f, open, OPEN, &f->open, result, integer, l->open_result, s);
        if (l->open_result != FACT_open_result_ok) {
            FACT_SET(f, open, OPEN, &f->open, step, text, l->step, s);
            FACT_SET(f, open, OPEN, &f->open, code, integer, l->code < 0 ? -(int64_t)l->code : l->code, s);
            FACT_SET(f, open, OPEN, &f->open, text, text, l->text, s);
        }
    } else {
        FACT_SET_UNKNOWN(open, OPEN, &f->open, result,
                         l->state == LISTENER_FAILED ? FACT_FAILED : FACT_TIMEOUT);
    }
    if (l->state == LISTENER_FAILED) {
        own_failure(l, f);
    }
    if (l->analyzer) {
        stream_facts(l, f);
        if (l->first_us) {
            signal_metrics metrics;
            signal_analyzer_metrics(l->analyzer, &metrics);
            signal_facts_add(f, &metrics, FACT_SOURCE_SAMPLES);
        }
    }
}
