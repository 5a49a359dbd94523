/*
 * mic_diag - the probe "pulse": what PulseAudio, or PipeWire in its place, knows about microphones.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_PULSE_PROBE_H
#define MIC_DIAG_PULSE_PROBE_H

#include <stdnoreturn.h>

#include "engine/operations.h"

/**
 * Sends the facts of the server and ends the process. A server that refuses or is not there is a fact, and
 * the probe ends as it should; of one that does not answer it says so shortly before the deadline, and goes
 * on waiting for the host to judge.
 */
noreturn void pulse_probe(const engine_request *request);

#endif
