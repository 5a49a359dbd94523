/*
 * mic_diag - the events a host polls for, with a handle it can wait for.
 *
 * SPDX-License-Identifier: MIT
 */
#include "core/event_queue.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "core/utf8.h"

enum { QUEUE_ROOM = 256, UTF8_REPAIR_GROWTH = 3 /* one wrong byte becomes U+FFFD */ };

struct event_queue {
    os_mutex *lock;
    os_condition *changed;
    os_signal *signal;
    atomic_uint
        waiting; /* events in the queue, read without the lock: polling an empty queue costs no system call */
    uint32_t cancelled; /* how often a cancel was asked for */
    uint32_t first, count;
    bool overflow;
    queued_event events[QUEUE_ROOM];
};

event_queue *event_queue_create(void)
{
    event_queue *q = calloc(1, sizeof *q);
    if (!q) {
        return NULL;
    }
    q->lock = os_mutex_create();
    q->changed = os_condition_create();
    q->signal = os_signal_create();
    if (!q->lock || !q->changed || !q->signal) {
        event_queue_free(q);
        return NULL;
    }
    return q;
}

void event_queue_free(event_queue *q)
{
    if (!q) {
        return;
    }
    for (uint32_t i = 0; i < q->count; i++) {
        queued_event_clear(&q->events[(q->first + i) % QUEUE_ROOM]);
    }
    os_signal_free(q->signal);
    os_condition_free(q->changed);
    os_mutex_free(q->lock);
    free(q);
}

void queued_event_clear(queued_event *event)
{
    free(event->device);
    free(event->text);
    memset(event, 0, sizeof *event);
}

static char *copy_text(const char *text, bool *failed)
{
    if (!text || !*text) {
        return NULL;
    }
    size_t length = strlen(text);
    bool valid = utf8_valid(text, length);
    char *copy = valid ? text_copy(text) : malloc(UTF8_REPAIR_GROWTH * length + 1);
    if (copy && !valid) {
        utf8_repair(copy, UTF8_REPAIR_GROWTH * length + 1, text, length);
    }
    *failed |= !copy;
    return copy;
}

void event_queue_add(event_queue *q, mic_diag_event_type type, int32_t value, int32_t run, const char *device,
                     const char *text)
{
    bool failed = false;
    queued_event event = {.type = type, .value = value, .run = run, .time_us = os_now_us()};
    event.device = copy_text(device, &failed);
    event.text = copy_text(text, &failed);
    os_mutex_lock(q->lock);
    queued_event *last = q->count ? &q->events[(q->first + q->count - 1) % QUEUE_ROOM] : NULL;
    if (!failed && type == MIC_DIAG_EVENT_PROGRESS && last && last->type == type) {
        queued_event_clear(last);
        *last = event;
    } else if (!failed && q->count < QUEUE_ROOM) {
        q->events[(q->first + q->count) % QUEUE_ROOM] = event;
        q->count++;
    } else {
        queued_event_clear(&event);
        q->overflow = true;
    }
    atomic_store(&q->waiting, q->count + q->overflow);
    os_signal_set(q->signal);
    os_condition_signal_all(q->changed);
    os_mutex_unlock(q->lock);
}

int32_t event_queue_take(event_queue *q, int64_t until_us, queued_event *out)
{
    memset(out, 0, sizeof *out);
    if (until_us == 0 && atomic_load(&q->waiting) == 0) {
        return 0;
    }
    int32_t result = 0;
    os_mutex_lock(q->lock);
    uint32_t cancelled = q->cancelled;
    while (!q->count && !q->overflow && until_us > os_now_us() && q->cancelled == cancelled) {
        os_condition_wait(q->changed, q->lock, until_us);
    }
    if (q->count) {
        *out = q->events[q->first];
        memset(&q->events[q->first], 0, sizeof q->events[0]);
        q->first = (q->first + 1) % QUEUE_ROOM;
        q->count--;
        result = 1;
    } else if (q->overflow) {
        q->overflow = false;
        out->type = MIC_DIAG_EVENT_OVERFLOW;
        out->time_us = os_now_us();
        result = 1;
    } else if (q->cancelled != cancelled) {
        result = MIC_DIAG_ERROR_CANCELLED;
    }
    atomic_store(&q->waiting, q->count + q->overflow);
    if (!q->count && !q->overflow) {
        os_signal_clear(q->signal);
    }
    os_mutex_unlock(q->lock);
    return result;
}

void event_queue_cancel(event_queue *q)
{
    os_mutex_lock(q->lock);
    q->cancelled++;
    os_condition_signal_all(q->changed);
    os_mutex_unlock(q->lock);
}

int64_t event_queue_handle(const event_queue *q)
{
    return os_signal_handle(q->signal);
}
