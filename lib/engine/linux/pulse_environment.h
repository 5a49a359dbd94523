/*
 * mic_diag - the helper's own environment for libpulse, and what it says about the server's address.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_PULSE_ENVIRONMENT_H
#define MIC_DIAG_PULSE_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "facts/facts.h"

/**
 * Keeps libpulse from making a runtime directory where there is none. (Its cookie is the host's to choose, in
 * PULSE_COOKIE.) Changes only this process's environment. Call it before the first connection.
 */
void pulse_environment_prepare(void);

typedef struct {
    bool given;         /* someone set the address: PULSE_SERVER, or default-server in client.conf */
    bool socket_there;  /* one of the sockets that are tried exists */
    bool denied;        /* and may not be used by us */
    fact_source source; /* of `given` */
} pulse_address;

/**
 * Looks at the address that libpulse will use. Connects to nothing.
 * @param root  directory that /etc, /run and homes are looked up below, "" for the computer itself.
 */
void pulse_address_look(pulse_address *address, const char *root);

#endif
