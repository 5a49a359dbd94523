/*
 * mic_diag - libpulse, loaded when it is needed: a helper that does not need it starts faster, and one that
 * does not find it can say so.
 *
 * Calls through `pulse` go straight to the library, past the definitions of soundio_guard.c.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_PULSE_LIBRARY_H
#define MIC_DIAG_PULSE_LIBRARY_H

#include <pulse/pulseaudio.h>
#include <stdbool.h>

#define PULSE_LIBRARY_NAME "libpulse.so.0"

/* X(returned type, name without "pa_", parameters); their types are compared with the headers'. */
#define PULSE_FUNCTIONS(X)                                                                                   \
    X(pa_mainloop *, mainloop_new, (void))                                                                   \
    X(pa_mainloop_api *, mainloop_get_api, (pa_mainloop *))                                                  \
    X(int, mainloop_prepare, (pa_mainloop *, int))                                                           \
    X(int, mainloop_poll, (pa_mainloop *))                                                                   \
    X(int, mainloop_dispatch, (pa_mainloop *))                                                               \
    X(pa_context *, context_new, (pa_mainloop_api *, const char *))                                          \
    X(int, context_connect, (pa_context *, const char *, pa_context_flags_t, const pa_spawn_api *))          \
    X(void, context_set_state_callback, (pa_context *, pa_context_notify_cb_t, void *))                      \
    X(pa_context_state_t, context_get_state, (const pa_context *))                                           \
    X(int, context_errno, (const pa_context *))                                                              \
    X(uint32_t, context_get_index, (const pa_context *))                                                     \
    X(int, context_is_local, (const pa_context *))                                                           \
    X(const char *, strerror, (int))                                                                         \
    X(void, operation_unref, (pa_operation *))                                                               \
    X(pa_operation *, context_get_server_info, (pa_context *, pa_server_info_cb_t, void *))                  \
    X(pa_operation *, context_get_source_info_list, (pa_context *, pa_source_info_cb_t, void *))             \
    X(pa_operation *, context_get_source_info_by_index,                                                      \
      (pa_context *, uint32_t, pa_source_info_cb_t, void *))                                                 \
    X(pa_operation *, context_get_sink_info_list, (pa_context *, pa_sink_info_cb_t, void *))                 \
    X(pa_operation *, context_get_card_info_list, (pa_context *, pa_card_info_cb_t, void *))                 \
    X(pa_operation *, context_get_client_info_list, (pa_context *, pa_client_info_cb_t, void *))             \
    X(pa_operation *, context_get_source_output_info_list,                                                   \
      (pa_context *, pa_source_output_info_cb_t, void *))                                                    \
    X(pa_operation *, context_subscribe,                                                                     \
      (pa_context *, pa_subscription_mask_t, pa_context_success_cb_t, void *))                               \
    X(void, context_set_subscribe_callback, (pa_context *, pa_context_subscribe_cb_t, void *))               \
    X(pa_operation *, context_set_source_mute_by_index,                                                      \
      (pa_context *, uint32_t, int, pa_context_success_cb_t, void *))                                        \
    X(pa_operation *, context_set_source_volume_by_index,                                                    \
      (pa_context *, uint32_t, const pa_cvolume *, pa_context_success_cb_t, void *))                         \
    X(const char *, proplist_gets, (const pa_proplist *, const char *))                                      \
    X(pa_proplist *, proplist_from_string, (const char *))                                                   \
    X(pa_volume_t, cvolume_max, (const pa_cvolume *))                                                        \
    X(pa_cvolume *, cvolume_set, (pa_cvolume *, unsigned, pa_volume_t))                                      \
    X(pa_cvolume *, cvolume_scale, (pa_cvolume *, pa_volume_t))                                              \
    X(double, sw_volume_to_dB, (pa_volume_t))                                                                \
    X(pa_volume_t, sw_volume_from_dB, (double))                                                              \
    X(pa_channel_map *, channel_map_init_stereo, (pa_channel_map *))                                         \
    X(void, stream_set_state_callback, (pa_stream *, pa_stream_notify_cb_t, void *))                         \
    X(void, stream_set_moved_callback, (pa_stream *, pa_stream_notify_cb_t, void *))                         \
    X(void, stream_set_suspended_callback, (pa_stream *, pa_stream_notify_cb_t, void *))                     \
    X(pa_stream_state_t, stream_get_state, (const pa_stream *))                                              \
    X(pa_context *, stream_get_context, (const pa_stream *))                                                 \
    X(const char *, stream_get_device_name, (const pa_stream *))                                             \
    X(int, stream_is_suspended, (const pa_stream *))                                                         \
    X(int, stream_connect_record, (pa_stream *, const char *, const pa_buffer_attr *, pa_stream_flags_t))

/* A declaration takes no parentheses. NOLINTNEXTLINE(bugprone-macro-parentheses) */
#define PULSE_MEMBER_(type, name, parameters) type(*name) parameters;
typedef struct {
    PULSE_FUNCTIONS(PULSE_MEMBER_)
} pulse_functions;

/** Valid after pulse_library_load(). */
extern pulse_functions pulse;

/** Loads libpulse unless that is done. One thread. @return false: it is not there, or too old. */
bool pulse_library_load(void);

#endif
