/*
 * mic_diag - the environment of the host program, copied once, and the one that helpers get.
 *
 * The host's own environment is never changed, and only read when the copy is made: another thread may call
 * setenv() at any later time. Not changed after it was made; any thread may read it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_ENVIRONMENT_H
#define MIC_DIAG_ENVIRONMENT_H

#include <stdbool.h>

typedef struct environment environment;

/**
 * Copies variables and makes the token by which the sound server's view of our own streams is known.
 * @param variables  "NAME=value", NULL at the end; NULL: those of this process.
 * @param app_name   how our streams are shown in the system's sound settings.
 * @return NULL: no memory.
 */
environment *environment_create(char *const *variables, const char *app_name);
/** NULL is allowed. */
void environment_free(environment *e);

/** A variable's value, or NULL: not set. */
const char *environment_get(const environment *e, const char *name);

/**
 * Makes the environment of a helper: the copy with
 *  - PULSE_LATENCY_MSEC=20 (without it PulseAudio delivers in bursts of 2 s),
 *  - PULSE_PROP with our token ("mic_diag.token") and name,
 *  - PULSE_COOKIE only where it keeps libpulse from writing one: see pulse_cookie.h.
 * @param without_preload  leaves LD_PRELOAD and LD_LIBRARY_PATH out.
 * @return for posix_spawn; one block, free() it; valid as long as `e`. NULL: no memory.
 */
char **environment_for_helper(const environment *e, bool without_preload);

#endif
