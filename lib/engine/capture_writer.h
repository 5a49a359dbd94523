/*
 * mic_diag - the thread that takes sound from the ring to the host, and says how the stream ended.
 *
 * It is not the thread that calls libsoundio: that one may hang while the stream has failed.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_CAPTURE_WRITER_H
#define MIC_DIAG_CAPTURE_WRITER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdnoreturn.h>

#include "platform/system/protocol.h"

/** Starts the thread. @return false: no memory, threads or descriptors. */
bool capture_writer_start(void);

/**
 * Sound that arrived. Never waits; what finds no room is counted. One thread, that of the audio callback.
 * @param samples  interleaved; NULL: a hole.
 */
void capture_writer_put(int64_t time_us, const float *samples, uint32_t frames, uint32_t channels);

/** Says STARTED, and from then on sends sound. */
void capture_writer_begin(const protocol_started *started);

/**
 * The stream ended by itself: what is in the ring is still sent, then the error, and the process ends. Never
 * waits; only the first failure counts. Any thread.
 * @param step  a literal.
 * @param text  copied.
 */
void capture_writer_fail(protocol_failure failure, int32_t code, const char *step, const char *text);

/** Says a step, soon and from the writer's thread. Never waits; the last one counts. Any thread. @param step
 * a literal. */
void capture_writer_step(const char *step);

/** Whether sound is being sent. Any thread. */
bool capture_writer_has_begun(void);

/** Waits until the process ends. */
noreturn void capture_writer_wait(void);

#endif
