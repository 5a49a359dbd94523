/*
 * mic_diag - changes of the described computer, as a person or another program would make them.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mic_diag.h"
#include "platform/sim/computer.h"

static const fact_mark simulated = {FACT_SOURCE_SIMULATED, FACT_KNOWN};

#define SET(ENTITY, object, field, value)                                                                    \
    ((object)->field = (value), (object)->mark[ENTITY##_FIELD_##field] = simulated)

static bool tell(const computer *c, platform_change change, const char *device, int32_t value)
{
    return c->changed(c->listener, change, device, value);
}

bool computer_set_mute(computer *c, fact_device *d, bool muted)
{
    bool change = d->muted != (muted ? FACT_YES : FACT_NO);
    SET(DEVICE, d, muted, muted ? FACT_YES : FACT_NO);
    return !change || tell(c, PLATFORM_CHANGED_MUTE, d->id, muted ? 1 : 0);
}

bool computer_set_volume(computer *c, fact_device *d, double db)
{
    db = fmin(fmax(db, FACT_DB_ZERO), COMPUTER_DB_MAX);
    if (d->channel_volume_db.values != NULL && d->channel_volume_db.count > 0) {
        uint32_t count = d->channel_volume_db.count;
        double *values = facts_allocate(c->now, count * sizeof *values);
        if (values == NULL)
            return false;
        for (uint32_t i = 0; i < count; ++i)
            values[i] = db;
        d->channel_volume_db.values = values;
        d->mark[DEVICE_FIELD_channel_volume_db] = simulated;
    }
    bool change = !(fabs(d->volume_db - db) < 0.005);
    SET(DEVICE, d, volume_db, db);
    return !change || tell(c, PLATFORM_CHANGED_VOLUME, d->id, (int32_t)lround(db * 100.0));
}

bool computer_set_default(computer *c, const fact_device *d)
{
    fact_selection *selection = &c->now->selection;
    const char *before = selection->default_;
    if (d == NULL ? before == NULL : before != NULL && d->id != NULL && strcmp(before, d->id) == 0)
        return true;
    for (uint32_t i = 0; i < c->now->devices.count; ++i) {
        fact_device *other = FACT_AT(fact_device, c->now->devices, i);
        SET(DEVICE, other, default_, other == d ? FACT_YES : FACT_NO);
    }
    if (d != NULL)
        SET(SELECTION, selection, default_, d->id);
    else
        facts_clear(&fact_entity_selection, selection, SELECTION_FIELD_default_, FACT_ABSENT);
    return tell(c, PLATFORM_CHANGED_DEFAULT, d == NULL ? NULL : d->id, 0);
}

/* ---- coming and going --------------------------------------------------------------------------- */

static bool can_be_default(const computer *c, const fact_device *d)
{
    return d->monitor != FACT_YES && d->id != NULL && computer_device_is_there(c, d->id);
}

/* A server chooses another default when the present one goes. */
static bool choose_default(computer *c)
{
    const char *now = c->now->selection.default_;
    if (now != NULL && computer_device_is_there(c, now))
        return true;
    for (uint32_t i = 0; i < c->now->devices.count; ++i) {
        const fact_device *d = FACT_AT(fact_device, c->now->devices, i);
        if (can_be_default(c, d))
            return computer_set_default(c, d);
    }
    return computer_set_default(c, NULL);
}

static uint32_t index_in(const fact_list *list, const void *item)
{
    uint32_t i = 0;
    while (i < list->count && list->items[i] != item)
        ++i;
    return i;
}

static bool goes_with_its_device(const fact_card *card)
{
    return card->bus == FACT_bus_usb || card->bus == FACT_bus_bluetooth;
}

bool computer_remove(computer *c, fact_device *d)
{
    away_device *away = calloc(1, sizeof *away);
    if (away == NULL)
        return false;
    away->device = *d;
    fact_card *card = facts_find_card(c->now, d->card);
    if (card != NULL && goes_with_its_device(card)) {
        away->had_card = true;
        away->card = *card;
        facts_list_remove(&c->now->cards, index_in(&c->now->cards, card));
    }
    away->next = c->away;
    c->away = away;
    const char *id = d->id;
    facts_list_remove(&c->now->devices, index_in(&c->now->devices, d));
    return tell(c, PLATFORM_CHANGED_DEVICES, id, 0) && choose_default(c);
}

bool computer_unplug(computer *c, fact_device *d)
{
    if (d->transport != FACT_bus_pci)
        return computer_remove(c, d);
    SET(DEVICE, d, state, FACT_device_state_unplugged);
    SET(DEVICE, d, port_available, FACT_NO);
    return tell(c, PLATFORM_CHANGED_DEVICES, d->id, 0);
}

static away_device **find_away(computer *c, const char *word)
{
    away_device **at = &c->away;
    for (; *at != NULL; at = &(*at)->next) {
        const fact_device *d = &(*at)->device;
        const char *colon = d->id == NULL ? NULL : strchr(d->id, ':');
        if ((d->id != NULL && strcmp(d->id, word) == 0) || (colon != NULL && strcmp(colon + 1, word) == 0) ||
            (d->native_id != NULL && strcmp(d->native_id, word) == 0))
            break;
    }
    return at;
}

static int32_t bring_back(computer *c, away_device **at)
{
    away_device *away = *at;
    fact_device *d = facts_list_add(c->now, &c->now->devices, &fact_entity_device);
    fact_card *card =
        away->had_card && d != NULL ? facts_list_add(c->now, &c->now->cards, &fact_entity_card) : NULL;
    if (d == NULL || (away->had_card && card == NULL))
        return MIC_DIAG_ERROR_NO_MEMORY;
    *d = away->device;
    if (card != NULL)
        *card = away->card;
    SET(DEVICE, d, default_, FACT_NO);
    *at = away->next;
    free(away);
    return tell(c, PLATFORM_CHANGED_DEVICES, d->id, 0) && choose_default(c) ? MIC_DIAG_OK
                                                                            : MIC_DIAG_ERROR_NO_MEMORY;
}

int32_t computer_plug(computer *c, const char *word)
{
    away_device **away = find_away(c, word);
    if (*away != NULL)
        return bring_back(c, away);
    fact_device *d = computer_find(c, word);
    if (d == NULL)
        return MIC_DIAG_ERROR_NOT_FOUND;
    SET(DEVICE, d, state, FACT_device_state_active);
    if (d->port_available != FACT_UNKNOWN)
        SET(DEVICE, d, port_available, FACT_YES);
    return tell(c, PLATFORM_CHANGED_DEVICES, d->id, 0) && choose_default(c) ? MIC_DIAG_OK
                                                                            : MIC_DIAG_ERROR_NO_MEMORY;
}

bool computer_set_server(computer *c, server_state state)
{
    c->server = state;
    return state == SERVER_FROZEN || tell(c, PLATFORM_CHANGED_DEVICES, NULL, 0);
}
