/*
 * mic_diag - the probe "pulse": what PulseAudio, or PipeWire in its place, knows about microphones.
 *
 * SPDX-License-Identifier: MIT
 */
#include "engine/linux/pulse_probe.h"

#include <string.h>

#include "core/os.h"
#include "engine/frames.h"
#include "engine/linux/pulse_configured.h"
#include "engine/linux/pulse_connection.h"
#include "engine/linux/pulse_facts.h"
#include "engine/linux/pulse_library.h"

enum { REPORT_BEFORE_DEADLINE_US = 200000 };

typedef struct {
    pulse_facts facts;
    int pending; /* answers that are still to come */
    bool failed; /* the server refused one of the lists */
} probe;

static void on_server(pa_context *context, const pa_server_info *info, void *userdata)
{
    probe *p = userdata;
    (void)context;
    if (info)
        pulse_facts_server(&p->facts, info);
    else
        p->failed = true;
    p->pending--;
}

/* end: 0 an entry, above the end of the list, below an error. */
static bool is_entry(probe *p, const void *info, int end)
{
    if (end == 0)
        return info != NULL;
    p->failed = p->failed || end < 0;
    p->pending--;
    return false;
}

static void on_client(pa_context *context, const pa_client_info *info, int end, void *userdata)
{
    probe *p = userdata;
    (void)context;
    if (is_entry(p, info, end))
        pulse_facts_client(&p->facts, info);
}

static void on_card(pa_context *context, const pa_card_info *info, int end, void *userdata)
{
    probe *p = userdata;
    (void)context;
    if (is_entry(p, info, end))
        pulse_facts_card(&p->facts, info);
}

static void on_source(pa_context *context, const pa_source_info *info, int end, void *userdata)
{
    probe *p = userdata;
    (void)context;
    if (is_entry(p, info, end))
        pulse_facts_source(&p->facts, info);
}

static void on_recorder(pa_context *context, const pa_source_output_info *info, int end, void *userdata)
{
    probe *p = userdata;
    (void)context;
    if (is_entry(p, info, end))
        pulse_facts_recorder(&p->facts, info);
}

/* Asks for everything at once: one round trip. */
static pulse_outcome list_all(probe *p, pulse_connection *connection, int64_t until_us)
{
    pa_context *context = connection->context;
    p->facts.own_client = pulse.context_get_index(context);
    p->facts.own_token = pulse_own_token();
    frames_step("list devices");
    pulse_started(connection, pulse.context_get_server_info(context, on_server, p), &p->pending);
    pulse_started(connection, pulse.context_get_client_info_list(context, on_client, p), &p->pending);
    pulse_started(connection, pulse.context_get_card_info_list(context, on_card, p), &p->pending);
    pulse_started(connection, pulse.context_get_source_info_list(context, on_source, p), &p->pending);
    pulse_started(connection, pulse.context_get_source_output_info_list(context, on_recorder, p),
                  &p->pending);
    return pulse_wait(connection, &p->pending, until_us);
}

noreturn void pulse_probe(const engine_request *request)
{
    pulse_connection connection;
    probe p;
    memset(&p, 0, sizeof p);
    int64_t now_us = os_now_us();
    int64_t until_us = request->deadline_us - REPORT_BEFORE_DEADLINE_US;
    if (until_us < now_us)
        until_us = now_us + (request->deadline_us - now_us) / 2;
    p.facts.facts = facts_create();
    if (!p.facts.facts)
        frames_fail(PROTOCOL_FAILED, 0, "start", "out of memory");
    facts *f = p.facts.facts;
    pulse_outcome outcome = pulse_connect(&connection, until_us);
    if (outcome == PULSE_MISSING)
        frames_fail(PROTOCOL_FAILED_MISSING, 0, NULL, PULSE_LIBRARY_NAME);
    if (outcome == PULSE_READY)
        outcome = list_all(&p, &connection, until_us);
    pulse_address address;
    pulse_address_look(&address, "");
    pulse_facts_address(f, &address);
    if (outcome == PULSE_READY) {
        pulse_facts_join(&p.facts);
        pulse_configured(f, "");
    } else {
        pulse_facts_unreachable(f, &address, outcome == PULSE_TIMEOUT ? -1 : connection.error);
    }
    if (facts_failed(f))
        frames_fail(PROTOCOL_FAILED, 0, NULL, "out of memory");
    frames_facts(f);
    if (outcome == PULSE_TIMEOUT)
        (void)pulse_wait(&connection, NULL, INT64_MAX);
    if (p.failed)
        frames_fail(PROTOCOL_FAILED, 0, "list devices", "the server refuses a list");
    frames_done();
}
