/*
 * mic_diag - a connection to the PulseAudio protocol's server.
 *
 * SPDX-License-Identifier: MIT
 */
#include "engine/linux/pulse_connection.h"

#include <stdlib.h>
#include <string.h>

#include "core/os.h"
#include "core/utf8.h"
#include "engine/frames.h"
#include "engine/linux/pulse_environment.h"
#include "engine/linux/pulse_library.h"
#include "facts/facts.h"

static const char DEVICE_PREFIX[] = "pulse:";

static bool is_lost(const pulse_connection *connection)
{
    return !PA_CONTEXT_IS_GOOD(pulse.context_get_state(connection->context));
}

/* One turn of the loop, not beyond until_us. @return false: the server went away. */
static bool turn(pulse_connection *connection, int64_t until_us)
{
    int64_t left_us = until_us - os_now_us();
    int timeout_us = left_us <= 0 ? 0 : left_us > 1000000 ? 1000000 : (int)left_us;
    if (pulse.mainloop_prepare(connection->loop, timeout_us) < 0 ||
        pulse.mainloop_poll(connection->loop) < 0 || pulse.mainloop_dispatch(connection->loop) < 0 ||
        is_lost(connection)) {
        connection->error = pulse.context_errno(connection->context);
        return false;
    }
    return true;
}

pulse_outcome pulse_connect(pulse_connection *connection, int64_t until_us)
{
    memset(connection, 0, sizeof *connection);
    frames_step("load libpulse");
    if (!pulse_library_load())
        return PULSE_MISSING;
    pulse_environment_prepare();
    frames_step("connect");
    const char *name = pulse_given_property(PA_PROP_APPLICATION_NAME);
    connection->loop = pulse.mainloop_new();
    if (connection->loop)
        connection->context =
            pulse.context_new(pulse.mainloop_get_api(connection->loop), name ? name : "mic_diag");
    if (!connection->context) {
        connection->error = PA_ERR_INTERNAL;
        return PULSE_FAILED;
    }
    if (pulse.context_connect(connection->context, NULL, PA_CONTEXT_NOAUTOSPAWN, NULL) < 0) {
        connection->error = pulse.context_errno(connection->context);
        return PULSE_FAILED;
    }
    while (pulse.context_get_state(connection->context) != PA_CONTEXT_READY) {
        if (os_now_us() >= until_us)
            return PULSE_TIMEOUT;
        if (!turn(connection, until_us))
            return PULSE_FAILED;
    }
    return PULSE_READY;
}

pulse_outcome pulse_wait(pulse_connection *connection, const int *pending, int64_t until_us)
{
    while (!pending || *pending > 0) {
        if (!turn(connection, until_us))
            return PULSE_FAILED;
        if (os_now_us() >= until_us && (!pending || *pending > 0))
            return PULSE_TIMEOUT;
    }
    return PULSE_READY;
}

void pulse_started(pulse_connection *connection, pa_operation *operation, int *pending)
{
    if (!operation)
        frames_fail(PROTOCOL_FAILED, pulse.context_errno(connection->context), NULL,
                    pulse_error_text(pulse.context_errno(connection->context)));
    pulse.operation_unref(operation);
    ++*pending;
}

const char *pulse_error_text(int error)
{
    const char *text = pulse.strerror ? pulse.strerror(error) : NULL;
    return text ? text : "unknown error";
}

void pulse_device_id(char out[PROTOCOL_ID_SIZE], const char *name)
{
    const size_t prefix = sizeof DEVICE_PREFIX - 1;
    memcpy(out, DEVICE_PREFIX, prefix);
    utf8_repair(out + prefix, PROTOCOL_ID_SIZE - prefix, name ? name : "", name ? strlen(name) : 0);
}

const char *pulse_given_property(const char *key)
{
    static pa_proplist *given;
    const char *text = getenv("PULSE_PROP");
    if (!given && text)
        given = pulse.proplist_from_string(text);
    return given ? pulse.proplist_gets(given, key) : NULL;
}

double pulse_volume_db(pa_volume_t volume)
{
    return volume == PA_VOLUME_MUTED ? FACT_DB_ZERO : pulse.sw_volume_to_dB(volume);
}
