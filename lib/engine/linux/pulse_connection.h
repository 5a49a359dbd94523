/*
 * mic_diag - a connection to the PulseAudio protocol's server (PulseAudio itself, or PipeWire).
 *
 * Nothing here waits beyond its deadline, and nothing of it may be called by the control thread.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_PULSE_CONNECTION_H
#define MIC_DIAG_PULSE_CONNECTION_H

#include <pulse/pulseaudio.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/system/protocol.h"

typedef enum {
    PULSE_READY = 0,
    PULSE_FAILED,  /* refused, or the server went away: `error` */
    PULSE_TIMEOUT, /* it did not answer in time */
    PULSE_MISSING  /* the library is not there */
} pulse_outcome;

typedef struct {
    pa_mainloop *loop;
    pa_context *context;
    int error; /* pa_error_code of PULSE_FAILED */
} pulse_connection;

/**
 * Loads the library and connects; starts no server and leaves no file behind. Says its steps.
 * @param until_us  on os_now_us()'s clock.
 */
pulse_outcome pulse_connect(pulse_connection *connection, int64_t until_us);

/**
 * Lets the connection work until *pending is 0 (callbacks count it down). PULSE_TIMEOUT: the time is over.
 * @param pending  NULL: until the time is over, or the server goes away.
 */
pulse_outcome pulse_wait(pulse_connection *connection, const int *pending, int64_t until_us);

/** Counts an operation that was started, in *pending; one that could not start ends the process. */
void pulse_started(pulse_connection *connection, pa_operation *operation, int *pending);

/** Text of an error number; never NULL. */
const char *pulse_error_text(int error);

/** The id of the device with that native name: valid UTF-8, below PROTOCOL_ID_SIZE bytes. */
void pulse_device_id(char out[PROTOCOL_ID_SIZE], const char *name);

/** A property of our own connections that the host gave us in PULSE_PROP. NULL: none. One thread. */
const char *pulse_given_property(const char *key);

/** Volume in dB relative to unity; FACT_DB_ZERO for none. */
double pulse_volume_db(pa_volume_t volume);

#endif
