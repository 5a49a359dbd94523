/*
 * mic_diag - what stands between libsoundio and libpulse.
 *
 * This program defines some of libpulse's functions itself and exports them, so that a libsoundio that is
 * loaded later finds these first. They call libpulse's own, and keep libsoundio from what it cannot bear: no
 * default device, a name that is missing, more channels than it has room for. They also start no server, keep
 * the stream on its device, and tell what happens to it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SOUNDIO_GUARD_H
#define MIC_DIAG_SOUNDIO_GUARD_H

#include <stdbool.h>

#include "platform/system/protocol.h"

/* What happens to the record stream. Called on libsoundio's thread: none may wait. */
typedef struct {
    /** It failed, or was ended by the server. @param error  pa_error_code */
    void (*failed)(int error);
    /** The server moved it, although it was asked not to. @param device  native name, for this call only. */
    void (*moved)(const char *device);
    /** The server stopped its device, or started it again. */
    void (*suspended)(bool now);
} soundio_guard_listener;

/** Loads libpulse, so that the calls have somewhere to go. Call it first. @return false: it is not there. */
bool soundio_guard_load(void);

/** The name that the host wants us to have in sound settings; never NULL. */
const char *soundio_guard_name(void);

/** Sets who is told. Call it before the stream is started. */
void soundio_guard_listen(const soundio_guard_listener *listener);

/**
 * Native name of the device that the stream records from, since it is ready; "" before. On the thread that
 * started the stream, after that call has returned.
 */
const char *soundio_guard_device(void);

/** What a pa_error_code means for the stream. @param started  it was delivering. */
protocol_failure soundio_guard_failure(int error, bool started);

/** Text of a pa_error_code; never NULL. */
const char *soundio_guard_text(int error);

#endif
