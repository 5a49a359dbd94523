/*
 * mic_diag - what can be seen of the computer from the host process itself, at once and without a library.
 *
 * One folder per system implements it (linux/).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_HOST_H
#define MIC_DIAG_HOST_H

#include "facts/facts.h"
#include "platform/system/environment.h"

enum { HOST_MACHINE_SIZE = 32 };

/**
 * Adds the system's name, the session, sandbox, container and desktop, and itself as the probe "sandbox".
 * Reads small files only; waits for nothing.
 * @param root  folder under which /etc, /proc and the others are looked for; "" on the real computer.
 * @param e     the host's variables.
 */
void host_look(facts *into, const char *root, const environment *e);

/**
 * A name for this computer that says nothing about it: "system-" and 16 hexadecimal digits of a keyed hash of
 * its machine id, or else of its host name.
 * @param root  as above.
 * @param name  receives it; HOST_MACHINE_SIZE bytes.
 */
void host_machine(const char *root, char *name);

/** Names of the probes that helpers have for this system, NULL at the end. */
const char *const *host_probes(const environment *e);
/** Name of the watcher, or NULL. */
const char *host_watcher(void);

#endif
