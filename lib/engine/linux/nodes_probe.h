/*
 * mic_diag - the probe "nodes": the sound cards that the kernel has, and whether we may record from them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_NODES_PROBE_H
#define MIC_DIAG_NODES_PROBE_H

#include <stdnoreturn.h>

#include "engine/operations.h"
#include "facts/facts.h"

/** Sends the facts and ends the process. */
noreturn void nodes_probe(const engine_request *request);

/**
 * Adds cards (known even when there are none) and permission.nodes_readable.
 * @param root  directory that /proc, /sys and /dev are read below; "" for the computer itself.
 */
void nodes_look(facts *f, const char *root);

#endif
