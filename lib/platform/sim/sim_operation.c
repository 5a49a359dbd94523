/*
 * mic_diag - operations of the simulation.
 *
 * SPDX-License-Identifier: MIT
 */
#include "platform/sim/sim_operation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "platform/sim/apply.h"

enum { BLOCK_US = 10000, RATE_DEFAULT = 48000, RATE_MIN = 8000, RATE_MAX = 192000, CHANNELS_MAX = 32 };

/* ---- life --------------------------------------------------------------------------------------- */

static bool copy_text(const char *text, char **out)
{
    if (text == NULL)
        return true;
    *out = text_copy(text);
    return *out != NULL;
}

sim_operation *sim_operation_create(const platform_request *request, uint32_t number, int64_t now_us)
{
    sim_operation *o = calloc(1, sizeof *o);
    if (o == NULL)
        return NULL;
    o->number = number;
    o->kind = request->operation;
    o->start_us = now_us;
    o->deadline_us = request->deadline_us;
    o->status = FACT_probe_status_ok;
    o->changes_end = &o->changes;
    if (!copy_text(request->name, &o->name) || !copy_text(request->device, &o->device) ||
        !copy_text(request->seen, &o->seen) || !copy_text(request->wanted, &o->wanted)) {
        sim_operation_free(o);
        return NULL;
    }
    return o;
}

static sim_change *take_change(sim_operation *o)
{
    sim_change *first = o->changes;
    o->changes = first->next;
    if (o->changes == NULL)
        o->changes_end = &o->changes;
    return first;
}

void sim_operation_free(sim_operation *o)
{
    if (o == NULL)
        return;
    while (o->changes != NULL)
        free(take_change(o));
    free(o->told);
    free(o->name);
    free(o->device);
    free(o->seen);
    free(o->wanted);
    free(o->samples);
    facts_release(o->given);
    free(o);
}

bool sim_operation_add_change(sim_operation *o, platform_change change, const char *device, int32_t value,
                              int64_t now_us)
{
    if (o->kind != PLATFORM_WATCH || o->stage != STAGE_RUNNING)
        return true;
    size_t size = device == NULL ? 1 : strlen(device) + 1;
    sim_change *added = malloc(sizeof *added + size);
    if (added == NULL)
        return false;
    *added = (sim_change){NULL, change, value, now_us};
    memcpy(added->device, device == NULL ? "" : device, size);
    *o->changes_end = added;
    o->changes_end = &added->next;
    return true;
}

/* ---- when --------------------------------------------------------------------------------------- */

static const fact_probe *own_probe(const sim_operation *o, const computer *c)
{
    const char *name = o->kind == PLATFORM_CAPTURE ? "capture" : o->name;
    return name == NULL ? NULL : facts_find_probe(c->now, name);
}

/* How the facts say that this operation ends. */
static int32_t told_status(const sim_operation *o, const computer *c)
{
    const fact_probe *probe = own_probe(o, c);
    if (o->kind == PLATFORM_CAPTURE && !c->described)
        return FACT_probe_status_ok;
    return probe == NULL || probe->status < 0 ? FACT_probe_status_ok : probe->status;
}

/* The probe beside the server reads files: nothing that happens to the server keeps it waiting. */
static bool needs_server(const sim_operation *o)
{
    return !(o->kind == PLATFORM_PROBE && o->name != NULL && strcmp(o->name, "nodes") == 0);
}

/* Whether it hangs until its deadline. In a replay that is over, and only told. */
static bool hangs(const sim_operation *o, const computer *c)
{
    if (needs_server(o) && c->server == SERVER_FROZEN)
        return true;
    if (o->kind == PLATFORM_CAPTURE)
        return c->described && c->now->open.result == FACT_open_result_timeout;
    return o->kind == PLATFORM_PROBE && c->described && told_status(o, c) == FACT_probe_status_timeout;
}

static double or_usual(double value, double usual)
{
    return isnan(value) ? usual : value;
}

static int64_t block_end(const sim_operation *o)
{
    return o->first_us + (int64_t)o->blocks * BLOCK_US;
}

static bool capture_is_lost(const sim_operation *o, const computer *c, int64_t now_us)
{
    if (c->server == SERVER_DEAD)
        return true;
    if (c->server == SERVER_FROZEN)
        return false;
    double after_ms = c->microphone.lost_after_ms;
    bool goes = !isnan(after_ms) && now_us - o->first_us >= (int64_t)(after_ms * 1000.0);
    return goes || !computer_device_is_there(c, o->device);
}

/* Whether the described microphone is the one that is listened to. */
static bool is_microphone(const sim_operation *o, const computer *c)
{
    const char *device = computer_microphone_device(c);
    return device == NULL || strcmp(device, o->device) == 0;
}

static bool gives_no_block(const sim_operation *o, const computer *c)
{
    if (c->server == SERVER_FROZEN || c->stalled)
        return true;
    if (!is_microphone(o, c))
        return false;
    double after_ms = or_usual(c->microphone.after_ms, 1000.0);
    return c->microphone.sound == SOUND_NONE ||
           (c->microphone.sound == SOUND_STALL && (double)(block_end(o) - o->first_us) >= after_ms * 1000.0);
}

static int64_t capture_due(const sim_operation *o, const computer *c, int64_t now_us)
{
    if (capture_is_lost(o, c, now_us))
        return now_us;
    int64_t lost_us = INT64_MAX;
    if (!isnan(c->microphone.lost_after_ms) && c->server == SERVER_RUNNING)
        lost_us = o->first_us + (int64_t)(c->microphone.lost_after_ms * 1000.0);
    int64_t block_us = gives_no_block(o, c) ? INT64_MAX : block_end(o);
    return block_us < lost_us ? block_us : lost_us;
}

int64_t sim_operation_due(const sim_operation *o, const computer *c, int64_t now_us)
{
    if (o->stage == STAGE_END)
        return now_us;
    if (o->stage == STAGE_BEGIN)
        return hangs(o, c) ? o->deadline_us : now_us;
    if (o->kind == PLATFORM_CAPTURE)
        return capture_due(o, c, now_us);
    if (c->server == SERVER_DEAD)
        return now_us;
    return o->changes != NULL && c->server == SERVER_RUNNING ? now_us : INT64_MAX;
}

void sim_operation_catch_up(sim_operation *o, int64_t now_us)
{
    if (o->kind != PLATFORM_CAPTURE || o->stage != STAGE_RUNNING || block_end(o) >= now_us)
        return;
    o->blocks = (uint64_t)((now_us - o->first_us) / BLOCK_US) + 1;
}

/* ---- what: endings ------------------------------------------------------------------------------ */

static void end(sim_operation *o, const computer *c, int64_t now_us, platform_message *out)
{
    const fact_probe *probe = own_probe(o, c);
    out->type = PLATFORM_ENDED;
    out->status = o->status;
    out->ms = (double)(now_us - o->start_us) / 1000.0;
    if (probe != NULL && probe->status == o->status && o->status != FACT_probe_status_ok) {
        out->step = probe->step == NULL ? "" : probe->step;
        out->text = probe->text == NULL ? "" : probe->text;
        out->alive = probe->alive;
        out->signal = (int32_t)probe->signal;
        out->code = (int32_t)probe->code;
        if (!c->described && isfinite(probe->ms))
            out->ms = probe->ms;
    } else if (o->status == FACT_probe_status_timeout) {
        out->step = o->kind == PLATFORM_CAPTURE ? "open" : "connect";
        out->alive = FACT_YES;
    }
}

/* The server is frozen, or the facts say that this does not end well. @return true: it has ended. */
static bool end_early(sim_operation *o, const computer *c, int64_t now_us, platform_message *out)
{
    int32_t told = told_status(o, c);
    if (hangs(o, c))
        o->status = FACT_probe_status_timeout;
    else if (told != FACT_probe_status_ok)
        o->status = told;
    else
        return false;
    end(o, c, now_us, out);
    return true;
}

static void fail(sim_operation *o, platform_failure failure, const char *step, const char *text, int32_t code,
                 platform_message *out)
{
    out->type = PLATFORM_FAILED;
    out->failure = failure;
    out->step = step == NULL ? "" : step;
    out->text = text == NULL ? "" : text;
    out->code = code;
    o->status = FACT_probe_status_ok; /* our side did what it was to do */
    o->stage = STAGE_END;
}

/* ---- what: probe -------------------------------------------------------------------------------- */

static void take_probe(sim_operation *o, const computer *c, int64_t now_us, platform_message *out)
{
    bool server = o->name != NULL && strcmp(o->name, "pulse") == 0;
    bool frozen = server && c->server == SERVER_FROZEN;
    if (o->given == NULL && !frozen) {
        o->given = computer_look(c, server);
        if (o->given != NULL) {
            out->type = PLATFORM_FACTS;
            out->facts = o->given;
            /* What a probe saw before it went wrong was seen. */
            o->status = told_status(o, c);
            if (!hangs(o, c))
                o->stage = STAGE_END;
            return;
        }
        o->status = FACT_probe_status_failed;
        end(o, c, now_us, out);
        return;
    }
    if (!end_early(o, c, now_us, out))
        end(o, c, now_us, out);
}

/* ---- what: capture ------------------------------------------------------------------------------ */

static platform_failure failure_of(int32_t open_result)
{
    switch (open_result) {
    case FACT_open_result_denied:
        return PLATFORM_FAILURE_DENIED;
    case FACT_open_result_busy:
    case FACT_open_result_exclusive:
        return PLATFORM_FAILURE_BUSY;
    case FACT_open_result_format:
        return PLATFORM_FAILURE_FORMAT;
    case FACT_open_result_gone:
        return PLATFORM_FAILURE_GONE;
    default:
        return PLATFORM_FAILURE_OTHER;
    }
}

static int64_t within(int64_t value, int64_t least, int64_t most, int64_t unknown)
{
    return value < 0 ? unknown : value < least ? least : value > most ? most : value;
}

static void start_capture(sim_operation *o, const computer *c, int64_t now_us, platform_message *out)
{
    const fact_open *open = &c->now->open;
    const fact_device *d = o->device == NULL ? NULL : facts_find_device(c->now, o->device);
    if (end_early(o, c, now_us, out))
        return;
    if (c->server == SERVER_DEAD) {
        fail(o, PLATFORM_FAILURE_NO_SERVER, "connect", "Connection refused", 0, out);
        return;
    }
    if (d == NULL || !computer_device_is_there(c, o->device)) {
        fail(o, PLATFORM_FAILURE_GONE, "open", "No such entity", 0, out);
        return;
    }
    if (c->described && open->result > FACT_open_result_ok) {
        fail(o, failure_of(open->result), open->step, open->text, (int32_t)open->code, out);
        return;
    }
    o->rate_hz = (uint32_t)within(d->rate_hz, RATE_MIN, RATE_MAX, RATE_DEFAULT);
    o->channels = (uint32_t)within(d->channels, 1, CHANNELS_MAX, 1);
    size_t frames = o->rate_hz / (1000000 / BLOCK_US) + 1;
    o->samples = malloc(frames * o->channels * sizeof *o->samples);
    if (o->samples == NULL) {
        o->status = FACT_probe_status_failed;
        end(o, c, now_us, out);
        return;
    }
    double first_ms = is_microphone(o, c) ? or_usual(c->microphone.first_ms, 10.0) : 10.0;
    o->first_us = now_us + (int64_t)(first_ms * 1000.0);
    o->stage = STAGE_RUNNING;
    out->type = PLATFORM_STARTED;
    out->rate_hz = o->rate_hz;
    out->channels = o->channels;
}

static double gain_of(const fact_device *d)
{
    if (d->muted == FACT_YES || d->volume_db <= FACT_DB_ZERO)
        return 0.0;
    return isfinite(d->volume_db) ? pow(10.0, d->volume_db / 20.0) : 1.0;
}

/* What another device than the described one hears: a monitor nothing, as nothing is played. */
static microphone heard_by(const sim_operation *o, const computer *c, const fact_device *d)
{
    if (is_microphone(o, c))
        return c->microphone;
    microphone other = microphone_usual();
    other.sound = d->monitor == FACT_YES ? SOUND_ZERO : SOUND_SILENCE;
    return other;
}

static void take_block(sim_operation *o, const computer *c, platform_message *out)
{
    const uint64_t blocks_a_second = 1000000 / BLOCK_US;
    const fact_device *d = facts_find_device(c->now, o->device);
    microphone m = heard_by(o, c, d);
    uint64_t from = o->blocks * o->rate_hz / blocks_a_second;
    uint64_t to = (o->blocks + 1) * o->rate_hz / blocks_a_second;
    out->type = PLATFORM_AUDIO;
    out->samples = o->samples;
    out->frames = (uint32_t)(to - from);
    out->channels = o->channels;
    out->rate_hz = o->rate_hz;
    out->time_us = block_end(o);
    microphone_frames(&m, &o->place, gain_of(d), o->rate_hz, o->channels, out->frames, o->samples);
    ++o->blocks;
}

static void take_capture(sim_operation *o, const computer *c, int64_t now_us, platform_message *out)
{
    if (o->stage == STAGE_BEGIN)
        start_capture(o, c, now_us, out);
    else if (capture_is_lost(o, c, now_us))
        fail(o, PLATFORM_FAILURE_LOST, "read",
             c->server == SERVER_DEAD ? "Connection terminated" : "the device is gone", 0, out);
    else
        take_block(o, c, out);
}

/* ---- what: watch, apply ------------------------------------------------------------------------- */

static void take_watch(sim_operation *o, const computer *c, int64_t now_us, platform_message *out)
{
    if (o->stage == STAGE_BEGIN && end_early(o, c, now_us, out))
        return;
    if (c->server == SERVER_DEAD) {
        o->status = FACT_probe_status_failed;
        end(o, c, now_us, out);
        out->step = "connect";
        out->text = "Connection terminated";
        return;
    }
    if (o->stage == STAGE_BEGIN) {
        o->stage = STAGE_RUNNING;
        out->type = PLATFORM_STARTED;
        return;
    }
    free(o->told);
    sim_change *change = take_change(o);
    o->told = change;
    out->type = PLATFORM_CHANGED;
    out->change = change->change;
    out->device = change->device;
    out->value = change->value;
    out->time_us = change->time_us;
}

static void take_apply(sim_operation *o, computer *c, int64_t now_us, platform_message *out)
{
    if (end_early(o, c, now_us, out))
        return;
    if (c->server == SERVER_DEAD) {
        fail(o, PLATFORM_FAILURE_NO_SERVER, "connect", "Connection refused", 0, out);
        return;
    }
    out->type = PLATFORM_APPLIED;
    out->applied =
        apply_change(c, o->name, o->device, o->seen, o->wanted, o->before, o->after, SIM_OPERATION_TEXT_SIZE);
    out->before = o->before;
    out->after = o->after;
    o->stage = STAGE_END;
}

void sim_operation_take(sim_operation *o, computer *c, int64_t now_us, platform_message *out)
{
    *out = (platform_message){.operation = o->number,
                              .step = "",
                              .text = "",
                              .before = "",
                              .after = "",
                              .device = "",
                              .alive = FACT_UNKNOWN,
                              .signal = -1,
                              .code = -1,
                              .time_us = now_us};
    if (o->stage == STAGE_END) {
        end(o, c, now_us, out);
        return;
    }
    switch (o->kind) {
    case PLATFORM_PROBE:
        take_probe(o, c, now_us, out);
        break;
    case PLATFORM_CAPTURE:
        take_capture(o, c, now_us, out);
        break;
    case PLATFORM_WATCH:
        take_watch(o, c, now_us, out);
        break;
    case PLATFORM_APPLY:
        take_apply(o, c, now_us, out);
        break;
    }
}
