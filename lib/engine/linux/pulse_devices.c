/*
 * mic_diag - facts from a PulseAudio protocol's server: its sources.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>

#include "engine/linux/pulse_connection.h"
#include "engine/linux/pulse_facts.h"
#include "engine/linux/pulse_library.h"

static const char *property(const pa_source_info *info, const char *key)
{
    const char *value = info->proplist ? pulse.proplist_gets(info->proplist, key) : NULL;
    return value && *value ? value : NULL;
}

static bool is(const char *value, const char *wanted)
{
    return value && strcmp(value, wanted) == 0;
}

/* PipeWire sets no flag; there a device is hardware if it belongs to a card. */
static bool is_hardware(const pa_source_info *info)
{
    if (info->monitor_of_sink != PA_INVALID_INDEX || is(property(info, "node.virtual"), "true"))
        return false;
    return (info->flags & PA_SOURCE_HARDWARE) || info->card != PA_INVALID_INDEX;
}

/* Made by software: a null or remapped source, a filter, the monitor of a sink that is no hardware. */
static bool is_virtual(const pa_source_info *info)
{
    return info->card == PA_INVALID_INDEX && !is_hardware(info);
}

static int32_t transport_of(const pa_source_info *info)
{
    const char *bus = property(info, PA_PROP_DEVICE_BUS);
    if (is(bus, "bluetooth") || is(property(info, PA_PROP_DEVICE_API), "bluez5") ||
        is(property(info, PA_PROP_DEVICE_API), "bluez"))
        return FACT_bus_bluetooth;
    if (is(bus, "pci"))
        return FACT_bus_pci;
    if (is(bus, "usb"))
        return FACT_bus_usb;
    return is_virtual(info) ? FACT_bus_virtual : FACT_UNKNOWN;
}

static void set_volume(facts *f, fact_device *device, const pa_source_info *info)
{
    FACT_SET(f, device, DEVICE, device, muted, integer, info->mute != 0, FACT_SOURCE_PULSE);
    pa_volume_t loudest = pulse.cvolume_max(&info->volume);
    /* Steps of an unknown size still tell whether it is closed. */
    if (!(info->flags & PA_SOURCE_DECIBEL_VOLUME) && loudest != PA_VOLUME_MUTED) {
        FACT_SET_UNKNOWN(device, DEVICE, device, volume_db, FACT_UNSUPPORTED);
        FACT_SET_UNKNOWN(device, DEVICE, device, channel_volume_db, FACT_UNSUPPORTED);
        return;
    }
    double channels[PA_CHANNELS_MAX];
    uint32_t count = info->volume.channels < PA_CHANNELS_MAX ? info->volume.channels : PA_CHANNELS_MAX;
    for (uint32_t i = 0; i < count; i++)
        channels[i] = pulse_volume_db(info->volume.values[i]);
    FACT_SET(f, device, DEVICE, device, volume_db, real, pulse_volume_db(loudest), FACT_SOURCE_PULSE);
    facts_set_reals(f, &fact_entity_device, device, DEVICE_FIELD_channel_volume_db, channels, count,
                    FACT_SOURCE_PULSE);
}

static void set_port(facts *f, fact_device *device, const pa_source_info *info)
{
    int32_t state = FACT_device_state_active;
    if (info->active_port) {
        FACT_SET(f, device, DEVICE, device, port, text, info->active_port->name, FACT_SOURCE_PULSE);
        if (info->active_port->available == PA_PORT_AVAILABLE_UNKNOWN) {
            FACT_SET_UNKNOWN(device, DEVICE, device, port_available, FACT_UNSUPPORTED);
        } else {
            bool available = info->active_port->available == PA_PORT_AVAILABLE_YES;
            FACT_SET(f, device, DEVICE, device, port_available, integer, available, FACT_SOURCE_PULSE);
            if (!available)
                state = FACT_device_state_unplugged;
        }
    } else {
        FACT_SET_UNKNOWN(device, DEVICE, device, port_available, FACT_ABSENT);
    }
    FACT_SET(f, device, DEVICE, device, state, integer, state, FACT_SOURCE_PULSE);
}

static void set_kind(facts *f, fact_device *device, const pa_source_info *info)
{
    bool monitor = info->monitor_of_sink != PA_INVALID_INDEX;
    FACT_SET(f, device, DEVICE, device, monitor, integer, monitor, FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, device, virtual, integer, is_virtual(info), FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, device, hardware, integer, is_hardware(info), FACT_SOURCE_PULSE);
    int32_t transport = transport_of(info);
    if (transport != FACT_UNKNOWN)
        FACT_SET(f, device, DEVICE, device, transport, integer, transport, FACT_SOURCE_PULSE);
    const char *form = property(info, PA_PROP_DEVICE_FORM_FACTOR);
    if (form)
        FACT_SET(f, device, DEVICE, device, form_factor, text, form, FACT_SOURCE_PULSE);
    const char *codec = property(info, "api.bluez5.codec");
    if (!codec)
        codec = property(info, "bluetooth.codec");
    if (codec)
        FACT_SET(f, device, DEVICE, device, codec, text, codec, FACT_SOURCE_PULSE);
}

/* The names of a source's ports, for the cards to know which of theirs have a source. */
static const char *const *copy_ports(facts *f, const pa_source_info *info)
{
    const char **ports = facts_allocate(f, (info->n_ports + 1u) * sizeof *ports);
    if (!ports)
        return NULL;
    for (uint32_t i = 0; i < info->n_ports; i++)
        ports[i] = facts_copy_text(f, info->ports[i]->name);
    ports[info->n_ports] = NULL;
    return ports;
}

void pulse_facts_source(pulse_facts *p, const pa_source_info *info)
{
    facts *f = p->facts;
    char id[PROTOCOL_ID_SIZE];
    if (p->sources.count >= PULSE_DEVICES_MAX)
        return;
    pulse_source *source = pulse_table_add(f, &p->sources, sizeof *source);
    fact_device *device = source ? facts_list_add(f, &f->devices, &fact_entity_device) : NULL;
    if (!device)
        return;
    source->index = info->index;
    source->card = info->card;
    source->ports = copy_ports(f, info);
    source->native = facts_copy_text(f, info->name ? info->name : "");
    if (source->native)
        source->device = device;
    pulse_device_id(id, info->name);
    const char *name = info->description && *info->description ? info->description : info->name;
    FACT_SET(f, device, DEVICE, device, id, text, id, FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, device, native_id, text, info->name, FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, device, name, text, name, FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, device, channels, integer, info->sample_spec.channels, FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, device, rate_hz, integer, info->sample_spec.rate, FACT_SOURCE_PULSE);
    FACT_SET(f, device, DEVICE, device, suspended, integer, info->state == PA_SOURCE_SUSPENDED,
             FACT_SOURCE_PULSE);
    set_kind(f, device, info);
    set_port(f, device, info);
    set_volume(f, device, info);
}
