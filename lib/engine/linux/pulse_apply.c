/*
 * mic_diag - changing one thing of a microphone: mute or volume.
 *
 * SPDX-License-Identifier: MIT
 */
#include "engine/linux/pulse_apply.h"

#include <stdio.h>
#include <string.h>

#include "core/os.h"
#include "engine/frames.h"
#include "engine/linux/pulse_connection.h"
#include "engine/linux/pulse_library.h"

enum { SETTLE_US = 500000, RETRY_US = 10000, MARGIN_US = 100000 };

typedef struct {
    pulse_connection connection;
    int64_t until_us;
    int pending;
    char text[PROTOCOL_ID_SIZE]; /* of the request, cut into the next four */
    const char *action, *id, *seen, *wanted;
    bool is_mute; /* else volume */

    bool found;
    uint32_t index;
    bool muted;
    pa_cvolume volume;

    bool accepted;
} change;

static noreturn void finish(const protocol_applied *applied)
{
    frames_send(PROTOCOL_APPLIED, &(frame_part){applied, sizeof *applied}, 1);
    frames_done();
}

static void wait_for_answer(change *c)
{
    pulse_outcome outcome = pulse_wait(&c->connection, &c->pending, c->until_us);
    if (outcome == PULSE_FAILED)
        frames_fail(PROTOCOL_FAILED_LOST, c->connection.error, NULL, pulse_error_text(c->connection.error));
    /* The host judges a server that does not answer. */
    if (outcome == PULSE_TIMEOUT)
        (void)pulse_wait(&c->connection, NULL, INT64_MAX);
}

/* Ids are cut and repaired names, so the server cannot be asked for one. */
static void on_source(pa_context *context, const pa_source_info *info, int end, void *userdata)
{
    change *c = userdata;
    char id[PROTOCOL_ID_SIZE];
    (void)context;
    if (end != 0) {
        c->pending--;
        return;
    }
    pulse_device_id(id, info->name);
    if (c->found || strcmp(id, c->id) != 0)
        return;
    c->found = true;
    c->index = info->index;
    c->muted = info->mute != 0;
    c->volume = info->volume;
}

static void look(change *c)
{
    c->found = false;
    pulse_started(&c->connection, pulse.context_get_source_info_list(c->connection.context, on_source, c),
                  &c->pending);
    wait_for_answer(c);
}

static void on_set(pa_context *context, int success, void *userdata)
{
    change *c = userdata;
    (void)context;
    c->accepted = success != 0;
    c->pending--;
}

static void write_value(const change *c, char out[PROTOCOL_TEXT_SIZE])
{
    if (c->is_mute)
        snprintf(out, PROTOCOL_TEXT_SIZE, "%s", c->muted ? "yes" : "no");
    else
        pulse_volume_write(&c->volume, out, PROTOCOL_TEXT_SIZE);
}

/* Is `text` the value that is there now? @param ok  false if it is no value at all. */
static bool is_now(const change *c, const char *text, bool *ok)
{
    pa_cvolume volume;
    if (c->is_mute) {
        *ok = strcmp(text, "yes") == 0 || strcmp(text, "no") == 0;
        return *ok && (strcmp(text, "yes") == 0) == c->muted;
    }
    *ok = pulse_volume_read(text, &c->volume, &volume);
    return *ok && pulse_volume_equal(&volume, &c->volume);
}

static void set(change *c)
{
    pa_context *context = c->connection.context;
    pa_operation *operation;
    pa_cvolume volume;
    if (c->is_mute)
        operation = pulse.context_set_source_mute_by_index(context, c->index, strcmp(c->wanted, "yes") == 0,
                                                           on_set, c);
    else if (pulse_volume_read(c->wanted, &c->volume, &volume))
        operation = pulse.context_set_source_volume_by_index(context, c->index, &volume, on_set, c);
    else
        return;
    pulse_started(&c->connection, operation, &c->pending);
    wait_for_answer(c);
}

/* PipeWire says that it accepted before the value is there. @return false: it did not stay. */
static bool read_back(change *c)
{
    int64_t until_us = os_now_us() + SETTLE_US;
    for (;;) {
        bool ok;
        look(c);
        if (c->found && is_now(c, c->wanted, &ok))
            return true;
        if (!c->found || os_now_us() >= until_us)
            return false;
        (void)pulse_wait(&c->connection, NULL, os_now_us() + RETRY_US);
    }
}

static void split(change *c, const char *text)
{
    char *rest = c->text;
    snprintf(c->text, sizeof c->text, "%s", text);
    const char **parts[] = {&c->action, &c->id, &c->seen, &c->wanted};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *parts[i] = rest;
        char *end = strchr(rest, '\n');
        if (end && i + 1 < sizeof parts / sizeof *parts) {
            *end = '\0';
            rest = end + 1;
        } else {
            rest += strlen(rest);
        }
    }
    c->is_mute = strcmp(c->action, "mute") == 0;
}

noreturn void pulse_apply(const engine_request *request)
{
    static change c;
    protocol_applied applied = {PROTOCOL_APPLY_UNSUPPORTED, 0, "", ""};
    bool ok = true;
    split(&c, request->text);
    c.until_us = request->deadline_us - MARGIN_US;
    if (!c.is_mute && strcmp(c.action, "volume") != 0)
        finish(&applied);
    pulse_outcome outcome = pulse_connect(&c.connection, c.until_us);
    if (outcome == PULSE_MISSING)
        frames_fail(PROTOCOL_FAILED_MISSING, 0, NULL, PULSE_LIBRARY_NAME);
    if (outcome == PULSE_FAILED)
        frames_fail(PROTOCOL_FAILED_NO_SERVER, c.connection.error, NULL,
                    pulse_error_text(c.connection.error));
    if (outcome == PULSE_TIMEOUT)
        (void)pulse_wait(&c.connection, NULL, INT64_MAX);
    frames_step("find device");
    look(&c);
    if (!c.found) {
        applied.result = PROTOCOL_APPLY_GONE;
        finish(&applied);
    }
    write_value(&c, applied.before);
    memcpy(applied.after, applied.before, sizeof applied.after);
    (void)is_now(&c, c.wanted, &ok);
    if (!ok)
        finish(&applied);
    if (*c.seen && !is_now(&c, c.seen, &ok)) {
        applied.result = PROTOCOL_APPLY_STALE;
        finish(&applied);
    }
    frames_step("set");
    set(&c);
    if (!c.accepted) {
        applied.result = PROTOCOL_APPLY_REFUSED;
        finish(&applied);
    }
    frames_step("read back");
    applied.result = read_back(&c) ? PROTOCOL_APPLY_OK : PROTOCOL_APPLY_NOT_KEPT;
    if (c.found)
        write_value(&c, applied.after);
    else
        applied.result = PROTOCOL_APPLY_GONE;
    finish(&applied);
}
