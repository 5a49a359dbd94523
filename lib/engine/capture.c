/*
 * mic_diag - listening to one microphone through libsoundio.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "core/os.h"
#include "core/utf8.h"
#include "engine/capture_writer.h"
#include "engine/frames.h"
#include "engine/probes.h"
#include "engine/soundio_guard.h"
#include "engine/soundio_library.h"

enum { BLOCK_FRAMES = 2048, CHANNELS_MAX = SOUNDIO_MAX_CHANNELS, WIDE_CHANNELS = 2, RATE_HZ = 48000 };

static const char PREFIX[] = "pulse:";
static const double LATENCY_S = 0.02;

static float block[BLOCK_FRAMES * CHANNELS_MAX];
static bool devices_changed;
static bool disconnected;
static int disconnect_error;

/* ---- callbacks; those of the stream run on libsoundio's thread -------------------------------------------
 */

static void on_devices_change(struct SoundIo *io)
{
    (void)io;
    devices_changed = true;
}

static void on_backend_disconnect(struct SoundIo *io, int error)
{
    (void)io;
    disconnected = true;
    disconnect_error = error;
}

static void on_events_signal(struct SoundIo *io)
{
    (void)io;
}

/* The guard has told the reason already, if there is one to tell. */
static void on_stream_error(struct SoundIoInStream *stream, int error)
{
    (void)stream;
    capture_writer_fail(capture_writer_has_begun() ? PROTOCOL_FAILED_LOST : PROTOCOL_FAILED, error, "stream",
                        soundio.strerror(error));
}

static void on_guard_failed(int error)
{
    capture_writer_fail(soundio_guard_failure(error, capture_writer_has_begun()), error, "stream",
                        soundio_guard_text(error));
}

static void on_guard_moved(const char *device)
{
    capture_writer_fail(PROTOCOL_FAILED_MOVED, 0, "stream", device);
}

/* Without sound the last step tells why. */
static void on_guard_suspended(bool now)
{
    if (capture_writer_has_begun())
        capture_writer_step(now ? "suspended" : "capture");
}

static void interleave(const struct SoundIoChannelArea *areas, uint32_t frames, uint32_t channels)
{
    float *out = block;
    for (uint32_t i = 0; i < frames; i++)
        for (uint32_t c = 0; c < channels; c++)
            memcpy(out++, areas[c].ptr + (ptrdiff_t)areas[c].step * (ptrdiff_t)i, sizeof *out);
}

static void put_hole(int64_t time_us, int frames, uint32_t channels)
{
    while (frames > 0) {
        int piece = frames < BLOCK_FRAMES ? frames : BLOCK_FRAMES;
        capture_writer_put(time_us, NULL, (uint32_t)piece, channels);
        frames -= piece;
    }
}

static void on_read(struct SoundIoInStream *stream, int frames_min, int frames_max)
{
    (void)frames_min;
    int64_t time_us = os_now_us();
    uint32_t channels = (uint32_t)stream->layout.channel_count;
    for (int left = frames_max; left > 0;) {
        struct SoundIoChannelArea *areas = NULL;
        int frames = left < BLOCK_FRAMES ? left : BLOCK_FRAMES;
        int error = soundio.instream_begin_read(stream, &areas, &frames);
        if (error) {
            on_stream_error(stream, error);
            return;
        }
        if (frames <= 0)
            return;
        if (areas) {
            interleave(areas, (uint32_t)frames, channels);
            capture_writer_put(time_us, block, (uint32_t)frames, channels);
        } else {
            put_hole(time_us, frames, channels);
        }
        error = soundio.instream_end_read(stream);
        if (error) {
            on_stream_error(stream, error);
            return;
        }
        left -= frames;
    }
}

/* ---- steps -------------------------------------------------------------------------------------- */

static void load_libraries(void)
{
    frames_step("load libpulse");
    if (!soundio_guard_load())
        frames_fail(PROTOCOL_FAILED_MISSING, 0, NULL, "libpulse.so.0");
    frames_step("load libsoundio");
    if (!soundio_library_load())
        frames_fail(PROTOCOL_FAILED_MISSING, 0, NULL, SOUNDIO_LIBRARY_NAME);
}

static struct SoundIo *connect_server(void)
{
    struct SoundIo *io = soundio.create();
    if (!io)
        frames_fail(PROTOCOL_FAILED, 0, "connect", "out of memory");
    io->app_name = soundio_guard_name();
    io->on_devices_change = on_devices_change;
    io->on_backend_disconnect = on_backend_disconnect;
    io->on_events_signal = on_events_signal;
    frames_step("connect");
    int error = soundio.connect_backend(io, SoundIoBackendPulseAudio);
    if (error == SoundIoErrorBackendUnavailable)
        frames_fail(PROTOCOL_FAILED_MISSING, error, NULL, "libsoundio without PulseAudio");
    if (error)
        frames_fail(PROTOCOL_FAILED_NO_SERVER, error, NULL, soundio.strerror(error));
    frames_step("list devices");
    soundio.flush_events(io);
    /* Until devices have been listed, asking for them ends the process. */
    if (disconnected || !devices_changed)
        frames_fail(PROTOCOL_FAILED_NO_SERVER, disconnect_error, NULL,
                    disconnected ? soundio.strerror(disconnect_error) : "no list of devices");
    return io;
}

/* Ids are repaired and cut names. */
static bool is_named(const char *native, const char *wanted)
{
    char name[PROTOCOL_ID_SIZE - (sizeof PREFIX - 1)];
    utf8_repair(name, sizeof name, native, strlen(native));
    return strcmp(name, wanted) == 0;
}

static struct SoundIoDevice *find_device(struct SoundIo *io, const char *id)
{
    struct SoundIoDevice *found = NULL;
    frames_step("find device");
    if (strncmp(id, PREFIX, sizeof PREFIX - 1) != 0)
        frames_fail(PROTOCOL_FAILED_OPEN_GONE, 0, NULL, "an id of another sound system");
    int count = soundio.input_device_count(io);
    for (int i = 0; i < count && !found; i++) {
        struct SoundIoDevice *device = soundio.get_input_device(io, i);
        if (!device->is_raw && is_named(device->id, id + sizeof PREFIX - 1))
            found = device;
        else
            soundio.device_unref(device);
    }
    if (!found)
        frames_fail(PROTOCOL_FAILED_OPEN_GONE, SoundIoErrorNoSuchDevice, NULL, "no such device");
    if (found->probe_error)
        frames_fail(PROTOCOL_FAILED, found->probe_error, NULL, soundio.strerror(found->probe_error));
    return found;
}

static bool is_usable(const struct SoundIoChannelLayout *layout)
{
    for (int i = 0; i < layout->channel_count; i++)
        if (layout->channels[i] == SoundIoChannelIdInvalid)
            return false;
    return layout->channel_count > 0;
}

/* The device's own channels if that is what is wanted and libsoundio knows their places; else stereo. */
static struct SoundIoChannelLayout choose_layout(const struct SoundIoDevice *device, uint32_t wanted)
{
    const struct SoundIoChannelLayout *own = &device->current_layout;
    if (is_usable(own) && (wanted == 0 || wanted == (uint32_t)own->channel_count))
        return *own;
    const struct SoundIoChannelLayout *layout =
        wanted > 0 && wanted <= CHANNELS_MAX ? soundio.channel_layout_get_default((int)wanted) : NULL;
    if (!layout)
        layout = soundio.channel_layout_get_default(own->channel_count == 1 ? 1 : WIDE_CHANNELS);
    return *layout;
}

static int choose_rate(struct SoundIoDevice *device, uint32_t wanted)
{
    int rate = wanted ? (int)wanted : device->sample_rate_current ? device->sample_rate_current : RATE_HZ;
    return soundio.device_nearest_sample_rate(device, rate);
}

static protocol_failure open_failure(int error)
{
    switch (error) {
    case SoundIoErrorNoSuchDevice:
        return PROTOCOL_FAILED_OPEN_GONE;
    case SoundIoErrorIncompatibleDevice:
    case SoundIoErrorIncompatibleBackend:
    case SoundIoErrorInvalid:
        return PROTOCOL_FAILED_OPEN_FORMAT;
    default:
        return PROTOCOL_FAILED;
    }
}

static struct SoundIoInStream *start_stream(struct SoundIoDevice *device, const engine_request *request)
{
    static const soundio_guard_listener listener = {on_guard_failed, on_guard_moved, on_guard_suspended};
    frames_step("open");
    struct SoundIoInStream *stream = soundio.instream_create(device);
    if (!stream)
        frames_fail(PROTOCOL_FAILED, 0, NULL, "out of memory");
    stream->name = "mic_diag";
    stream->format = SoundIoFormatFloat32NE;
    stream->sample_rate = choose_rate(device, request->rate_hz);
    stream->layout = choose_layout(device, request->channels);
    stream->software_latency = LATENCY_S;
    stream->read_callback = on_read;
    stream->error_callback = on_stream_error;
    soundio_guard_listen(&listener);
    int error = soundio.instream_open(stream);
    if (error)
        frames_fail(open_failure(error), error, NULL, soundio.strerror(error));
    frames_step("start");
    error = soundio.instream_start(stream);
    if (error) {
        capture_writer_fail(open_failure(error), error, "start", soundio.strerror(error));
        capture_writer_wait();
    }
    return stream;
}

noreturn void engine_capture(const engine_request *request)
{
    load_libraries();
    if (!capture_writer_start())
        frames_fail(PROTOCOL_FAILED, 0, "start", "no memory or threads");
    struct SoundIo *io = connect_server();
    struct SoundIoDevice *device = find_device(io, request->text);
    struct SoundIoInStream *stream = start_stream(device, request);
    protocol_started started = {0};
    started.rate_hz = (uint32_t)stream->sample_rate;
    started.channels = (uint32_t)stream->layout.channel_count;
    strncpy(started.device, soundio_guard_device(), sizeof started.device - 1);
    frames_step("capture");
    capture_writer_begin(&started);
    capture_writer_wait();
}
