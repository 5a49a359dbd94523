/*
 * mic_diag - facts from what a PulseAudio protocol's server lists: filled entry by entry, joined at the end.
 *
 * Entries may come in any order of their lists. Everything lives in the facts' memory.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_PULSE_FACTS_H
#define MIC_DIAG_PULSE_FACTS_H

#include <pulse/pulseaudio.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/linux/pulse_environment.h"
#include "facts/facts.h"

enum { PULSE_DEVICES_MAX = FACTS_JSON_ITEMS_MAX };

typedef struct {
    uint32_t index, card; /* of the server */
    fact_device *device;
    const char *native;       /* the server's own name */
    const char *const *ports; /* names, NULL at the end */
} pulse_source;

typedef struct {
    uint32_t index;
    fact_card *card;
    const char *name;
} pulse_card;

typedef struct {
    uint32_t index;
    int64_t process_id;
    const char *program;
} pulse_client;

typedef struct {
    uint32_t source, client;
    fact_user *user;
} pulse_recorder;

/** A list that grows in the facts' memory. */
typedef struct {
    void *items;
    uint32_t count, room;
} pulse_table;

typedef struct {
    facts *facts;
    pulse_table sources;        /* pulse_source */
    pulse_table cards;          /* pulse_card */
    pulse_table clients;        /* pulse_client */
    pulse_table recorders;      /* pulse_recorder */
    const char *default_source; /* the server's own name; NULL: none */
    bool default_known;
    bool manager_seen;      /* a session manager is among the clients */
    bool client_restricted; /* we are not shown every client */
    uint32_t own_client;    /* index of our connection */
    const char *own_token;  /* by which our streams are known; NULL: none */
} pulse_facts;

/** A new entry at the end of a table, all zero. NULL: no memory. */
void *pulse_table_add(facts *f, pulse_table *table, size_t item_size);

/** The token by which the host marks the streams of its helpers ("mic_diag.token"). NULL: none. */
const char *pulse_own_token(void);

void pulse_facts_server(pulse_facts *p, const pa_server_info *info);
void pulse_facts_source(pulse_facts *p, const pa_source_info *info);
void pulse_facts_card(pulse_facts *p, const pa_card_info *info);
void pulse_facts_client(pulse_facts *p, const pa_client_info *info);
void pulse_facts_recorder(pulse_facts *p, const pa_source_output_info *info);

/** Joins the lists, once all are complete: cards and defaults of devices, devices of users, empty ports. */
void pulse_facts_join(pulse_facts *p);

/** What the configuration says about the server's address. */
void pulse_facts_address(facts *f, const pulse_address *address);

/** The service's state when it could not be talked to. @param error  pa_error_code; -1: it did not answer. */
void pulse_facts_unreachable(facts *f, const pulse_address *address, int error);

/** What kind of port a PA_DEVICE_PORT_TYPE_... is (FACT_port_type_...). */
int32_t pulse_port_type(uint32_t type);

/** The input ports of cards that no source offers become devices, in the state that says why. */
void pulse_facts_ports_without_source(pulse_facts *p);

#endif
