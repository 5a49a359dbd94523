/*
 * mic_diag - questions about cards and devices that several checks ask.
 *
 * SPDX-License-Identifier: MIT
 */
#include "checks/inputs.h"

#include <string.h>

#include "checks/fixes.h"

bool inputs_list_complete(const fact_list *list)
{
    return list->mark.why == FACT_KNOWN || list->mark.why == FACT_ABSENT;
}

/* ---- devices ---------------------------------------------------------------------------------------- */

bool inputs_is_microphone(const fact_device *d)
{
    return d->monitor != FACT_YES;
}

bool inputs_is_usable(const fact_device *d)
{
    return inputs_is_microphone(d) && (d->state == FACT_device_state_active || d->state == FACT_UNKNOWN) &&
           d->port_available != FACT_NO;
}

const fact_device *inputs_usable(const facts *f, const fact_device *other)
{
    const fact_device *best = NULL;
    for (uint32_t i = 0; i < f->devices.count; ++i) {
        const fact_device *d = FACT_AT(fact_device, f->devices, i);
        if (d == other || !inputs_is_usable(d))
            continue;
        if (best == NULL || (best->virtual == FACT_YES && d->virtual != FACT_YES))
            best = d;
    }
    return best;
}

const char *inputs_device_name(const fact_device *d)
{
    return d == NULL ? NULL : d->name != NULL ? d->name : d->id;
}

const char *inputs_port_name(const facts *f, const fact_device *d)
{
    const fact_card *c = d->card == NULL ? NULL : facts_find_card(f, d->card);
    for (uint32_t i = 0; c != NULL && d->port != NULL && i < c->ports.count; ++i) {
        const fact_port *p = FACT_AT(fact_port, c->ports, i);
        if (p->id != NULL && p->name != NULL && strcmp(p->id, d->port) == 0)
            return p->name;
    }
    return d->port;
}

void inputs_offer_other(finding *found, const facts *f, const fact_device *instead_of)
{
    const fact_device *other = inputs_usable(f, instead_of);
    if (other == NULL)
        return;
    finding_text(found, "other", inputs_device_name(other));
    fixes_choose_device(found, other);
}

/* ---- cards ------------------------------------------------------------------------------------------ */

const char *inputs_card_name(const fact_card *c)
{
    return c->name != NULL ? c->name : c->id;
}

bool inputs_is_bluetooth(const fact_card *c)
{
    return c->bus == FACT_bus_bluetooth;
}

bool inputs_is_of(const fact_device *d, const fact_card *c)
{
    return d != NULL && d->card != NULL && c->id != NULL && strcmp(d->card, c->id) == 0;
}

int32_t inputs_card_captures(const fact_card *c)
{
    if (c->captures != FACT_UNKNOWN)
        return c->captures;
    for (uint32_t i = 0; i < c->profiles.count; ++i)
        if (FACT_AT(fact_profile, c->profiles, i)->sources > 0)
            return FACT_YES;
    for (uint32_t i = 0; i < c->ports.count; ++i)
        if (FACT_AT(fact_port, c->ports, i)->input == FACT_YES)
            return FACT_YES;
    return c->profiles.count > 0 ? FACT_NO : FACT_UNKNOWN;
}

const fact_profile *inputs_active_profile(const fact_card *c)
{
    for (uint32_t i = 0; c->active_profile != NULL && i < c->profiles.count; ++i) {
        const fact_profile *p = FACT_AT(fact_profile, c->profiles, i);
        if (p->id != NULL && strcmp(p->id, c->active_profile) == 0)
            return p;
    }
    return NULL;
}

const fact_profile *inputs_profile_with_source(const fact_card *c)
{
    for (uint32_t i = 0; i < c->profiles.count; ++i) {
        const fact_profile *p = FACT_AT(fact_profile, c->profiles, i);
        if (p->sources > 0 && p->available != FACT_NO)
            return p;
    }
    return NULL;
}

bool inputs_profile_hides(const fact_card *c)
{
    const fact_profile *active = inputs_active_profile(c);
    return active != NULL && active->sources == 0 && inputs_profile_with_source(c) != NULL;
}
