/*
 * mic_diag - the tables made from fields.def and metrics.def: entities, their fields and lists, and words.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "facts/entity.h"
#include "facts/facts.h"

/* ---- words of enumerations: names_sandbox and so on ------------------------------------------------- */

#define WORD_(enumeration, name, word) word,
#define WORDS_(enumeration)                                                                                  \
    static const char *const words_##enumeration[] = {FACT_ENUM_##enumeration(WORD_) NULL};
FACT_ENUMS(WORDS_)

/* ---- fields ----------------------------------------------------------------------------------------- */

/*
 * The JSON key of a C name. A name that C needs an underscore for has a row here; the others are their own
 * key: FACT_KEYWORD_muted is no macro, so the second argument of the choice is "muted".
 */
#define KEYWORD_default_            ~, "default"
#define SECOND_(first, second, ...) second
#define SECOND(...)                 SECOND_(__VA_ARGS__)
#define KEY_(name)                  SECOND(KEYWORD_##name, #name, )

#define NAMES_none          NULL
#define NAMES_session       words_session
#define NAMES_sandbox       words_sandbox
#define NAMES_service_kind  words_service_kind
#define NAMES_service_state words_service_state
#define NAMES_bus           words_bus
#define NAMES_port_type     words_port_type
#define NAMES_switch_kind   words_switch_kind
#define NAMES_device_state  words_device_state
#define NAMES_open_result   words_open_result
#define NAMES_place         words_place
#define NAMES_probe_status  words_probe_status

#define ROW_(entity, type, name, names) {KEY_(name), FACT_TYPE_##type, offsetof(fact_##entity, name), names},

#define ROW_system(type, name, detail)     ROW_(system, type, name, NAMES_##detail)
#define ROW_service(type, name, detail)    ROW_(service, type, name, NAMES_##detail)
#define ROW_permission(type, name, detail) ROW_(permission, type, name, NAMES_##detail)
#define ROW_profile(type, name, detail)    ROW_(profile, type, name, NAMES_##detail)
#define ROW_port(type, name, detail)       ROW_(port, type, name, NAMES_##detail)
#define ROW_switch(type, name, detail)     ROW_(switch, type, name, NAMES_##detail)
#define ROW_card(type, name, detail)       ROW_(card, type, name, NAMES_##detail)
#define ROW_device(type, name, detail)     ROW_(device, type, name, NAMES_##detail)
#define ROW_selection(type, name, detail)  ROW_(selection, type, name, NAMES_##detail)
#define ROW_user(type, name, detail)       ROW_(user, type, name, NAMES_##detail)
#define ROW_open(type, name, detail)       ROW_(open, type, name, NAMES_##detail)
#define ROW_stream(type, name, detail)     ROW_(stream, type, name, NAMES_##detail)
#define ROW_host(type, name, detail)       ROW_(host, type, name, NAMES_##detail)
#define ROW_probe(type, name, detail)      ROW_(probe, type, name, NAMES_##detail)
#define ROW_signal(type, name)             ROW_(signal, type, name, NULL)
#define ROW_channel(type, name)            ROW_(channel, type, name, NULL)

#define FIELDS_(entity, FIELDS) static const fact_field fields_##entity[] = {FIELDS(ROW_##entity)};
FIELDS_(system, SYSTEM_FIELDS)
FIELDS_(service, SERVICE_FIELDS)
FIELDS_(permission, PERMISSION_FIELDS)
FIELDS_(profile, PROFILE_FIELDS)
FIELDS_(port, PORT_FIELDS)
FIELDS_(switch, SWITCH_FIELDS)
FIELDS_(card, CARD_FIELDS)
FIELDS_(device, DEVICE_FIELDS)
FIELDS_(selection, SELECTION_FIELDS)
FIELDS_(user, USER_FIELDS)
FIELDS_(open, OPEN_FIELDS)
FIELDS_(stream, STREAM_FIELDS)
FIELDS_(host, HOST_FIELDS)
FIELDS_(probe, PROBE_FIELDS)
FIELDS_(signal, SIGNAL_METRICS)
FIELDS_(channel, CHANNEL_METRICS)

/* ---- entities --------------------------------------------------------------------------------------- */

#define COUNT_(array) ((uint32_t)(sizeof(array) / sizeof(array)[0]))

#define ENTITY_(entity, lists, list_count)                                                                   \
    const fact_entity fact_entity_##entity = {#entity,                                                       \
                                              sizeof(fact_##entity),                                         \
                                              offsetof(fact_##entity, mark),                                 \
                                              COUNT_(fields_##entity),                                       \
                                              fields_##entity,                                               \
                                              list_count,                                                    \
                                              lists};

#define CARD_LIST_(of, list) {#list, offsetof(fact_card, list), &fact_entity_##of},
static const fact_list_field lists_card[] = {CARD_LISTS(CARD_LIST_)};
static const fact_list_field lists_signal[] = {
    {"channel_metrics", offsetof(fact_signal, channel_metrics), &fact_entity_channel},
};

ENTITY_(system, NULL, 0)
ENTITY_(service, NULL, 0)
ENTITY_(permission, NULL, 0)
ENTITY_(profile, NULL, 0)
ENTITY_(port, NULL, 0)
ENTITY_(switch, NULL, 0)
ENTITY_(card, lists_card, COUNT_(lists_card))
ENTITY_(device, NULL, 0)
ENTITY_(selection, NULL, 0)
ENTITY_(user, NULL, 0)
ENTITY_(open, NULL, 0)
ENTITY_(stream, NULL, 0)
ENTITY_(host, NULL, 0)
ENTITY_(probe, NULL, 0)
ENTITY_(signal, lists_signal, COUNT_(lists_signal))
ENTITY_(channel, NULL, 0)

const fact_single fact_singles[] = {
    {offsetof(facts, system), &fact_entity_system},
    {offsetof(facts, service), &fact_entity_service},
    {offsetof(facts, permission), &fact_entity_permission},
    {offsetof(facts, selection), &fact_entity_selection},
    {offsetof(facts, open), &fact_entity_open},
    {offsetof(facts, stream), &fact_entity_stream},
    {offsetof(facts, signal), &fact_entity_signal},
    {offsetof(facts, host), &fact_entity_host},
};
const uint32_t fact_single_count = COUNT_(fact_singles);

const fact_list_field fact_lists[] = {
    {"cards", offsetof(facts, cards), &fact_entity_card},
    {"devices", offsetof(facts, devices), &fact_entity_device},
    {"users", offsetof(facts, users), &fact_entity_user},
    {"probes", offsetof(facts, probes), &fact_entity_probe},
};
const uint32_t fact_list_count = COUNT_(fact_lists);

const fact_entity fact_entity_facts = {"facts", sizeof(facts), 0, 0, NULL, COUNT_(fact_lists), fact_lists};

/* ---- reasons and sources ---------------------------------------------------------------------------- */

static const char *const why_names[FACT_WHY_COUNT] = {
    [FACT_KNOWN] = "known",   [FACT_NOT_ASKED] = "not-asked",     [FACT_TIMEOUT] = "timeout",
    [FACT_DENIED] = "denied", [FACT_UNSUPPORTED] = "unsupported", [FACT_ABSENT] = "absent",
    [FACT_FAILED] = "failed",
};

static const char *const source_names[FACT_SOURCE_COUNT] = {
    [FACT_SOURCE_NONE] = "none",       [FACT_SOURCE_CONFIG] = "config",
    [FACT_SOURCE_PROC] = "proc",       [FACT_SOURCE_ENVIRONMENT] = "environment",
    [FACT_SOURCE_PULSE] = "pulse",     [FACT_SOURCE_SIMULATED] = "simulated",
    [FACT_SOURCE_HOST] = "host",       [FACT_SOURCE_OPEN] = "open",
    [FACT_SOURCE_SAMPLES] = "samples",
};

static int find_name(const char *const *names, int count, const char *name)
{
    int i = 0;
    while (i < count && (name == NULL || strcmp(names[i], name) != 0))
        ++i;
    return i;
}

const char *fact_why_name(fact_why why)
{
    return (unsigned)why < FACT_WHY_COUNT ? why_names[why] : "unknown";
}

fact_why fact_why_from_name(const char *name)
{
    return (fact_why)find_name(why_names, FACT_WHY_COUNT, name);
}

const char *fact_source_name(fact_source source)
{
    return (unsigned)source < FACT_SOURCE_COUNT ? source_names[source] : "unknown";
}

fact_source fact_source_from_name(const char *name)
{
    return (fact_source)find_name(source_names, FACT_SOURCE_COUNT, name);
}

const char *fact_enum_name(const fact_entity *entity, uint32_t field, int32_t value)
{
    if (field >= entity->field_count || entity->fields[field].enum_names == NULL || value < 0)
        return "unknown";
    const char *const *names = entity->fields[field].enum_names;
    for (int32_t i = 0; names[i] != NULL; ++i)
        if (i == value)
            return names[i];
    return "unknown";
}
