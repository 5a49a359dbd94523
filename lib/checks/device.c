/*
 * mic_diag - stage 40: which microphones there are, and what state they are in.
 *
 * What is wrong with another device than the one that is meant is a problem only when there is nothing else
 * to record from: an empty line-in jack beside a healthy microphone is nobody's trouble.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "checks/fixes.h"
#include "checks/inputs.h"
#include "checks/stages.h"

void device_none(const check_input *in, const check *c, check_results *results)
{
    const facts *f = in->facts;
    uint32_t monitors = 0;
    uint32_t inactive = 0;
    if (f->service.state == FACT_service_state_hung) { /* what it did not say may still be there */
        check_cannot_tell(results, FACT_TIMEOUT);
        return;
    }
    for (uint32_t i = 0; i < f->devices.count; ++i) {
        const fact_device *d = FACT_AT(fact_device, f->devices, i);
        if (!inputs_is_microphone(d))
            ++monitors;
        else if (d->state == FACT_device_state_active || d->state == FACT_UNKNOWN)
            return;
        else
            ++inactive;
    }
    finding *found = finding_add(results, c, NULL);
    finding_integer(found, "monitors", monitors);
    finding_integer(found, "inactive", inactive);
    if (f->cards.mark.why == FACT_KNOWN)
        finding_integer(found, "cards", f->cards.count);
    fixes_settings(found, f, FIXES_PAGE_INPUT);
    fixes_steps(found, "connect-microphone", 0);
    fixes_restart_service(found, f);
}

/* ---- jacks ------------------------------------------------------------------------------------------ */

typedef struct {
    const char *name;
    const char *card;
} empty_input;

/* An empty line-in or digital input is nothing to tell. */
static bool is_for_microphone(const fact_port *p)
{
    return p->input == FACT_YES && p->type != FACT_port_type_line && p->type != FACT_port_type_digital &&
           p->type != FACT_port_type_speaker && p->type != FACT_port_type_headphones;
}

static bool is_port_of(const fact_device *d, const fact_card *c, const fact_port *p)
{
    return d != NULL && inputs_is_of(d, c) && d->port != NULL && p->id != NULL && strcmp(d->port, p->id) == 0;
}

/* A device that stands for a line-in jack, as far as its card tells. */
static bool is_line(const facts *f, const fact_device *d)
{
    const fact_card *card = d->card == NULL || d->port == NULL ? NULL : facts_find_card(f, d->card);
    for (uint32_t i = 0; card != NULL && i < card->ports.count; ++i) {
        const fact_port *p = FACT_AT(fact_port, card->ports, i);
        if (is_port_of(d, card, p))
            return !is_for_microphone(p);
    }
    return false;
}

/* The first known input but the one that is meant with nothing in its jack. */
static bool find_empty(const check_input *in, empty_input *out)
{
    const facts *f = in->facts;
    for (uint32_t i = 0; i < f->devices.count; ++i) {
        const fact_device *d = FACT_AT(fact_device, f->devices, i);
        if (d == in->device || !inputs_is_microphone(d))
            continue;
        if ((d->state == FACT_device_state_unplugged || d->port_available == FACT_NO) && !is_line(f, d)) {
            out->name = inputs_device_name(d);
            out->card = d->card;
            return true;
        }
    }
    for (uint32_t i = 0; i < f->cards.count; ++i) {
        const fact_card *card = FACT_AT(fact_card, f->cards, i);
        for (uint32_t j = 0; j < card->ports.count; ++j) {
            const fact_port *p = FACT_AT(fact_port, card->ports, j);
            if (!is_for_microphone(p) || p->available != FACT_NO || is_port_of(in->device, card, p))
                continue;
            out->name = p->name != NULL ? p->name : p->id;
            out->card = inputs_card_name(card);
            return true;
        }
    }
    return false;
}

void device_unplugged(const check_input *in, const check *c, check_results *results)
{
    const facts *f = in->facts;
    empty_input empty = {NULL, NULL};
    /* With the chosen device's own jack empty, device.jack-empty says all there is to say. */
    const bool own = in->device != NULL && inputs_is_microphone(in->device) && !inputs_is_usable(in->device);
    if (!find_empty(in, &empty)) {
        if (f->devices.mark.why != FACT_KNOWN && f->cards.mark.why != FACT_KNOWN)
            check_cannot_tell(results, (fact_why)f->devices.mark.why);
        return;
    }
    const fact_device *usable = inputs_usable(f, NULL);
    if (usable != NULL && in->speech_heard)
        return;
    finding *found = finding_add(results, c, NULL);
    finding_text(found, "input", empty.name);
    finding_text(found, "card", empty.card);
    if (usable != NULL || own) {
        finding_set_severity(found, CHECK_INFO);
        finding_set_words(found, "device.unplugged.other");
    }
    fixes_steps(found, "plug-in", 0);
}

void device_jack_empty(const check_input *in, const check *c, check_results *results)
{
    const fact_device *d = in->device;
    const bool empty = d->state == FACT_device_state_unplugged || d->port_available == FACT_NO;
    if (!empty) {
        if (d->port_available == FACT_UNKNOWN)
            check_cannot_tell(results, FACT_WHY(d, DEVICE, port_available));
        return;
    }
    finding *found = finding_add(results, c, d->id);
    finding_text(found, "name", inputs_device_name(d));
    finding_text(found, "port", inputs_port_name(in->facts, d));
    fixes_steps(found, "plug-in", 0);
    inputs_offer_other(found, in->facts, d);
    fixes_settings(found, in->facts, FIXES_PAGE_INPUT);
}

/* ---- profiles --------------------------------------------------------------------------------------- */

/* Headphones' mode: the headset plays, and nothing can be recorded. */
static bool plays_music_only(const fact_card *card)
{
    const fact_profile *active = inputs_active_profile(card);
    if (active != NULL && active->sources >= 0)
        return active->sources == 0 && strcmp(active->id, "off") != 0;
    return card->active_profile != NULL && strncmp(card->active_profile, "a2dp", 4) == 0;
}

static bool is_headset_without_mic(const fact_card *card)
{
    return inputs_is_bluetooth(card) && plays_music_only(card);
}

static bool hides_its_input(const fact_card *card)
{
    return !is_headset_without_mic(card) && inputs_profile_hides(card);
}

/* The one that is meant is on this card, and is not there. */
static bool is_meant(const check_input *in, const fact_card *card)
{
    return inputs_is_of(in->device, card) && inputs_is_microphone(in->device) &&
           !inputs_is_usable(in->device);
}

/* The first card of which `is_one` holds; the card that is meant before others. NULL: none. */
static const fact_card *find_card(const check_input *in, bool (*is_one)(const fact_card *))
{
    const fact_card *first = NULL;
    for (uint32_t i = 0; i < in->facts->cards.count; ++i) {
        const fact_card *card = FACT_AT(fact_card, in->facts->cards, i);
        if (!is_one(card))
            continue;
        if (is_meant(in, card))
            return card;
        if (first == NULL)
            first = card;
    }
    return first;
}

static finding *add_for_card(const check_input *in, const check *c, check_results *results,
                             const fact_card *card, const fact_profile *better)
{
    finding *found = finding_add(results, c, NULL);
    if (inputs_usable(in->facts, NULL) != NULL && !is_meant(in, card))
        finding_set_severity(found, CHECK_INFO);
    const fact_profile *active = inputs_active_profile(card);
    finding_text(found, "card", inputs_card_name(card));
    finding_text(found, "card_id", card->id);
    finding_text(found, "profile",
                 active != NULL && active->name != NULL ? active->name : card->active_profile);
    if (better != NULL) {
        finding_text(found, "better", better->name != NULL ? better->name : better->id);
        finding_text(found, "better_id", better->id);
    }
    return found;
}

void device_profile_no_input(const check_input *in, const check *c, check_results *results)
{
    const fact_card *card = find_card(in, hides_its_input);
    if (card == NULL)
        return;
    finding *found = add_for_card(in, c, results, card, inputs_profile_with_source(card));
    fixes_settings(found, in->facts, FIXES_PAGE_CARD);
    fixes_steps(found, "choose-profile", FIX_INTERRUPTS_SOUND);
}

void device_bluetooth_no_mic(const check_input *in, const check *c, check_results *results)
{
    const fact_card *headset = find_card(in, is_headset_without_mic);
    if (headset == NULL)
        return;
    const fact_profile *better = inputs_profile_with_source(headset);
    finding *found = add_for_card(in, c, results, headset, better);
    if (better != NULL) {
        fixes_settings(found, in->facts, FIXES_PAGE_CARD);
        fixes_steps(found, "bluetooth-headset-profile", FIX_INTERRUPTS_SOUND);
    } else {
        finding_set_words(found, "device.bluetooth-no-mic.not-offered");
        fixes_steps(found, "bluetooth-reconnect", FIX_INTERRUPTS_SOUND);
        fixes_steps(found, "connect-microphone", 0);
        fixes_settings(found, in->facts, FIXES_PAGE_BLUETOOTH);
    }
}
