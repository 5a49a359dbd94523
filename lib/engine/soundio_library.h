/*
 * mic_diag - libsoundio, loaded only to capture: it brings the libraries of every sound system with it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SOUNDIO_LIBRARY_H
#define MIC_DIAG_SOUNDIO_LIBRARY_H

#include <soundio/soundio.h>
#include <stdbool.h>

#define SOUNDIO_LIBRARY_NAME "libsoundio.so.2"

/* X(returned type, name without "soundio_", parameters); their types are compared with the header's. */
#define SOUNDIO_FUNCTIONS(X)                                                                                 \
    X(struct SoundIo *, create, (void))                                                                      \
    X(int, connect_backend, (struct SoundIo *, enum SoundIoBackend))                                         \
    X(void, flush_events, (struct SoundIo *))                                                                \
    X(int, input_device_count, (struct SoundIo *))                                                           \
    X(struct SoundIoDevice *, get_input_device, (struct SoundIo *, int))                                     \
    X(void, device_unref, (struct SoundIoDevice *))                                                          \
    X(int, device_nearest_sample_rate, (struct SoundIoDevice *, int))                                        \
    X(const struct SoundIoChannelLayout *, channel_layout_get_default, (int))                                \
    X(struct SoundIoInStream *, instream_create, (struct SoundIoDevice *))                                   \
    X(int, instream_open, (struct SoundIoInStream *))                                                        \
    X(int, instream_start, (struct SoundIoInStream *))                                                       \
    X(int, instream_begin_read, (struct SoundIoInStream *, struct SoundIoChannelArea **, int *))             \
    X(int, instream_end_read, (struct SoundIoInStream *))                                                    \
    X(const char *, strerror, (int))

/* A declaration takes no parentheses. NOLINTNEXTLINE(bugprone-macro-parentheses) */
#define SOUNDIO_MEMBER_(type, name, parameters) type(*name) parameters;
typedef struct {
    SOUNDIO_FUNCTIONS(SOUNDIO_MEMBER_)
} soundio_functions;

/** Valid after soundio_library_load(). */
extern soundio_functions soundio;

/** Loads libsoundio. One thread. @return false: it is not there, or too old. */
bool soundio_library_load(void);

#endif
