/*
 * mic_diag - an operation's request, and the start of its process.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/system/operation_state.h"

static const char *start_error(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return "no such program";
    case EACCES:
    case EPERM:
        return "may not be executed";
    case ENOEXEC:
    case EINVAL:
        return "not a program for this system";
    case EMFILE:
    case ENFILE:
        return "no descriptors left";
    default:
        return "cannot be started";
    }
}

static bool is_missing(int error)
{
    return error == ENOENT || error == ENOTDIR || error == EACCES || error == EPERM || error == ENOEXEC ||
           error == ELOOP || error == EISDIR || error == EINVAL;
}

/** Starts the process, the first time or again. Failure finishes the operation. */
static void start_process(helper_operation *o, bool without_preload, int64_t now_us)
{
    char **variables = environment_for_helper(o->host, without_preload);
    int error = ENOMEM;
    if (variables != NULL)
        error = helper_process_start(&o->process, o->program, variables);
    free(variables);
    o->state = STATE_STARTING;
    o->hello_due_us = now_us + OPERATION_HELLO_MS * 1000;
    o->request_sent = 0;
    if (error == 0)
        return;
    o->code = error;
    snprintf(o->text, sizeof o->text, "%s: %s", o->program, start_error(error));
    operation_finish(o, now_us, is_missing(error) ? FACT_probe_status_missing : FACT_probe_status_failed,
                     o->text);
}

/** One more try, in case something that the host preloads stands in the way. @return false: none is left. */
bool operation_start_again(helper_operation *o, int64_t now_us)
{
    frames *stream = o->was_retried || now_us >= o->deadline_us ? NULL : frames_create();
    if (stream == NULL)
        return false;
    frames_free(o->stream);
    o->stream = stream;
    o->was_retried = true;
    helper_process_kill(&o->process);
    o->previous = o->process;
    start_process(o, true, now_us);
    return true;
}

/** Puts a request's text together. @return false: it does not fit, or would be read as another one. */
static bool make_text(const platform_request *request, char *text, uint32_t *length)
{
    const char *name = request->name != NULL ? request->name : "";
    const char *device = request->device != NULL ? request->device : "";
    const char *seen = request->seen != NULL ? request->seen : "";
    const char *wanted = request->wanted != NULL ? request->wanted : "";
    int used;
    if (request->operation == PLATFORM_APPLY)
        used = snprintf(text, PROTOCOL_ID_SIZE, "%s\n%s\n%s\n%s", name, device, seen, wanted);
    else
        used = snprintf(text, PROTOCOL_ID_SIZE, "%s", request->operation == PLATFORM_CAPTURE ? device : name);
    if (used < 0 || used >= PROTOCOL_ID_SIZE)
        return false;
    *length = (uint32_t)used;
    bool has_newline =
        strchr(name, '\n') != NULL || strchr(device, '\n') != NULL || strchr(seen, '\n') != NULL;
    return request->operation != PLATFORM_APPLY || (!has_newline && strchr(wanted, '\n') == NULL);
}

static bool make_request(helper_operation *o, const platform_request *request)
{
    static const protocol_operation kinds[] = {[PLATFORM_PROBE] = PROTOCOL_PROBE,
                                               [PLATFORM_CAPTURE] = PROTOCOL_CAPTURE,
                                               [PLATFORM_WATCH] = PROTOCOL_WATCH,
                                               [PLATFORM_APPLY] = PROTOCOL_APPLY};
    int64_t left_ms = (request->deadline_us - o->begun_us) / 1000;
    protocol_request *made = &o->request.request;
    made->operation = kinds[request->operation];
    made->deadline_ms = left_ms < 1 ? 1 : left_ms > INT32_MAX ? INT32_MAX : (uint32_t)left_ms;
    if (!make_text(request, o->request.text, &made->text_length))
        return false;
    o->request.header.type = PROTOCOL_REQUEST;
    o->request.header.request = OPERATION_REQUEST_NUMBER;
    o->request.header.length = (uint32_t)sizeof *made + made->text_length;
    o->request_size = sizeof o->request.header + o->request.header.length;
    return true;
}

operation *operation_start(uint32_t number, const platform_request *request, const char *program,
                           bool is_there, const environment *e, int64_t now_us)
{
    const helper_process none = HELPER_PROCESS_NONE;
    helper_operation *o = calloc(1, sizeof *o);
    if (o == NULL)
        return NULL;
    o->stream = frames_create();
    if (o->stream == NULL) {
        free(o);
        return NULL;
    }
    o->number = number;
    o->kind = request->operation;
    bool is_pulse = request->name != NULL && strcmp(request->name, "pulse") == 0;
    o->source = is_pulse ? FACT_SOURCE_PULSE : FACT_SOURCE_PROC;
    o->host = e;
    o->process = o->previous = none;
    o->begun_us = o->heard_us = now_us;
    o->deadline_us = request->deadline_us;
    o->alive = FACT_UNKNOWN;
    o->signal = o->code = -1;
    snprintf(o->program, sizeof o->program, "%s", program);
    if (!make_request(o, request)) {
        operation_finish(o, now_us, FACT_probe_status_failed,
                         "the device's id or a value is too long or has line ends");
    } else if (!is_there) {
        snprintf(o->text, sizeof o->text, "%s: %s", o->program,
                 program[0] != '/' ? "not an absolute path" : start_error(ENOENT));
        operation_finish(o, now_us, FACT_probe_status_missing, o->text);
    } else {
        start_process(o, false, now_us);
    }
    return &o->list;
}
