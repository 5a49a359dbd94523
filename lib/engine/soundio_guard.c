/*
 * mic_diag - what stands between libsoundio and libpulse.
 *
 * SPDX-License-Identifier: MIT
 */
#include "engine/soundio_guard.h"

#include <pulse/pulseaudio.h>
#include <soundio/soundio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/linux/pulse_connection.h"
#include "engine/linux/pulse_environment.h"
#include "engine/linux/pulse_library.h"

/* Found by libsoundio although everything else of this program is hidden. */
#define IN_FRONT __attribute__((visibility("default"), used))

static soundio_guard_listener listening;
static char stream_device[PROTOCOL_TEXT_SIZE];
/* One record stream a process: what libsoundio asked to be told of it. */
static pa_stream_notify_cb_t state_callback;

bool soundio_guard_load(void)
{
    if (!pulse_library_load())
        return false;
    pulse_environment_prepare();
    return true;
}

const char *soundio_guard_name(void)
{
    const char *name = pulse_given_property(PA_PROP_APPLICATION_NAME);
    return name ? name : "mic_diag";
}

void soundio_guard_listen(const soundio_guard_listener *listener)
{
    listening = *listener;
}

const char *soundio_guard_device(void)
{
    return stream_device;
}

protocol_failure soundio_guard_failure(int error, bool started)
{
    if (started)
        return PROTOCOL_FAILED_LOST;
    switch (error) {
    case PA_ERR_ACCESS:
    case PA_ERR_AUTHKEY:
        return PROTOCOL_FAILED_OPEN_DENIED;
    case PA_ERR_BUSY:
        return PROTOCOL_FAILED_OPEN_BUSY;
    case PA_ERR_NOENTITY:
    case PA_ERR_KILLED:
        return PROTOCOL_FAILED_OPEN_GONE;
    case PA_ERR_NOTSUPPORTED:
    case PA_ERR_INVALID:
    case PA_ERR_TOOLARGE:
        return PROTOCOL_FAILED_OPEN_FORMAT;
    case PA_ERR_CONNECTIONREFUSED:
    case PA_ERR_CONNECTIONTERMINATED:
    case PA_ERR_INVALIDSERVER:
        return PROTOCOL_FAILED_NO_SERVER;
    default:
        return PROTOCOL_FAILED;
    }
}

const char *soundio_guard_text(int error)
{
    return pulse_error_text(error);
}

/* ---- connecting ------------------------------------------------------------------------------------------
 */

IN_FRONT int pa_context_connect(pa_context *context, const char *server, pa_context_flags_t flags,
                                const pa_spawn_api *api)
{
    return pulse.context_connect(context, server, flags | PA_CONTEXT_NOAUTOSPAWN, api);
}

/* ---- lists -----------------------------------------------------------------------------------------------
 */

/* What the caller of a list wants; freed at the list's end. */
typedef struct {
    union {
        pa_server_info_cb_t server;
        pa_source_info_cb_t source;
        pa_sink_info_cb_t sink;
    } callback;
    void *userdata;
} request;

static request *request_create(void *userdata)
{
    request *wanted = malloc(sizeof *wanted);
    if (wanted)
        wanted->userdata = userdata;
    return wanted;
}

static void pass_server(pa_context *context, const pa_server_info *info, void *userdata)
{
    request *wanted = userdata;
    pa_server_info shown;
    if (info) {
        shown = *info;
        if (!shown.default_sink_name)
            shown.default_sink_name = "";
        if (!shown.default_source_name)
            shown.default_source_name = "";
    }
    /* libsoundio reads the answer without asking whether there is one. */
    static const pa_server_info none = {.default_sink_name = "", .default_source_name = ""};
    wanted->callback.server(context, info ? &shown : &none, wanted->userdata);
    free(wanted);
}

IN_FRONT pa_operation *pa_context_get_server_info(pa_context *context, pa_server_info_cb_t callback,
                                                  void *userdata)
{
    request *wanted = request_create(userdata);
    if (!wanted)
        return NULL;
    wanted->callback.server = callback;
    return pulse.context_get_server_info(context, pass_server, wanted);
}

static bool is_too_wide(const pa_channel_map *map)
{
    return map->channels > SOUNDIO_MAX_CHANNELS;
}

static void pass_source(pa_context *context, const pa_source_info *info, int end, void *userdata)
{
    request *wanted = userdata;
    pa_source_info shown;
    if (end == 0 && info) {
        shown = *info;
        if (!shown.name)
            shown.name = "";
        if (!shown.description)
            shown.description = shown.name;
        if (is_too_wide(&shown.channel_map)) {
            pulse.channel_map_init_stereo(&shown.channel_map);
            shown.sample_spec.channels = 2;
        }
        info = &shown;
    }
    wanted->callback.source(context, info, end, wanted->userdata);
    if (end != 0)
        free(wanted);
}

IN_FRONT pa_operation *pa_context_get_source_info_list(pa_context *context, pa_source_info_cb_t callback,
                                                       void *userdata)
{
    request *wanted = request_create(userdata);
    if (!wanted)
        return NULL;
    wanted->callback.source = callback;
    return pulse.context_get_source_info_list(context, pass_source, wanted);
}

static void pass_sink(pa_context *context, const pa_sink_info *info, int end, void *userdata)
{
    request *wanted = userdata;
    pa_sink_info shown;
    if (end == 0 && info) {
        shown = *info;
        if (!shown.name)
            shown.name = "";
        if (!shown.description)
            shown.description = shown.name;
        if (is_too_wide(&shown.channel_map)) {
            pulse.channel_map_init_stereo(&shown.channel_map);
            shown.sample_spec.channels = 2;
        }
        info = &shown;
    }
    wanted->callback.sink(context, info, end, wanted->userdata);
    if (end != 0)
        free(wanted);
}

IN_FRONT pa_operation *pa_context_get_sink_info_list(pa_context *context, pa_sink_info_cb_t callback,
                                                     void *userdata)
{
    request *wanted = request_create(userdata);
    if (!wanted)
        return NULL;
    wanted->callback.sink = callback;
    return pulse.context_get_sink_info_list(context, pass_sink, wanted);
}

/* ---- the stream --------------------------------------------------------------------------------- */

static void pass_state(pa_stream *stream, void *userdata)
{
    pa_stream_state_t state = pulse.stream_get_state(stream);
    if (state == PA_STREAM_READY) {
        const char *device = pulse.stream_get_device_name(stream);
        strncpy(stream_device, device ? device : "", sizeof stream_device - 1);
    }
    if (state == PA_STREAM_FAILED && listening.failed)
        listening.failed(pulse.context_errno(pulse.stream_get_context(stream)));
    if (state_callback)
        state_callback(stream, userdata);
}

IN_FRONT void pa_stream_set_state_callback(pa_stream *stream, pa_stream_notify_cb_t callback, void *userdata)
{
    state_callback = callback;
    pulse.stream_set_state_callback(stream, callback ? pass_state : NULL, userdata);
}

static void on_moved(pa_stream *stream, void *userdata)
{
    (void)userdata;
    const char *device = pulse.stream_get_device_name(stream);
    if (listening.moved)
        listening.moved(device ? device : "");
}

static void on_suspended(pa_stream *stream, void *userdata)
{
    (void)userdata;
    if (listening.suspended)
        listening.suspended(pulse.stream_is_suspended(stream) > 0);
}

IN_FRONT int pa_stream_connect_record(pa_stream *stream, const char *device, const pa_buffer_attr *attributes,
                                      pa_stream_flags_t flags)
{
    pulse.stream_set_moved_callback(stream, on_moved, NULL);
    pulse.stream_set_suspended_callback(stream, on_suspended, NULL);
    return pulse.stream_connect_record(stream, device, attributes,
                                       flags | PA_STREAM_DONT_MOVE | PA_STREAM_ADJUST_LATENCY);
}
