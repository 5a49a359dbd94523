/*
 * mic_diag - which function carries out a request.
 *
 * SPDX-License-Identifier: MIT
 */
#include "engine/operations.h"

#include <string.h>

#include "engine/frames.h"
#include "engine/probes.h"

static void run_named(const engine_entry *entries, const engine_request *request)
{
    for (const engine_entry *entry = entries; entry->name; entry++)
        if (strcmp(entry->name, request->text) == 0)
            entry->run(request);
    frames_fail(PROTOCOL_FAILED, 0, "request", "this helper has no such probe or watcher");
}

noreturn void operation_run(const engine_request *request)
{
    switch ((protocol_operation)request->operation) {
    case PROTOCOL_PROBE:
        run_named(engine_probes, request);
        break;
    case PROTOCOL_WATCH:
        run_named(engine_watchers, request);
        break;
    case PROTOCOL_CAPTURE:
        engine_capture(request);
    case PROTOCOL_APPLY:
        engine_apply(request);
    }
    frames_fail(PROTOCOL_FAILED, 0, "request", "this helper has no such operation");
}
