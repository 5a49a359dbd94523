/*
 * mic_diag - the watcher "pulse": microphones that come and go, the default, mute and volume.
 *
 * The server says that something changed, not what. So what changed is asked for again, a little later, and
 * compared with what was known: no event is sent for nothing, and a burst of notices costs one look.
 *
 * SPDX-License-Identifier: MIT
 */
#define _POSIX_C_SOURCE 200809L

#include "engine/linux/pulse_watch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/os.h"
#include "engine/frames.h"
#include "engine/linux/pulse_connection.h"
#include "engine/linux/pulse_library.h"

enum { COALESCE_US = 20000, LOOK_AGAIN_US = 1000000, DIRTY_MAX = 16, SOURCES_MAX = 10000 };

typedef struct {
    uint32_t index;
    char *id;
    int muted;
    int32_t volume;        /* hundredths of a dB */
    uint64_t availability; /* of its active port */
    bool listed;           /* in the list that runs now */
} known_source;

typedef struct {
    pulse_connection connection;
    int pending; /* answers that are still to come */
    int quiet;   /* 1 until the server says that something changed */

    /* what to ask for again */
    uint32_t dirty[DIRTY_MAX];
    unsigned dirty_count;
    bool all_sources, server, cards;

    /* what is known */
    known_source *sources;
    uint32_t source_count, source_room;
    char *default_name;
    uint64_t cards_state, cards_listed;

    bool reporting; /* false while the first look is taken */
    bool devices_changed, default_changed;
} watch;

static noreturn void out_of_memory(void)
{
    frames_fail(PROTOCOL_FAILED, 0, NULL, "out of memory");
}

/* FNV-1a: enough to see that something differs. */
static uint64_t hash(uint64_t state, const char *text)
{
    for (; text && *text; text++)
        state = (state ^ (unsigned char)*text) * 0x100000001b3u;
    return (state ^ 0xffu) * 0x100000001b3u;
}

static uint64_t hash_number(uint64_t state, int64_t number)
{
    return (state ^ (uint64_t)number) * 0x100000001b3u;
}

/* ---- answers ------------------------------------------------------------------------------------------- */

static known_source *find_source(watch *w, uint32_t index)
{
    for (uint32_t i = 0; i < w->source_count; i++)
        if (w->sources[i].index == index)
            return &w->sources[i];
    return NULL;
}

static known_source *add_source(watch *w, const pa_source_info *info)
{
    char id[PROTOCOL_ID_SIZE];
    if (w->source_count == w->source_room) {
        uint32_t room = w->source_room ? w->source_room * 2 : 16;
        known_source *sources = realloc(w->sources, room * sizeof *sources);
        if (!sources)
            out_of_memory();
        w->sources = sources;
        w->source_room = room;
    }
    known_source *source = &w->sources[w->source_count++];
    *source = (known_source){0};
    source->index = info->index;
    pulse_device_id(id, info->name);
    source->id = strdup(id);
    if (!source->id)
        out_of_memory();
    return source;
}

static void take_source(watch *w, const pa_source_info *info)
{
    known_source *source = find_source(w, info->index);
    bool is_new = !source;
    if (is_new && w->source_count >= SOURCES_MAX)
        return;
    if (is_new)
        source = add_source(w, info);
    uint64_t availability = 0;
    if (info->active_port)
        availability = hash_number(hash(1, info->active_port->name), info->active_port->available);
    int32_t volume = (int32_t)lround(pulse_volume_db(pulse.cvolume_max(&info->volume)) * 100.0);
    int muted = info->mute != 0;
    if (is_new || source->availability != availability)
        w->devices_changed = true;
    if (w->reporting && !is_new && source->volume != volume)
        frames_event(PROTOCOL_CHANGED_VOLUME, volume, source->id);
    if (w->reporting && !is_new && source->muted != muted)
        frames_event(PROTOCOL_CHANGED_MUTE, muted, source->id);
    source->availability = availability;
    source->volume = volume;
    source->muted = muted;
    source->listed = true;
}

static void forget_unlisted(watch *w)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < w->source_count; i++) {
        if (w->sources[i].listed) {
            w->sources[kept++] = w->sources[i];
        } else {
            free(w->sources[i].id);
            w->devices_changed = true;
        }
    }
    w->source_count = kept;
}

static void on_source_in_list(pa_context *context, const pa_source_info *info, int end, void *userdata)
{
    watch *w = userdata;
    (void)context;
    if (end == 0) {
        take_source(w, info);
        return;
    }
    if (end > 0)
        forget_unlisted(w);
    w->pending--;
}

static void on_one_source(pa_context *context, const pa_source_info *info, int end, void *userdata)
{
    watch *w = userdata;
    (void)context;
    if (end == 0)
        take_source(w, info);
    else
        w->pending--; /* one that is gone is found by the notice of its end */
}

static void on_server(pa_context *context, const pa_server_info *info, void *userdata)
{
    watch *w = userdata;
    (void)context;
    w->pending--;
    if (!info)
        return;
    const char *name = info->default_source_name;
    if (!name || strcmp(name, "@DEFAULT_SOURCE@") == 0)
        name = "";
    if (w->default_name && strcmp(w->default_name, name) == 0)
        return;
    w->default_changed = w->default_name != NULL;
    free(w->default_name);
    w->default_name = strdup(name);
    if (!w->default_name)
        out_of_memory();
}

static void on_card(pa_context *context, const pa_card_info *info, int end, void *userdata)
{
    watch *w = userdata;
    (void)context;
    if (end != 0) {
        if (end > 0 && w->cards_listed != w->cards_state) {
            w->cards_state = w->cards_listed;
            w->devices_changed = true;
        }
        w->pending--;
        return;
    }
    uint64_t state =
        hash(hash_number(1, info->index), info->active_profile2 ? info->active_profile2->name : "");
    for (uint32_t i = 0; i < info->n_ports && info->ports; i++)
        state = hash_number(hash(state, info->ports[i]->name), info->ports[i]->available);
    w->cards_listed += state; /* in any order */
}

/* ---- notices --------------------------------------------------------------------------------------------
 */

static void add_dirty(watch *w, uint32_t index)
{
    for (unsigned i = 0; i < w->dirty_count; i++)
        if (w->dirty[i] == index)
            return;
    if (w->dirty_count < DIRTY_MAX)
        w->dirty[w->dirty_count++] = index;
    else
        w->all_sources = true;
}

static void on_notice(pa_context *context, pa_subscription_event_type_t type, uint32_t index, void *userdata)
{
    watch *w = userdata;
    (void)context;
    bool change = (type & PA_SUBSCRIPTION_EVENT_TYPE_MASK) == PA_SUBSCRIPTION_EVENT_CHANGE;
    switch ((unsigned)type & PA_SUBSCRIPTION_EVENT_FACILITY_MASK) {
    case PA_SUBSCRIPTION_EVENT_SOURCE:
        if (change)
            add_dirty(w, index);
        else
            w->all_sources = true;
        break;
    case PA_SUBSCRIPTION_EVENT_CARD:
        w->cards = true;
        break;
    case PA_SUBSCRIPTION_EVENT_SERVER:
        w->server = true;
        break;
    default:
        return;
    }
    w->quiet = 0;
}

/* ---- looking ----------------------------------------------------------------------------------------------
 */

static void ask(watch *w)
{
    pa_context *context = w->connection.context;
    if (w->server)
        pulse_started(&w->connection, pulse.context_get_server_info(context, on_server, w), &w->pending);
    if (w->cards) {
        w->cards_listed = 0;
        pulse_started(&w->connection, pulse.context_get_card_info_list(context, on_card, w), &w->pending);
    }
    if (w->all_sources) {
        for (uint32_t i = 0; i < w->source_count; i++)
            w->sources[i].listed = false;
        pulse_started(&w->connection, pulse.context_get_source_info_list(context, on_source_in_list, w),
                      &w->pending);
    }
    for (unsigned i = 0; i < w->dirty_count && !w->all_sources; i++)
        pulse_started(&w->connection,
                      pulse.context_get_source_info_by_index(context, w->dirty[i], on_one_source, w),
                      &w->pending);
    w->all_sources = w->server = w->cards = false;
    w->dirty_count = 0;
}

static void report(watch *w)
{
    char id[PROTOCOL_ID_SIZE] = "";
    if (w->devices_changed)
        frames_event(PROTOCOL_CHANGED_DEVICES, 0, "");
    if (w->default_changed) {
        if (w->default_name[0])
            pulse_device_id(id, w->default_name);
        frames_event(PROTOCOL_CHANGED_DEFAULT, 0, id);
    }
    w->devices_changed = w->default_changed = false;
}

static noreturn void lost(const watch *w)
{
    frames_fail(PROTOCOL_FAILED_LOST, w->connection.error, NULL, pulse_error_text(w->connection.error));
}

static void on_subscribed(pa_context *context, int success, void *userdata)
{
    watch *w = userdata;
    (void)context;
    (void)success;
    w->pending--;
}

static void start(watch *w, int64_t until_us)
{
    pulse_outcome outcome = pulse_connect(&w->connection, until_us);
    if (outcome == PULSE_MISSING)
        frames_fail(PROTOCOL_FAILED_MISSING, 0, NULL, PULSE_LIBRARY_NAME);
    if (outcome == PULSE_FAILED)
        frames_fail(PROTOCOL_FAILED_NO_SERVER, w->connection.error, NULL,
                    pulse_error_text(w->connection.error));
    if (outcome == PULSE_TIMEOUT)
        frames_fail(PROTOCOL_FAILED_NO_SERVER, PA_ERR_TIMEOUT, NULL, "no answer");
    frames_step("subscribe");
    pulse.context_set_subscribe_callback(w->connection.context, on_notice, w);
    pulse_started(&w->connection,
                  pulse.context_subscribe(w->connection.context,
                                          PA_SUBSCRIPTION_MASK_SOURCE | PA_SUBSCRIPTION_MASK_SERVER |
                                              PA_SUBSCRIPTION_MASK_CARD,
                                          on_subscribed, w),
                  &w->pending);
    w->all_sources = w->server = w->cards = true;
    ask(w);
    if (pulse_wait(&w->connection, &w->pending, until_us) != PULSE_READY)
        lost(w);
    w->devices_changed = w->default_changed = false;
    w->reporting = true;
    protocol_started started = {0};
    frames_send(PROTOCOL_STARTED, &(frame_part){&started, sizeof started}, 1);
}

noreturn void pulse_watch(const engine_request *request)
{
    static watch w;
    w.quiet = 1;
    start(&w, request->deadline_us);
    frames_step("watch");
    for (;;) {
        pulse_outcome outcome = pulse_wait(&w.connection, &w.quiet, os_now_us() + LOOK_AGAIN_US);
        if (outcome == PULSE_TIMEOUT)
            w.server = true; /* PipeWire 0.3.65 sometimes gives no notice of a new default */
        else if (outcome == PULSE_READY)
            outcome = pulse_wait(&w.connection, NULL, os_now_us() + COALESCE_US);
        if (outcome == PULSE_FAILED)
            lost(&w);
        w.quiet = 1;
        ask(&w);
        if (pulse_wait(&w.connection, &w.pending, INT64_MAX) != PULSE_READY)
            lost(&w);
        report(&w);
    }
}
