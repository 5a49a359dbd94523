/*
 * mic_diag - the thread that takes sound from the ring to the host, and says how the stream ended.
 *
 * SPDX-License-Identifier: MIT
 */
#define _POSIX_C_SOURCE 200809L

#include "engine/capture_writer.h"

#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "core/os.h"
#include "engine/frames.h"
#include "engine/ring.h"

static ring sound;
static os_signal *wake;
static atomic_bool begun;
static _Atomic(const char *) next_step; /* NULL: said */
static atomic_flag failing = ATOMIC_FLAG_INIT;
static atomic_bool failed; /* `end` is complete */
static struct {
    protocol_failure failure;
    int32_t code;
    const char *step;
    char text[PROTOCOL_TEXT_SIZE];
} end;

static void send_all(void)
{
    protocol_audio head;
    ring_samples samples;
    while (ring_peek(&sound, &head, &samples)) {
        frame_part parts[] = {
            {&head, sizeof head}, {samples.first, samples.first_size}, {samples.second, samples.second_size}};
        frames_send(PROTOCOL_AUDIO, parts, 3);
        ring_drop(&sound, &head);
    }
}

static void run(void *argument)
{
    (void)argument;
    for (;;) {
        struct pollfd wait = {(int)os_signal_handle(wake), POLLIN, 0};
        (void)poll(&wait, 1, -1);
        os_signal_clear(wake);
        bool is_over = atomic_load(&failed);
        const char *step = atomic_exchange(&next_step, NULL);
        if (step)
            frames_step(step);
        if (atomic_load(&begun))
            send_all();
        if (is_over)
            frames_fail(end.failure, end.code, end.step, end.text);
    }
}

bool capture_writer_start(void)
{
    ring_reset(&sound);
    wake = os_signal_create();
    return wake && os_thread_start(run, NULL);
}

void capture_writer_put(int64_t time_us, const float *samples, uint32_t frames, uint32_t channels)
{
    (void)ring_put(&sound, time_us, samples, frames, channels);
    os_signal_set(wake);
}

void capture_writer_begin(const protocol_started *started)
{
    frames_send(PROTOCOL_STARTED, &(frame_part){started, sizeof *started}, 1);
    atomic_store(&begun, true);
    os_signal_set(wake);
}

void capture_writer_fail(protocol_failure failure, int32_t code, const char *step, const char *text)
{
    if (atomic_flag_test_and_set(&failing))
        return;
    end.failure = failure;
    end.code = code;
    end.step = step;
    strncpy(end.text, text, sizeof end.text - 1);
    atomic_store(&failed, true);
    os_signal_set(wake);
}

void capture_writer_step(const char *step)
{
    atomic_store(&next_step, step);
    os_signal_set(wake);
}

bool capture_writer_has_begun(void)
{
    return atomic_load(&begun);
}

noreturn void capture_writer_wait(void)
{
    for (;;)
        (void)pause();
}
