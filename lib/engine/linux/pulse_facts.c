/*
 * mic_diag - facts from a PulseAudio protocol's server: the service itself, its clients, and the joining.
 *
 * SPDX-License-Identifier: MIT
 */
#include "engine/linux/pulse_facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/linux/pulse_connection.h"
#include "engine/linux/pulse_library.h"

static const char TOKEN_KEY[] = "mic_diag.token";
/* What PipeWire tells instead of a default that nobody has set. */
static const char NO_SOURCE[] = "@DEFAULT_SOURCE@", NO_SINK[] = "@DEFAULT_SINK@";

void *pulse_table_add(facts *f, pulse_table *table, size_t item_size)
{
    if (table->count == table->room) {
        uint32_t room = table->room ? table->room * 2 : 16;
        void *items = facts_allocate(f, room * item_size);
        if (!items)
            return NULL;
        if (table->count)
            memcpy(items, table->items, table->count * item_size);
        table->items = items;
        table->room = room;
    }
    void *item = (char *)table->items + table->count++ * item_size;
    memset(item, 0, item_size);
    return item;
}

/* ---- the service -------------------------------------------------------------------------------------- */

/* "PulseAudio (on PipeWire 0.3.65)": its real version is behind the name. */
static void set_kind_and_version(facts *f, const pa_server_info *info)
{
    static const char PIPEWIRE[] = "PipeWire";
    fact_service *service = &f->service;
    const char *name = info->server_name ? info->server_name : "";
    const char *pipewire = strstr(name, PIPEWIRE);
    FACT_SET(f, service, SERVICE, service, kind, integer,
             pipewire ? FACT_service_kind_pipewire : FACT_service_kind_pulseaudio, FACT_SOURCE_PULSE);
    if (!pipewire) {
        FACT_SET(f, service, SERVICE, service, version, text, info->server_version, FACT_SOURCE_PULSE);
        return;
    }
    const char *version = pipewire + sizeof PIPEWIRE - 1;
    version += strspn(version, " ");
    char text[32];
    snprintf(text, sizeof text, "%.*s", (int)strcspn(version, ") "), version);
    if (text[0])
        FACT_SET(f, service, SERVICE, service, version, text, text, FACT_SOURCE_PULSE);
}

void pulse_facts_server(pulse_facts *p, const pa_server_info *info)
{
    facts *f = p->facts;
    FACT_SET(f, service, SERVICE, &f->service, state, integer, FACT_service_state_running, FACT_SOURCE_PULSE);
    set_kind_and_version(f, info);
    p->default_known = true;
    const char *source = info->default_source_name;
    if (source && *source && strcmp(source, NO_SOURCE) != 0)
        p->default_source = facts_copy_text(f, source);
    const char *sink = info->default_sink_name;
    /* Defaults are the session manager's work: where one is set, a manager did it. */
    if (p->default_source || (sink && *sink && strcmp(sink, NO_SINK) != 0))
        p->manager_seen = true;
}

void pulse_facts_address(facts *f, const pulse_address *address)
{
    FACT_SET(f, service, SERVICE, &f->service, address_given, integer, address->given, address->source);
}

void pulse_facts_unreachable(facts *f, const pulse_address *address, int error)
{
    int32_t state = FACT_service_state_refused;
    const char *text = error >= 0 ? pulse_error_text(error) : "no answer";
    fact_why why = FACT_FAILED;
    if (error < 0) {
        state = FACT_service_state_hung;
        why = FACT_TIMEOUT;
    } else if (address->denied) {
        text = "Permission denied";
        why = FACT_DENIED;
    } else if (!address->socket_there && !address->given) {
        state = FACT_service_state_absent;
        why = FACT_ABSENT;
    }
    FACT_SET(f, service, SERVICE, &f->service, state, integer, state, FACT_SOURCE_OPEN);
    FACT_SET(f, service, SERVICE, &f->service, error, text, text, FACT_SOURCE_OPEN);
    facts_list_unknown(&f->devices, why);
    facts_list_unknown(&f->users, why);
    FACT_SET_UNKNOWN(selection, SELECTION, &f->selection, default_, why);
}

/* ---- clients ------------------------------------------------------------------------------------------ */

const char *pulse_own_token(void)
{
    return pulse_given_property(TOKEN_KEY);
}

static bool is_session_manager(const pa_client_info *info)
{
    static const char *const managers[] = {"WirePlumber", "wireplumber", "pipewire-media-session", NULL};
    const char *binary = pulse.proplist_gets(info->proplist, PA_PROP_APPLICATION_PROCESS_BINARY);
    for (const char *const *manager = managers; *manager; manager++)
        if ((info->name && strcmp(info->name, *manager) == 0) || (binary && strcmp(binary, *manager) == 0))
            return true;
    return false;
}

static int64_t number(const char *text)
{
    char *end;
    if (!text || !*text)
        return FACT_UNKNOWN;
    long long value = strtoll(text, &end, 10);
    return *end || value < 0 ? FACT_UNKNOWN : (int64_t)value;
}

/* The name that people know a program by: its own, else its file's. NULL: it tells none. */
static const char *program_of(const pa_proplist *list)
{
    const char *name = pulse.proplist_gets(list, PA_PROP_APPLICATION_NAME);
    if (!name || !*name)
        name = pulse.proplist_gets(list, PA_PROP_APPLICATION_PROCESS_BINARY);
    return name && *name ? name : NULL;
}

void pulse_facts_client(pulse_facts *p, const pa_client_info *info)
{
    if (is_session_manager(info))
        p->manager_seen = true;
    const char *access = pulse.proplist_gets(info->proplist, "pipewire.access");
    if (info->index == p->own_client && access && strcmp(access, "unrestricted") != 0)
        p->client_restricted = true;
    pulse_client *client = pulse_table_add(p->facts, &p->clients, sizeof *client);
    if (!client)
        return;
    const char *program = program_of(info->proplist);
    client->index = info->index;
    client->process_id = number(pulse.proplist_gets(info->proplist, PA_PROP_APPLICATION_PROCESS_ID));
    client->program = facts_copy_text(p->facts, program ? program : info->name ? info->name : "");
}

void pulse_facts_recorder(pulse_facts *p, const pa_source_output_info *info)
{
    facts *f = p->facts;
    /* Streams of the server itself, such as a remapped source's, record for somebody else; level meters take
     * no sound. */
    if (info->client == PA_INVALID_INDEX || p->recorders.count >= PULSE_DEVICES_MAX ||
        (info->resample_method && strcmp(info->resample_method, "peaks") == 0))
        return;
    pulse_recorder *recorder = pulse_table_add(f, &p->recorders, sizeof *recorder);
    fact_user *user = recorder ? facts_list_add(f, &f->users, &fact_entity_user) : NULL;
    if (!user)
        return;
    recorder->source = info->source;
    recorder->client = info->client;
    recorder->user = user;
    int64_t process = number(pulse.proplist_gets(info->proplist, PA_PROP_APPLICATION_PROCESS_ID));
    if (process >= 0)
        FACT_SET(f, user, USER, user, process_id, integer, process, FACT_SOURCE_PULSE);
    const char *program = program_of(info->proplist);
    if (program)
        FACT_SET(f, user, USER, user, program, text, program, FACT_SOURCE_PULSE);
    FACT_SET(f, user, USER, user, active, integer, !info->corked, FACT_SOURCE_PULSE);
    FACT_SET(f, user, USER, user, muted, integer, info->mute != 0, FACT_SOURCE_PULSE);
    FACT_SET_UNKNOWN(user, USER, user, exclusive, FACT_UNSUPPORTED);
    const char *token = pulse.proplist_gets(info->proplist, TOKEN_KEY);
    FACT_SET(f, user, USER, user, own, integer, p->own_token && token && strcmp(token, p->own_token) == 0,
             FACT_SOURCE_PULSE);
}

/* ---- joining ------------------------------------------------------------------------------------------- */

static void join_users(pulse_facts *p)
{
    facts *f = p->facts;
    pulse_recorder *recorders = p->recorders.items;
    const pulse_client *clients = p->clients.items;
    const pulse_source *sources = p->sources.items;
    for (uint32_t i = 0; i < p->recorders.count; i++) {
        fact_user *user = recorders[i].user;
        if (!user)
            continue;
        for (uint32_t k = 0; k < p->sources.count; k++)
            if (sources[k].index == recorders[i].source && sources[k].device)
                FACT_SET(f, user, USER, user, device, text, sources[k].device->id, FACT_SOURCE_PULSE);
        for (uint32_t k = 0; k < p->clients.count; k++) {
            if (clients[k].index != recorders[i].client)
                continue;
            if (user->process_id == FACT_UNKNOWN && clients[k].process_id >= 0)
                FACT_SET(f, user, USER, user, process_id, integer, clients[k].process_id, FACT_SOURCE_PULSE);
            if (!user->program && clients[k].program && *clients[k].program)
                FACT_SET(f, user, USER, user, program, text, clients[k].program, FACT_SOURCE_PULSE);
        }
    }
    facts_list_known(&f->users, FACT_SOURCE_PULSE);
}

static void join_sources(pulse_facts *p)
{
    facts *f = p->facts;
    const pulse_source *sources = p->sources.items;
    const pulse_card *cards = p->cards.items;
    for (uint32_t i = 0; i < p->sources.count; i++) {
        fact_device *device = sources[i].device;
        if (!device)
            continue;
        for (uint32_t k = 0; k < p->cards.count; k++)
            if (cards[k].index == sources[i].card && cards[k].card)
                FACT_SET(f, device, DEVICE, device, card, text, cards[k].card->id, FACT_SOURCE_PULSE);
        if (p->default_known)
            FACT_SET(f, device, DEVICE, device, default_, integer,
                     p->default_source && strcmp(sources[i].native, p->default_source) == 0,
                     FACT_SOURCE_PULSE);
    }
    /* That the server has no cards does not mean that there are none: the kernel is asked for that. */
    facts_list_known(&f->devices, FACT_SOURCE_PULSE);
}

static void join_selection(pulse_facts *p)
{
    char id[PROTOCOL_ID_SIZE];
    if (p->default_source) {
        pulse_device_id(id, p->default_source);
        FACT_SET(p->facts, selection, SELECTION, &p->facts->selection, default_, text, id, FACT_SOURCE_PULSE);
    } else if (p->default_known) {
        FACT_SET_UNKNOWN(selection, SELECTION, &p->facts->selection, default_, FACT_ABSENT);
    }
}

static void join_session_manager(pulse_facts *p)
{
    fact_service *service = &p->facts->service;
    if (service->kind != FACT_service_kind_pipewire)
        FACT_SET_UNKNOWN(service, SERVICE, service, session_manager, FACT_UNSUPPORTED);
    else if (p->client_restricted && !p->manager_seen)
        FACT_SET_UNKNOWN(service, SERVICE, service, session_manager, FACT_DENIED);
    else
        FACT_SET(p->facts, service, SERVICE, service, session_manager, integer, p->manager_seen,
                 FACT_SOURCE_PULSE);
}

void pulse_facts_join(pulse_facts *p)
{
    join_sources(p);
    join_users(p);
    join_selection(p);
    join_session_manager(p);
    pulse_facts_ports_without_source(p);
}
