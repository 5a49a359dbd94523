/*
 * mic_diag - the events a host polls for, with a handle it can wait for.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_EVENT_QUEUE_H
#define MIC_DIAG_EVENT_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/os.h"
#include "mic_diag.h"

/** One waiting event; text is the queue's own. */
typedef struct {
    mic_diag_event_type type;
    int32_t value;
    int32_t run;
    int64_t time_us;
    uint64_t frame;
    char *device;
    char *text;
} queued_event;

/** A bounded queue. Any thread may use it: it has a lock of its own. */
typedef struct event_queue event_queue;

event_queue *event_queue_create(void); /* NULL: no memory or descriptors */
void event_queue_free(event_queue *queue);

/**
 * Adds an event; device and text are copied and may be NULL. A progress event replaces one that still waits
 * at the end of the queue. When the queue is full or memory runs out the event is lost, and
 * MIC_DIAG_EVENT_OVERFLOW is the next one that is taken after those that wait.
 */
void event_queue_add(event_queue *queue, mic_diag_event_type type, int32_t value, int32_t run,
                     const char *device, const char *text);

/**
 * Takes the oldest event into `out`; its texts are then the caller's, to be freed with queued_event_clear.
 * @param until_us  how long to wait, on os_now_us()'s clock; 0: not at all.
 * @return 1: taken; 0: none; MIC_DIAG_ERROR_CANCELLED: event_queue_cancel ended the wait.
 */
int32_t event_queue_take(event_queue *queue, int64_t until_us, queued_event *out);
void queued_event_clear(queued_event *event);

/** Ends a wait that runs now. Any thread. */
void event_queue_cancel(event_queue *queue);
/** Readable while events wait; -1: none on this system. */
int64_t event_queue_handle(const event_queue *queue);

#endif
