/*
 * mic_diag - the probe "snap": may this snap record? Only snapd knows.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SNAP_PROBE_H
#define MIC_DIAG_SNAP_PROBE_H

#include <stdint.h>
#include <stdnoreturn.h>

#include "engine/operations.h"
#include "facts/facts.h"

/** Asks snapctl, sends system.sandbox_allows_microphone and ends the process. */
noreturn void snap_probe(const engine_request *request);

/**
 * Runs `PROGRAM is-connected audio-record` and sets system.sandbox_allows_microphone by its exit status
 * (0 yes, 1 no); unknown when it says something else, is not there, or does not end in time and is killed.
 * @param program   a name in PATH, or a path.
 * @param until_us  on os_now_us()'s clock.
 */
void snap_look(facts *f, const char *program, int64_t until_us);

#endif
