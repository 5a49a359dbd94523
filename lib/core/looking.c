/*
 * mic_diag - one look at the system: all probes side by side, their facts merged.
 *
 * SPDX-License-Identifier: MIT
 */
#include "core/looking.h"

#include <string.h>

/* Probes that talk to the sound service: when a call of theirs hangs while the probe itself lives, it is the
 * service. */
static const char *const service_probes[] = {"pulse"};

static bool asks_service(const char *name)
{
    for (size_t i = 0; i < sizeof service_probes / sizeof *service_probes; i++) {
        if (strcmp(name, service_probes[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool looking_start(looking *l, platform *p, int64_t until_us)
{
    memset(l, 0, sizeof *l);
    l->platform = p;
    l->seen = facts_create();
    if (!l->seen) {
        return false;
    }
    int64_t own = p->does->now(p) + LOOKING_PROBE_MS * (int64_t)1000;
    platform_request request = {.operation = PLATFORM_PROBE, .deadline_us = own < until_us ? own : until_us};
    const char *const *names = p->does->probes(p);
    for (; names[l->count] && l->count < LOOKING_PROBES_MAX; l->count++) {
        request.name = names[l->count];
        l->probes[l->count].name = names[l->count];
        l->probes[l->count].operation = p->does->start(p, &request);
        if (!l->probes[l->count].operation) {
            looking_stop(l);
            return false;
        }
        l->open++;
    }
    /* After the probes were started: their processes come up meanwhile. */
    if (p->does->look) {
        p->does->look(p, l->seen);
    }
    l->running = true;
    return true;
}

static fact_why reason_of(int32_t status)
{
    switch (status) {
    case FACT_probe_status_timeout:
        return FACT_TIMEOUT;
    case FACT_probe_status_missing:
        return FACT_UNSUPPORTED;
    default:
        return FACT_FAILED;
    }
}

static void add_probe(looking *l, const char *name, const platform_message *m)
{
    facts *f = l->seen;
    fact_probe *probe = facts_find_probe(f, name);
    if (!probe) {
        probe = facts_list_add(f, &f->probes, &fact_entity_probe);
    }
    if (!probe) {
        return;
    }
    const fact_source s = FACT_SOURCE_HOST;
    FACT_SET(f, probe, PROBE, probe, name, text, name, s);
    FACT_SET(f, probe, PROBE, probe, where, integer, FACT_place_helper, s);
    FACT_SET(f, probe, PROBE, probe, status, integer, m->status, s);
    FACT_SET(f, probe, PROBE, probe, ms, real, m->ms, s);
    if (m->status == FACT_probe_status_ok) {
        return;
    }
    if (m->step && *m->step) {
        FACT_SET(f, probe, PROBE, probe, step, text, m->step, s);
    }
    if (m->status == FACT_probe_status_timeout) {
        FACT_SET(f, probe, PROBE, probe, alive, integer, m->alive, s);
    }
    if (m->signal > 0) {
        FACT_SET(f, probe, PROBE, probe, signal, integer, m->signal, s);
    }
    if (m->code >= 0) {
        FACT_SET(f, probe, PROBE, probe, code, integer, m->code, s);
    }
    if (m->text && *m->text) {
        FACT_SET(f, probe, PROBE, probe, text, text, m->text, s);
    }
    if (!asks_service(name)) {
        return;
    }
    fact_why why = reason_of(m->status);
    if (m->status == FACT_probe_status_timeout && m->alive == FACT_YES) {
        FACT_SET(f, service, SERVICE, &f->service, state, integer, FACT_service_state_hung, s);
    }
    for (uint32_t i = 0; i < fact_entity_service.field_count; i++) {
        facts_set_unknown(&fact_entity_service, &f->service, i, why);
    }
    FACT_SET_UNKNOWN(selection, SELECTION, &f->selection, default_, why);
    facts_list_unknown(&f->devices, why);
    facts_list_unknown(&f->users, why);
}

bool looking_message(looking *l, const platform_message *m)
{
    if (!l->running) {
        return false;
    }
    for (uint32_t i = 0; i < l->count; i++) {
        if (!l->probes[i].operation || l->probes[i].operation != m->operation) {
            continue;
        }
        if (m->type == PLATFORM_FACTS && m->facts) {
            facts_merge(l->seen, m->facts);
        } else if (m->type == PLATFORM_ENDED) {
            add_probe(l, l->probes[i].name, m);
            l->probes[i].operation = 0;
            l->open--;
        }
        return true;
    }
    return false;
}

bool looking_finished(const looking *l)
{
    return l->running && l->open == 0;
}

facts *looking_take(looking *l)
{
    facts *seen = l->seen;
    l->seen = NULL;
    l->running = false;
    if (seen && facts_failed(seen)) {
        facts_release(seen);
        seen = NULL;
    }
    return seen;
}

void looking_stop(looking *l)
{
    for (uint32_t i = 0; i < l->count; i++) {
        if (l->probes[i].operation) {
            l->platform->does->stop(l->platform, l->probes[i].operation);
            l->probes[i].operation = 0;
        }
    }
    facts_release(l->seen);
    memset(l, 0, sizeof *l);
}
