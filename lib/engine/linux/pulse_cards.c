/*
 * mic_diag - facts from a PulseAudio protocol's server: its cards, and the microphones that have no source.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <string.h>

#include "engine/linux/card_key.h"
#include "engine/linux/pulse_connection.h"
#include "engine/linux/pulse_facts.h"
#include "engine/linux/pulse_library.h"

int32_t pulse_port_type(uint32_t type)
{
    switch (type) {
    case PA_DEVICE_PORT_TYPE_MIC:
        return FACT_port_type_mic;
    case PA_DEVICE_PORT_TYPE_HEADSET:
        return FACT_port_type_headset;
    case PA_DEVICE_PORT_TYPE_HEADPHONES:
    case PA_DEVICE_PORT_TYPE_EARPIECE:
        return FACT_port_type_headphones;
    case PA_DEVICE_PORT_TYPE_LINE:
    case PA_DEVICE_PORT_TYPE_AUX:
        return FACT_port_type_line;
    case PA_DEVICE_PORT_TYPE_HANDSET:
    case PA_DEVICE_PORT_TYPE_HANDSFREE:
    case PA_DEVICE_PORT_TYPE_PHONE:
        return FACT_port_type_handset;
    case PA_DEVICE_PORT_TYPE_BLUETOOTH:
        return FACT_port_type_bluetooth;
    case PA_DEVICE_PORT_TYPE_USB:
        return FACT_port_type_usb;
    case PA_DEVICE_PORT_TYPE_SPDIF:
    case PA_DEVICE_PORT_TYPE_HDMI:
        return FACT_port_type_digital;
    case PA_DEVICE_PORT_TYPE_SPEAKER:
        return FACT_port_type_speaker;
    case PA_DEVICE_PORT_TYPE_UNKNOWN:
        return FACT_port_type_unknown;
    default:
        return FACT_port_type_other;
    }
}

static const char *property(const pa_card_info *info, const char *key)
{
    const char *value = info->proplist ? pulse.proplist_gets(info->proplist, key) : NULL;
    return value && *value ? value : NULL;
}

/* "0x046d" and "046d" alike. */
static const char *without_0x(const char *number)
{
    return number && strncmp(number, "0x", 2) == 0 ? number + 2 : number;
}

static void set_identity(facts *f, fact_card *card, const pa_card_info *info)
{
    char key[CARD_KEY_SIZE];
    char own[PROTOCOL_ID_SIZE];
    int32_t bus = FACT_UNKNOWN;
    const char *path = property(info, "sysfs.path");
    const char *bus_path = property(info, "device.bus_path");
    const char *bus_name = property(info, PA_PROP_DEVICE_BUS);
    const char *api = property(info, PA_PROP_DEVICE_API);
    const char *id = key;
    if (!(path && card_key_from_sysfs(key, path, &bus)) &&
        !(bus_path && card_key_from_bus_path(key, bus_path))) {
        pulse_device_id(own, info->name);
        id = own;
    }
    if (bus_name && strcmp(bus_name, "pci") == 0)
        bus = FACT_bus_pci;
    else if (bus_name && strcmp(bus_name, "usb") == 0)
        bus = FACT_bus_usb;
    else if ((bus_name && strcmp(bus_name, "bluetooth") == 0) || (api && strncmp(api, "bluez", 5) == 0))
        bus = FACT_bus_bluetooth;
    FACT_SET(f, card, CARD, card, id, text, id, FACT_SOURCE_PULSE);
    if (bus != FACT_UNKNOWN)
        FACT_SET(f, card, CARD, card, bus, integer, bus, FACT_SOURCE_PULSE);
    const char *description = property(info, PA_PROP_DEVICE_DESCRIPTION);
    FACT_SET(f, card, CARD, card, name, text, description ? description : info->name, FACT_SOURCE_PULSE);
    const char *driver = property(info, "alsa.driver_name");
    if (driver)
        FACT_SET(f, card, CARD, card, driver, text, driver, FACT_SOURCE_PULSE);
    const char *vendor = without_0x(property(info, PA_PROP_DEVICE_VENDOR_ID));
    const char *product = without_0x(property(info, PA_PROP_DEVICE_PRODUCT_ID));
    if (vendor)
        FACT_SET(f, card, CARD, card, vendor_id, text, vendor, FACT_SOURCE_PULSE);
    if (product)
        FACT_SET(f, card, CARD, card, product_id, text, product, FACT_SOURCE_PULSE);
}

static void add_profiles(facts *f, fact_card *card, const pa_card_info *info)
{
    for (uint32_t i = 0; i < info->n_profiles && info->profiles2; i++) {
        const pa_card_profile_info2 *from = info->profiles2[i];
        fact_profile *profile = facts_list_add(f, &card->profiles, &fact_entity_profile);
        if (!profile)
            return;
        FACT_SET(f, profile, PROFILE, profile, id, text, from->name, FACT_SOURCE_PULSE);
        FACT_SET(f, profile, PROFILE, profile, name, text, from->description ? from->description : from->name,
                 FACT_SOURCE_PULSE);
        FACT_SET(f, profile, PROFILE, profile, sources, integer, from->n_sources, FACT_SOURCE_PULSE);
        FACT_SET(f, profile, PROFILE, profile, available, integer, from->available != 0, FACT_SOURCE_PULSE);
    }
    facts_list_known(&card->profiles, FACT_SOURCE_PULSE);
    if (info->active_profile2)
        FACT_SET(f, card, CARD, card, active_profile, text, info->active_profile2->name, FACT_SOURCE_PULSE);
}

static void add_ports(facts *f, fact_card *card, const pa_card_info *info)
{
    for (uint32_t i = 0; i < info->n_ports && info->ports; i++) {
        const pa_card_port_info *from = info->ports[i];
        fact_port *port = facts_list_add(f, &card->ports, &fact_entity_port);
        if (!port)
            return;
        FACT_SET(f, port, PORT, port, id, text, from->name, FACT_SOURCE_PULSE);
        FACT_SET(f, port, PORT, port, name, text, from->description ? from->description : from->name,
                 FACT_SOURCE_PULSE);
        FACT_SET(f, port, PORT, port, type, integer, pulse_port_type(from->type), FACT_SOURCE_PULSE);
        FACT_SET(f, port, PORT, port, input, integer, (from->direction & PA_DIRECTION_INPUT) != 0,
                 FACT_SOURCE_PULSE);
        if (from->available == PA_PORT_AVAILABLE_UNKNOWN)
            FACT_SET_UNKNOWN(port, PORT, port, available, FACT_UNSUPPORTED);
        else
            FACT_SET(f, port, PORT, port, available, integer, from->available == PA_PORT_AVAILABLE_YES,
                     FACT_SOURCE_PULSE);
    }
    facts_list_known(&card->ports, FACT_SOURCE_PULSE);
}

void pulse_facts_card(pulse_facts *p, const pa_card_info *info)
{
    facts *f = p->facts;
    if (p->cards.count >= PULSE_DEVICES_MAX)
        return;
    pulse_card *card = pulse_table_add(f, &p->cards, sizeof *card);
    if (!card)
        return;
    card->index = info->index;
    card->name = facts_copy_text(f, info->name ? info->name : "");
    card->card = facts_list_add(f, &f->cards, &fact_entity_card);
    if (!card->card)
        return;
    set_identity(f, card->card, info);
    add_profiles(f, card->card, info);
    add_ports(f, card->card, info);
}

static bool has_source(const pulse_facts *p, const pulse_card *card, const fact_port *port)
{
    const pulse_source *sources = p->sources.items;
    for (uint32_t i = 0; i < p->sources.count; i++) {
        if (sources[i].card != card->index || !sources[i].ports)
            continue;
        for (const char *const *name = sources[i].ports; *name; name++)
            if (port->id && strcmp(*name, port->id) == 0)
                return true;
    }
    return false;
}

static void add_port_device(pulse_facts *p, const pulse_card *card, const fact_port *port)
{
    facts *f = p->facts;
    char native[PROTOCOL_ID_SIZE];
    char id[PROTOCOL_ID_SIZE];
    fact_device *device = facts_list_add(f, &f->devices, &fact_entity_device);
    if (!device)
        return;
    snprintf(native, sizeof native, "%s#%s", card->name, port->id ? port->id : "");
    pulse_device_id(id, native);
    FACT_SET(f, device, DEVICE, device, id, text, id, FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, device, name, text, port->name, FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, device, card, text, card->card->id, FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, device, port, text, port->id, FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, device, monitor, integer, FACT_NO, FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, device, virtual, integer, FACT_NO, FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, device, hardware, integer, FACT_YES, FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, device, default_, integer, FACT_NO, FACT_SOURCE_PULSE);
    if (card->card->bus != FACT_UNKNOWN)
        FACT_SET(f, device, DEVICE, device, transport, integer, card->card->bus, FACT_SOURCE_PULSE);
    if (port->available != FACT_UNKNOWN)
        FACT_SET(f, device, DEVICE, device, port_available, integer, port->available, FACT_SOURCE_PULSE);
    else
        FACT_SET_UNKNOWN(device, DEVICE, device, port_available, FACT_UNSUPPORTED);
    /* Nothing is plugged in, or the card's profile does not use this port. */
    FACT_SET(f, device, DEVICE, device, state, integer,
             port->available == FACT_NO ? FACT_device_state_unplugged : FACT_device_state_disabled,
             FACT_SOURCE_PULSE);
}

void pulse_facts_ports_without_source(pulse_facts *p)
{
    const pulse_card *cards = p->cards.items;
    for (uint32_t i = 0; i < p->cards.count; i++) {
        const fact_list *ports = cards[i].card ? &cards[i].card->ports : NULL;
        for (uint32_t k = 0; ports && k < ports->count; k++) {
            const fact_port *port = ports->items[k];
            if (port->input == FACT_YES && !has_source(p, &cards[i], port))
                add_port_device(p, &cards[i], port);
        }
    }
}
