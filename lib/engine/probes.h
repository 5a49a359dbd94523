/*
 * mic_diag - what the engine can look at and change on this operating system; one definition for each.
 *
 * Every function here runs on the helper's worker thread and ends the process with frames_done() or
 * frames_fail().
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_PROBES_H
#define MIC_DIAG_PROBES_H

#include <stdnoreturn.h>

#include "engine/operations.h"

typedef struct {
    const char *name; /* text of the request */
    void (*run)(const engine_request *request);
} engine_entry;

/** The probes, with a NULL name at the end: each sends the facts that it finds. */
extern const engine_entry engine_probes[];
/** The watchers, with a NULL name at the end: STARTED, then events. */
extern const engine_entry engine_watchers[];

/** Captures from a device until the host has enough. */
noreturn void engine_capture(const engine_request *request);
/** Changes one thing and reads it back. */
noreturn void engine_apply(const engine_request *request);

#endif
