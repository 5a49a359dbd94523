/*
 * mic_diag - the watcher "pulse": microphones that come and go, the default, mute and volume.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_PULSE_WATCH_H
#define MIC_DIAG_PULSE_WATCH_H

#include <stdnoreturn.h>

#include "engine/operations.h"

/**
 * Sends STARTED once it watches, then an event for each change of a value, until the host has enough. A
 * server that goes away ends it with PROTOCOL_FAILED_LOST.
 */
noreturn void pulse_watch(const engine_request *request);

#endif
