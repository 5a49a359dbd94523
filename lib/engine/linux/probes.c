/*
 * mic_diag - the probes and watchers on Linux.
 *
 * SPDX-License-Identifier: MIT
 */
#include "engine/probes.h"

#include "engine/linux/nodes_probe.h"
#include "engine/linux/pulse_apply.h"
#include "engine/linux/pulse_probe.h"
#include "engine/linux/pulse_watch.h"
#include "engine/linux/snap_probe.h"

const engine_entry engine_probes[] = {
    {"pulse", pulse_probe}, {"nodes", nodes_probe}, {"snap", snap_probe}, {NULL, NULL}};

const engine_entry engine_watchers[] = {{"pulse", pulse_watch}, {NULL, NULL}};

noreturn void engine_apply(const engine_request *request)
{
    pulse_apply(request);
}
