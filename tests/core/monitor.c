/*
 * mic_diag - the monitor on simulated computers: its states, what it gives to read, and one stream for it and
 * a diagnosis.
 *
 * Built from the library's own objects, so that the streams which are opened can be counted at the seam.
 *
 * SPDX-License-Identifier: MIT
 */
#define _POSIX_C_SOURCE 200809L
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "core/context.h"
#include "mic_diag.h"

enum { WAIT_MS = 5000 };

/* ---- a simulated computer that counts its streams ---------------------------------------------- */

static platform_operations counted;
static atomic_uint opened;         /* streams, in all */
static atomic_uint running;        /* streams that were neither stopped nor have ended */
static _Atomic uint32_t stream[8]; /* their numbers; 0: free */

static platform *counted_create(const platform_settings *settings)
{
    platform *p = platform_sim.create(settings);
    if (p) {
        p->does = &counted;
    }
    return p;
}

static uint32_t counted_start(platform *p, const platform_request *request)
{
    uint32_t number = platform_sim.start(p, request);
    if (request->operation == PLATFORM_CAPTURE && number) {
        opened++;
        running++;
        for (size_t i = 0; i < sizeof stream / sizeof *stream; i++) {
            if (!stream[i]) {
                stream[i] = number;
                break;
            }
        }
    }
    return number;
}

static void over(uint32_t number)
{
    for (size_t i = 0; number && i < sizeof stream / sizeof *stream; i++) {
        if (stream[i] == number) {
            stream[i] = 0;
            running--;
        }
    }
}

static void counted_stop(platform *p, uint32_t number)
{
    over(number);
    platform_sim.stop(p, number);
}

static platform_message_type counted_next(platform *p, int64_t until_us, platform_message *out)
{
    platform_message_type type = platform_sim.next(p, until_us, out);
    if (type == PLATFORM_ENDED) {
        over(out->operation);
    }
    return type;
}

static mic_diag_context *simulated(const char *what)
{
    mic_diag_context *ctx = NULL;
    CHECK(mic_diag_context_create_simulated("test", &ctx) == MIC_DIAG_OK);
    ctx->platform_kind = &counted;
    CHECK(mic_diag_simulate(ctx, what) == MIC_DIAG_OK);
    opened = 0;
    return ctx;
}

static void end(mic_diag_context *ctx)
{
    mic_diag_context_free(ctx);
    for (size_t i = 0; i < sizeof stream / sizeof *stream; i++) {
        over(stream[i]);
    }
}

/* ---- waiting for states ------------------------------------------------------------------------ */

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void breathe(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static bool reaches(const mic_diag_monitor *monitor, mic_diag_monitor_state state)
{
    double until = now_ms() + WAIT_MS;
    while (mic_diag_monitor_get_state(monitor) != state && now_ms() < until) {
        breathe();
    }
    return mic_diag_monitor_get_state(monitor) == state;
}

static uint64_t frames_of(const mic_diag_monitor *monitor)
{
    mic_diag_levels levels;
    mic_diag_levels_init(&levels, sizeof levels);
    return mic_diag_monitor_levels(monitor, &levels) == MIC_DIAG_OK ? levels.frames : 0;
}

static bool goes_on(const mic_diag_monitor *monitor)
{
    uint64_t before = frames_of(monitor);
    double until = now_ms() + WAIT_MS;
    while (frames_of(monitor) <= before && now_ms() < until) {
        breathe();
    }
    return frames_of(monitor) > before;
}

/* Waits for a run's event of a type. */
static bool event_comes(mic_diag_context *ctx, mic_diag_event_type type, int32_t *value)
{
    double until = now_ms() + WAIT_MS;
    mic_diag_event event;
    mic_diag_event_init(&event, sizeof event);
    while (now_ms() < until) {
        if (mic_diag_next_event(ctx, 100, &event) == 1 && event.type == type) {
            *value = event.value;
            return true;
        }
    }
    return false;
}

static mic_diag_monitor *opened_monitor(mic_diag_context *ctx)
{
    mic_diag_monitor *monitor = NULL;
    CHECK(mic_diag_monitor_open(ctx, NULL, &monitor) == MIC_DIAG_OK);
    return monitor;
}

static bool finds(const mic_diag_report *made, const char *id)
{
    for (uint32_t i = 0; i < mic_diag_report_finding_count(made); i++) {
        if (strcmp(mic_diag_finding_id(mic_diag_report_finding(made, i)), id) == 0) {
            return true;
        }
    }
    return false;
}

static bool reports(const mic_diag_monitor *monitor, const char *id)
{
    mic_diag_report *made = NULL;
    CHECK(mic_diag_monitor_report(monitor, &made) == MIC_DIAG_OK);
    bool found = finds(made, id);
    mic_diag_report_free(made);
    return found;
}

/* ---- states ------------------------------------------------------------------------------------ */

static void its_states_follow_the_microphone(void)
{
    mic_diag_context *ctx = simulated("healthy");
    mic_diag_monitor *monitor = opened_monitor(ctx), *second = NULL;
    int32_t state = -1;
    CHECK(mic_diag_monitor_open(ctx, NULL, &second) == MIC_DIAG_ERROR_BUSY && second == NULL);
    CHECK(reaches(monitor, MIC_DIAG_MONITOR_LIVE));
    CHECK(event_comes(ctx, MIC_DIAG_EVENT_MONITOR, &state) && state == MIC_DIAG_MONITOR_LIVE);
    CHECK(mic_diag_simulate(ctx, "stall") == MIC_DIAG_OK);
    CHECK(event_comes(ctx, MIC_DIAG_EVENT_MONITOR, &state) && state == MIC_DIAG_MONITOR_STALLED);
    CHECK(reports(monitor, "stream.stalled"));
    CHECK(mic_diag_simulate(ctx, "resume") == MIC_DIAG_OK);
    CHECK(event_comes(ctx, MIC_DIAG_EVENT_MONITOR, &state) && state == MIC_DIAG_MONITOR_LIVE);
    CHECK(goes_on(monitor));
    CHECK(mic_diag_simulate(ctx, "unplug usb-headset") == MIC_DIAG_OK);
    CHECK(event_comes(ctx, MIC_DIAG_EVENT_MONITOR, &state) && state == MIC_DIAG_MONITOR_LOST);
    CHECK(mic_diag_monitor_get_state(monitor) == MIC_DIAG_MONITOR_LOST);
    CHECK(reports(monitor, "stream.device-lost"));
    mic_diag_monitor_free(monitor);
    CHECK(running == 0);
    CHECK(mic_diag_simulate(ctx, "plug usb-headset") == MIC_DIAG_OK);
    monitor = opened_monitor(ctx);
    CHECK(reaches(monitor, MIC_DIAG_MONITOR_LIVE));
    end(ctx); /* frees what is open; the monitor is gone with it */
}

static void what_cannot_be_opened_is_refused(const char *scenario, const char *id)
{
    mic_diag_context *ctx = simulated(scenario);
    mic_diag_monitor *monitor = opened_monitor(ctx);
    CHECK(reaches(monitor, MIC_DIAG_MONITOR_REFUSED));
    CHECK(reports(monitor, id));
    mic_diag_levels levels;
    mic_diag_levels_init(&levels, sizeof levels);
    CHECK(mic_diag_monitor_levels(monitor, &levels) == MIC_DIAG_ERROR_NOT_FOUND);
    uint32_t rate = 1, channels = 1;
    CHECK(mic_diag_monitor_format(monitor, &rate, &channels) == MIC_DIAG_OK && rate == 0 && channels == 0);
    float room[64];
    CHECK(mic_diag_monitor_read(monitor, room, 64) == 0);
    mic_diag_monitor_free(monitor);
    end(ctx);
}

/* A headset switches its profile first: what is slow for a cable is not slow for it. */
static void a_bluetooth_headset_may_take_its_time(void)
{
    mic_diag_context *ctx = simulated("bluetooth-headset");
    CHECK(mic_diag_simulate(ctx, "stall") == MIC_DIAG_OK);
    CHECK(mic_diag_simulate(ctx, "advance 0") == MIC_DIAG_OK);
    mic_diag_monitor *monitor = opened_monitor(ctx);
    double until = now_ms() + WAIT_MS;
    while (running == 0 && now_ms() < until) {
        breathe();
    }
    CHECK(mic_diag_simulate(ctx, "advance 4000") == MIC_DIAG_OK);
    mic_diag_facts *facts_seen = NULL;
    CHECK(mic_diag_facts_read(ctx, 0, &facts_seen) ==
          MIC_DIAG_OK); /* so the worker has seen that time passed */
    mic_diag_facts_free(facts_seen);
    CHECK(mic_diag_monitor_get_state(monitor) == MIC_DIAG_MONITOR_STARTING);
    CHECK(mic_diag_simulate(ctx, "advance 4000") == MIC_DIAG_OK);
    CHECK(reaches(monitor, MIC_DIAG_MONITOR_STALLED));
    mic_diag_monitor_free(monitor);
    end(ctx);
}

static void it_gives_whole_frames(void)
{
    mic_diag_context *ctx = simulated("builtin-microphone");
    mic_diag_monitor *monitor = opened_monitor(ctx);
    CHECK(reaches(monitor, MIC_DIAG_MONITOR_LIVE));
    uint32_t rate = 0, channels = 0;
    CHECK(mic_diag_monitor_format(monitor, &rate, &channels) == MIC_DIAG_OK && rate == 48000 &&
          channels == 2);
    CHECK(goes_on(monitor));
    float room[1024];
    CHECK(mic_diag_monitor_read(monitor, NULL, 0) == 0);
    CHECK(mic_diag_monitor_read(monitor, room, 0) == 0);
    CHECK(mic_diag_monitor_read(monitor, room, 1) == 0);
    room[2] = 7.0f;
    CHECK(mic_diag_monitor_read(monitor, room, 3) == 2 && room[2] > 6.0f);
    /* Both channels hear the same, and nothing comes twice or is left out: the order of frames is kept. */
    uint64_t taken = 0;
    bool same = true;
    double until = now_ms() + WAIT_MS;
    while (taken < 100000 && now_ms() < until) {
        int32_t got = mic_diag_monitor_read(monitor, room, 1023);
        same &= got >= 0 && got <= 1022 && got % 2 == 0;
        for (int32_t i = 0; same && i < got; i += 2) {
            same = fabsf(room[i] - room[i + 1]) < 1e-9f;
        }
        taken += got > 0 ? (uint64_t)got : 0;
        if (got <= 0) {
            breathe();
        }
    }
    CHECK(same && taken >= 100000);
    /* What nobody takes is dropped, the oldest first; two seconds are kept. */
    CHECK(mic_diag_simulate(ctx, "advance 5000") == MIC_DIAG_OK);
    uint64_t before = frames_of(monitor);
    until = now_ms() + WAIT_MS;
    while (frames_of(monitor) < before + 4 * 48000 && now_ms() < until) {
        breathe();
    }
    float *all = malloc(sizeof(float) * 1000000);
    if (CHECK(all != NULL)) {
        CHECK(mic_diag_monitor_read(monitor, all, 1000000) == 2 * 2 * 48000);
        free(all);
    }
    mic_diag_monitor_free(monitor);
    end(ctx);
}

/* ---- one stream -------------------------------------------------------------------------------- */

static void listening(mic_diag_options *options)
{
    mic_diag_options_init(options, sizeof *options);
    options->listen_ms = 800;
    options->stop_early = 0;
}

static bool heard_something(mic_diag_context *ctx)
{
    mic_diag_report *made = NULL;
    bool good = mic_diag_diagnose_take(ctx, &made) == MIC_DIAG_OK &&
                strstr(mic_diag_report_json(made, 0), "\"rms_dbfs\"") != NULL &&
                !finds(made, "stream.no-data");
    mic_diag_report_free(made);
    return good;
}

static void a_diagnosis_shares_the_monitors_stream(bool wait_until_live)
{
    mic_diag_context *ctx = simulated("healthy");
    mic_diag_monitor *monitor = opened_monitor(ctx);
    int32_t result = -1;
    mic_diag_options options;
    listening(&options);
    if (wait_until_live) {
        CHECK(reaches(monitor, MIC_DIAG_MONITOR_LIVE));
    }
    CHECK(mic_diag_diagnose_start(ctx, &options) >= 1);
    CHECK(event_comes(ctx, MIC_DIAG_EVENT_REPORT, &result) && result == MIC_DIAG_OK);
    CHECK(heard_something(ctx));
    CHECK(opened == 1);
    CHECK(running == 1);
    CHECK(goes_on(monitor)); /* also after the diagnosis has left it */
    mic_diag_monitor_free(monitor);
    CHECK(running == 0);
    end(ctx);
}

static void a_monitor_shares_the_diagnosis_stream(void)
{
    mic_diag_context *ctx = simulated("healthy");
    int32_t value = -1;
    mic_diag_options options;
    listening(&options);
    CHECK(mic_diag_diagnose_start(ctx, &options) >= 1);
    CHECK(event_comes(ctx, MIC_DIAG_EVENT_SPEAK, &value));
    mic_diag_monitor *monitor = opened_monitor(ctx);
    CHECK(reaches(monitor, MIC_DIAG_MONITOR_LIVE));
    CHECK(opened == 1);
    CHECK(event_comes(ctx, MIC_DIAG_EVENT_REPORT, &value) && value == MIC_DIAG_OK);
    CHECK(heard_something(ctx));
    CHECK(opened == 1 && running == 1);
    CHECK(goes_on(monitor));
    CHECK(mic_diag_diagnose_start(ctx, &options) >= 1);
    CHECK(event_comes(ctx, MIC_DIAG_EVENT_SPEAK, &value));
    mic_diag_monitor_free(monitor); /* while the diagnosis listens to its stream */
    CHECK(event_comes(ctx, MIC_DIAG_EVENT_REPORT, &value) && value == MIC_DIAG_OK);
    CHECK(heard_something(ctx));
    CHECK(opened == 1 && running == 0);
    end(ctx);
}

static void another_microphone_has_its_own_stream(void)
{
    mic_diag_context *ctx = simulated("healthy");
    mic_diag_monitor *monitor = NULL;
    int32_t result = -1;
    CHECK(mic_diag_monitor_open(ctx, "pulse:builtin.monitor", &monitor) == MIC_DIAG_OK);
    CHECK(reaches(monitor, MIC_DIAG_MONITOR_LIVE));
    mic_diag_options options;
    listening(&options);
    CHECK(mic_diag_diagnose_start(ctx, &options) >= 1);
    CHECK(event_comes(ctx, MIC_DIAG_EVENT_REPORT, &result) && result == MIC_DIAG_OK);
    CHECK(heard_something(ctx));
    CHECK(opened == 2 && running == 1);
    mic_diag_monitor_free(monitor);
    end(ctx);
}

static void both_see_that_it_was_unplugged(void)
{
    mic_diag_context *ctx = simulated("healthy");
    mic_diag_monitor *monitor = opened_monitor(ctx);
    mic_diag_report *made = NULL;
    int32_t value = -1;
    mic_diag_options options;
    mic_diag_options_init(&options, sizeof options);
    options.stop_early = 0;
    CHECK(mic_diag_diagnose_start(ctx, &options) >= 1);
    CHECK(event_comes(ctx, MIC_DIAG_EVENT_SPEAK, &value));
    CHECK(mic_diag_simulate(ctx, "unplug usb-headset") == MIC_DIAG_OK);
    CHECK(event_comes(ctx, MIC_DIAG_EVENT_REPORT, &value) && value == MIC_DIAG_OK);
    CHECK(mic_diag_diagnose_take(ctx, &made) == MIC_DIAG_OK);
    CHECK(finds(made, "stream.device-lost"));
    mic_diag_report_free(made);
    CHECK(reaches(monitor, MIC_DIAG_MONITOR_LOST));
    mic_diag_monitor_free(monitor);
    CHECK(running == 0);
    end(ctx);
}

/* A microphone that there is no time to listen to is not opened. */
static void nothing_is_opened_after_the_deadline(void)
{
    mic_diag_context *ctx = simulated(
        "{\"facts\":{\"service\":{\"state\":\"running\"},\"selection\":{\"default\":\"pulse:x\"},\"devices\":"
        "["
        "{\"id\":\"pulse:x\",\"state\":\"active\",\"monitor\":false,\"muted\":false,\"volume_db\":0}],"
        "\"probes\":[{\"name\":\"nodes\",\"status\":\"timeout\"}]},\"microphone\":{\"sound\":\"speech\"}}");
    mic_diag_options options;
    mic_diag_options_init(&options, sizeof options);
    options.timeout_ms = 100; /* the probe takes all of it */
    mic_diag_report *made = NULL;
    CHECK(mic_diag_diagnose(ctx, &options, &made) == MIC_DIAG_OK);
    CHECK(finds(made, "probe.timeout"));
    CHECK(opened == 0);
    mic_diag_report_free(made);
    end(ctx);
}

int main(void)
{
    counted = platform_sim;
    counted.create = counted_create;
    counted.start = counted_start;
    counted.stop = counted_stop;
    counted.next = counted_next;
    its_states_follow_the_microphone();
    what_cannot_be_opened_is_refused("use.busy", "use.busy");
    what_cannot_be_opened_is_refused("device.none", "device.none");
    a_bluetooth_headset_may_take_its_time();
    it_gives_whole_frames();
    a_diagnosis_shares_the_monitors_stream(true);
    a_diagnosis_shares_the_monitors_stream(false);
    a_monitor_shares_the_diagnosis_stream();
    another_microphone_has_its_own_stream();
    both_see_that_it_was_unplugged();
    nothing_is_opened_after_the_deadline();
    return check_result();
}
