/*
 * mic_diag - mic-diag devices: lists the inputs, and lists them again when they change.
 *
 * SPDX-License-Identifier: MIT
 */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "display_text.h"
#include "interrupt.h"
#include "message.h"
#include "mic_diag.h"
#include "session.h"
#include "terminal.h"

enum { NAME_COLUMNS_MAX = 44, WAIT_MS = 200 };
#define SILENT_DB (-199.0F) /* what the library gives for a volume of zero is -200 */

static bool write_json(const mic_diag_facts *facts, const char *change)
{
    json_t *line = json_object(), *list = json_array();
    bool good = line != NULL && list != NULL;
    for (uint32_t i = 0; good && i < mic_diag_device_count(facts); ++i) {
        json_t *device = json_loads(mic_diag_device_json(mic_diag_device_at(facts, i)), 0, NULL);
        good = device != NULL && json_array_append_new(list, device) == 0;
    }
    if (good && change != NULL) {
        good = json_object_set_new(line, "change", json_string(change)) == 0;
    }
    good = good && json_object_set(line, "devices", list) == 0;
    char *text = good ? json_dumps(line, JSON_COMPACT) : NULL;
    if (text != NULL) {
        puts(text);
    } else {
        message_error("the list of devices could not be written as JSON");
    }
    free(text);
    json_decref(list);
    json_decref(line);
    return text != NULL;
}

/* What a person should know before choosing it; there is no getter for all of it. */
static void format_kind(const mic_diag_device *device, char *out, size_t size)
{
    json_t *json = json_loads(mic_diag_device_json(device), 0, NULL);
    const char *transport = json_string_value(json_object_get(json, "transport"));
    if (mic_diag_device_is_monitor(device) == MIC_DIAG_YES) {
        snprintf(out, size, "monitor");
    } else if (json_is_true(json_object_get(json, "virtual"))) {
        snprintf(out, size, "virtual");
    } else {
        snprintf(out, size, "%s", transport != NULL ? transport : "");
    }
    json_decref(json);
}

static const char *answer_text(mic_diag_answer answer)
{
    return answer == MIC_DIAG_YES ? "muted" : answer == MIC_DIAG_NO ? "-" : "?";
}

static void write_row(const struct terminal *terminal, const mic_diag_device *device, unsigned name_columns)
{
    char volume[24] = "?", kind[24];
    float db = mic_diag_device_volume_db(device);
    mic_diag_device_state state = mic_diag_device_get_state(device);
    if (db <= SILENT_DB) {
        snprintf(volume, sizeof volume, "zero");
    } else if (!isnan(db)) {
        snprintf(volume, sizeof volume, "%.1f dB", (double)db);
    }
    format_kind(device, kind, sizeof kind);
    bool chosen = mic_diag_device_is_default(device) == MIC_DIAG_YES;
    bool calls = mic_diag_device_is_communications_default(device) == MIC_DIAG_YES && !chosen;
    fputs(chosen ? "* " : calls ? "c " : "  ", terminal->stream);
    const char *name = mic_diag_device_name(device);
    terminal_write_cell(terminal, name[0] != '\0' ? name : "(no name)", name_columns);
    fputs("  ", terminal->stream);
    terminal_write_cell(terminal, mic_diag_name("device_state", state), 9);
    fprintf(terminal->stream, "  %-5s  %9s  ", answer_text(mic_diag_device_is_muted(device)), volume);
    terminal_write_cell(terminal, kind, 9);
    fputs("  ", terminal->stream);
    terminal_write_line(terminal, mic_diag_device_id(device)); /* whole: it is there to be copied */
    fputc('\n', terminal->stream);
}

static void write_table(const mic_diag_facts *facts, const char *change)
{
    struct terminal terminal;
    unsigned name_columns = 4;
    uint32_t count = mic_diag_device_count(facts);
    terminal_open(&terminal, stdout);
    if (change != NULL) {
        printf("\n%s%s changed:%s\n", terminal_colour(&terminal, COLOUR_DIM), change,
               terminal_colour(&terminal, COLOUR_NONE));
    }
    if (count == 0) {
        puts("No input is known. To learn why: mic-diag diagnose");
        return;
    }
    for (uint32_t i = 0; i < count; ++i) {
        unsigned columns = display_text_columns(mic_diag_device_name(mic_diag_device_at(facts, i)));
        name_columns = columns > name_columns ? columns : name_columns;
    }
    name_columns = name_columns < 9 ? 9 : name_columns > NAME_COLUMNS_MAX ? NAME_COLUMNS_MAX : name_columns;
    printf("  %-*s  %-9s  %-5s  %9s  %-9s  %s\n", (int)name_columns, "NAME", "STATE", "MUTE", "VOLUME",
           "KIND", "ID");
    for (uint32_t i = 0; i < count; ++i) {
        write_row(&terminal, mic_diag_device_at(facts, i), name_columns);
    }
}

/* What the list would show, to compare it with what it showed last; NULL: no memory. To be freed. */
static char *content_of(const mic_diag_facts *facts)
{
    size_t size = 1;
    for (uint32_t i = 0; i < mic_diag_device_count(facts); ++i) {
        size += strlen(mic_diag_device_json(mic_diag_device_at(facts, i)));
    }
    char *text = malloc(size), *end = text;
    for (uint32_t i = 0; text != NULL && i < mic_diag_device_count(facts); ++i) {
        const char *json = mic_diag_device_json(mic_diag_device_at(facts, i));
        size_t length = strlen(json);
        memcpy(end, json, length);
        end += length;
    }
    if (text != NULL) {
        *end = '\0';
    }
    return text;
}

/* Lists what is there now; after a change (not NULL) only if it differs from `last`, which is kept up to
 * date. */
static bool list(mic_diag_context *ctx, const struct options *options, const char *change, char **last)
{
    mic_diag_facts *facts = NULL;
    uint32_t timeout_ms = options->timeout_ms != 0 ? options->timeout_ms : 3000;
    mic_diag_result result = mic_diag_facts_read(ctx, timeout_ms, &facts);
    bool good = result == MIC_DIAG_OK;
    char *content = good ? content_of(facts) : NULL;
    bool same = change != NULL && content != NULL && *last != NULL && strcmp(content, *last) == 0;
    free(*last);
    *last = content;
    if (!good) {
        message_result("cannot list the devices", result, ctx);
    } else if (same) {
        /* The event that says that watching has begun, or a change that was taken back at once. */
    } else if (options->json) {
        good = write_json(facts, change);
    } else {
        write_table(facts, change);
    }
    mic_diag_facts_free(facts);
    fflush(stdout);
    return good && !ferror(stdout);
}

static const char *name_of_change(mic_diag_event_type type)
{
    switch (type) {
    case MIC_DIAG_EVENT_DEVICES:
    case MIC_DIAG_EVENT_OVERFLOW:
        return "devices";
    case MIC_DIAG_EVENT_DEFAULT:
        return "default";
    case MIC_DIAG_EVENT_VOLUME:
        return "volume";
    case MIC_DIAG_EVENT_MUTE:
        return "mute";
    default:
        return NULL;
    }
}

/* Takes what has come by now; several changes at once give one list. Negative: watching ended. */
static int32_t next_change(mic_diag_context *ctx, uint32_t wait_ms, const char **change)
{
    mic_diag_event event;
    mic_diag_event_init(&event, sizeof event);
    int32_t got = mic_diag_next_event(ctx, wait_ms, &event);
    while (got == 1) {
        const char *name = name_of_change(event.type);
        *change = name == NULL || (*change != NULL && strcmp(*change, "devices") == 0) ? *change : name;
        got = mic_diag_next_event(ctx, 0, &event);
    }
    return got;
}

int command_devices(const struct options *options)
{
    mic_diag_context *ctx = session_open(options);
    if (ctx == NULL) {
        return STATUS_ERROR;
    }
    const char *change = NULL;
    char *last = NULL;
    int32_t got = 0;
    if (options->watch) {
        interrupt_catch();
        got = next_change(ctx, 0,
                          &change); /* watch first: what changes after the list was read is not missed */
    }
    bool good = list(ctx, options, NULL, &last);
    while (good && options->watch && got >= 0 && interrupt_signal() == 0) {
        change = NULL;
        got = next_change(ctx, WAIT_MS, &change);
        if (change != NULL) {
            good = list(ctx, options, change, &last);
        }
    }
    if (good && got < 0) {
        message_result("cannot watch the devices", got, ctx);
        good = false;
    }
    free(last);
    mic_diag_context_free(ctx);
    return good ? STATUS_WORKS : STATUS_ERROR;
}
