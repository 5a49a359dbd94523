/*
 * mic_diag - facts: what was seen, each value with its source, or unknown with the reason.
 *
 * A `facts` is filled by one thread and not changed afterwards; then any number of threads may read it. All
 * text and lists live in its arena until the last reference is released.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_FACTS_H
#define MIC_DIAG_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "facts/fields.def"

/* ---- values ---------------------------------------------------------------------------------------- */

/** Where a value came from. A more believed source is never overwritten by a less believed one. */
typedef enum {
    FACT_SOURCE_NONE = 0,
    FACT_SOURCE_CONFIG, /* a file or registry key */
    FACT_SOURCE_PROC,   /* /proc, /sys, /dev */
    FACT_SOURCE_ENVIRONMENT,
    FACT_SOURCE_PULSE, /* a property that the sound server reports */
    FACT_SOURCE_SIMULATED,
    FACT_SOURCE_HOST, /* the calling program told */
    FACT_SOURCE_OPEN, /* what opening the device gave */
    FACT_SOURCE_SAMPLES,
    FACT_SOURCE_COUNT
} fact_source;

/** Why a value is unknown. */
typedef enum {
    FACT_KNOWN = 0,
    FACT_NOT_ASKED,
    FACT_TIMEOUT,
    FACT_DENIED,
    FACT_UNSUPPORTED,
    FACT_ABSENT, /* asked, and there is none */
    FACT_FAILED,
    FACT_WHY_COUNT
} fact_why;

typedef struct {
    uint8_t source; /* fact_source */
    uint8_t why;    /* fact_why; a fresh fact is FACT_NOT_ASKED */
} fact_mark;

#define FACT_UNKNOWN (-1) /* of ANSWER, INTEGER and ENUM; the same number as MIC_DIAG_UNKNOWN */
#define FACT_YES     1
#define FACT_NO      0
#define FACT_DB_ZERO (-200.0) /* a volume of exactly nothing, instead of minus infinity */

typedef struct {
    uint32_t count;
    const double *values; /* NULL: unknown */
} fact_reals;

typedef enum {
    FACT_TYPE_TEXT,
    FACT_TYPE_ANSWER,
    FACT_TYPE_INTEGER,
    FACT_TYPE_REAL,
    FACT_TYPE_ENUM,
    FACT_TYPE_REALS
} fact_type;

#define FACT_C_TEXT    const char *
#define FACT_C_ANSWER  int32_t
#define FACT_C_INTEGER int64_t
#define FACT_C_REAL    double
#define FACT_C_ENUM    int32_t
#define FACT_C_REALS   fact_reals

/* ---- enumerations: FACT_sandbox_flatpak and so on --------------------------------------------------- */

#define FACT_ENUM_VALUE_(enumeration, name, word) FACT_##enumeration##_##name,
#define FACT_ENUM_DECLARE_(enumeration)                                                                      \
    enum { FACT_ENUM_##enumeration(FACT_ENUM_VALUE_) FACT_##enumeration##_COUNT };
FACT_ENUMS(FACT_ENUM_DECLARE_)

/* ---- entities --------------------------------------------------------------------------------------- */

#define FACT_MEMBER_(type, name, detail) FACT_C_##type name;
#define FACT_METRIC_(type, name)         FACT_C_##type name;

/* Every entity starts with its members and keeps one mark for each field; ENTITY_FIELD_name is its index. */
#define FACT_DECLARE_ENTITY(entity, ENTITY, FIELDS) enum { FIELDS(FACT_INDEX_##ENTITY) ENTITY##_FIELD_COUNT };

#define FACT_INDEX_SYSTEM(type, name, detail)     SYSTEM_FIELD_##name,
#define FACT_INDEX_SERVICE(type, name, detail)    SERVICE_FIELD_##name,
#define FACT_INDEX_PERMISSION(type, name, detail) PERMISSION_FIELD_##name,
#define FACT_INDEX_PROFILE(type, name, detail)    PROFILE_FIELD_##name,
#define FACT_INDEX_PORT(type, name, detail)       PORT_FIELD_##name,
#define FACT_INDEX_SWITCH(type, name, detail)     SWITCH_FIELD_##name,
#define FACT_INDEX_CARD(type, name, detail)       CARD_FIELD_##name,
#define FACT_INDEX_DEVICE(type, name, detail)     DEVICE_FIELD_##name,
#define FACT_INDEX_SELECTION(type, name, detail)  SELECTION_FIELD_##name,
#define FACT_INDEX_USER(type, name, detail)       USER_FIELD_##name,
#define FACT_INDEX_OPEN(type, name, detail)       OPEN_FIELD_##name,
#define FACT_INDEX_STREAM(type, name, detail)     STREAM_FIELD_##name,
#define FACT_INDEX_HOST(type, name, detail)       HOST_FIELD_##name,
#define FACT_INDEX_PROBE(type, name, detail)      PROBE_FIELD_##name,
#define FACT_INDEX_SIGNAL(type, name)             SIGNAL_FIELD_##name,
#define FACT_INDEX_CHANNEL(type, name)            CHANNEL_FIELD_##name,

FACT_DECLARE_ENTITY(system, SYSTEM, SYSTEM_FIELDS)
FACT_DECLARE_ENTITY(service, SERVICE, SERVICE_FIELDS)
FACT_DECLARE_ENTITY(permission, PERMISSION, PERMISSION_FIELDS)
FACT_DECLARE_ENTITY(profile, PROFILE, PROFILE_FIELDS)
FACT_DECLARE_ENTITY(port, PORT, PORT_FIELDS)
FACT_DECLARE_ENTITY(switch, SWITCH, SWITCH_FIELDS)
FACT_DECLARE_ENTITY(card, CARD, CARD_FIELDS)
FACT_DECLARE_ENTITY(device, DEVICE, DEVICE_FIELDS)
FACT_DECLARE_ENTITY(selection, SELECTION, SELECTION_FIELDS)
FACT_DECLARE_ENTITY(user, USER, USER_FIELDS)
FACT_DECLARE_ENTITY(open, OPEN, OPEN_FIELDS)
FACT_DECLARE_ENTITY(stream, STREAM, STREAM_FIELDS)
FACT_DECLARE_ENTITY(host, HOST, HOST_FIELDS)
FACT_DECLARE_ENTITY(probe, PROBE, PROBE_FIELDS)
enum { SIGNAL_METRICS(FACT_INDEX_SIGNAL) SIGNAL_FIELD_COUNT };
enum { CHANNEL_METRICS(FACT_INDEX_CHANNEL) CHANNEL_FIELD_COUNT };

typedef struct {
    SYSTEM_FIELDS(FACT_MEMBER_) fact_mark mark[SYSTEM_FIELD_COUNT];
} fact_system;
typedef struct {
    SERVICE_FIELDS(FACT_MEMBER_) fact_mark mark[SERVICE_FIELD_COUNT];
} fact_service;
typedef struct {
    PERMISSION_FIELDS(FACT_MEMBER_) fact_mark mark[PERMISSION_FIELD_COUNT];
} fact_permission;
typedef struct {
    PROFILE_FIELDS(FACT_MEMBER_) fact_mark mark[PROFILE_FIELD_COUNT];
} fact_profile;
typedef struct {
    PORT_FIELDS(FACT_MEMBER_) fact_mark mark[PORT_FIELD_COUNT];
} fact_port;
typedef struct {
    SWITCH_FIELDS(FACT_MEMBER_) fact_mark mark[SWITCH_FIELD_COUNT];
} fact_switch;
typedef struct {
    SELECTION_FIELDS(FACT_MEMBER_) fact_mark mark[SELECTION_FIELD_COUNT];
} fact_selection;
typedef struct {
    USER_FIELDS(FACT_MEMBER_) fact_mark mark[USER_FIELD_COUNT];
} fact_user;
typedef struct {
    OPEN_FIELDS(FACT_MEMBER_) fact_mark mark[OPEN_FIELD_COUNT];
} fact_open;
typedef struct {
    STREAM_FIELDS(FACT_MEMBER_) fact_mark mark[STREAM_FIELD_COUNT];
} fact_stream;
typedef struct {
    HOST_FIELDS(FACT_MEMBER_) fact_mark mark[HOST_FIELD_COUNT];
} fact_host;
typedef struct {
    PROBE_FIELDS(FACT_MEMBER_) fact_mark mark[PROBE_FIELD_COUNT];
} fact_probe;
typedef struct {
    DEVICE_FIELDS(FACT_MEMBER_) fact_mark mark[DEVICE_FIELD_COUNT];
} fact_device;
typedef struct {
    CHANNEL_METRICS(FACT_METRIC_) fact_mark mark[CHANNEL_FIELD_COUNT];
} fact_channel;

/** A list. `why` FACT_KNOWN: it was read, and is complete even when empty. Items never move. */
typedef struct {
    void **items;
    uint32_t count;
    uint32_t room;
    fact_mark mark;
} fact_list;

typedef struct {
    CARD_FIELDS(FACT_MEMBER_)
    fact_mark mark[CARD_FIELD_COUNT];
    fact_list profiles; /* fact_profile */
    fact_list ports;    /* fact_port */
    fact_list switches; /* fact_switch */
} fact_card;

typedef struct {
    SIGNAL_METRICS(FACT_METRIC_)
    fact_mark mark[SIGNAL_FIELD_COUNT];
    fact_list channel_metrics; /* fact_channel */
} fact_signal;

typedef struct facts_memory facts_memory;

typedef struct facts {
    fact_system system;
    fact_service service;
    fact_permission permission;
    fact_selection selection;
    fact_open open;
    fact_stream stream;
    fact_signal signal;
    fact_host host;
    fact_list cards;   /* fact_card */
    fact_list devices; /* fact_device */
    fact_list users;   /* fact_user */
    fact_list probes;  /* fact_probe */
    facts_memory *memory;
} facts;

/** The i-th item of a list, such as FACT_AT(fact_device, f->devices, i). */
#define FACT_AT(type, list, i) ((type *)(list).items[i])

/* ---- the tables made from fields.def ---------------------------------------------------------------- */

typedef struct fact_entity fact_entity;

typedef struct {
    const char *name; /* JSON key */
    fact_type type;
    size_t offset;                 /* of the value in the entity */
    const char *const *enum_names; /* of an ENUM, in JSON spelling ("app-sandbox"), NULL at the end */
} fact_field;

typedef struct {
    const char *name; /* JSON key of the list */
    size_t offset;    /* of the fact_list in the entity */
    const fact_entity *of;
} fact_list_field;

struct fact_entity {
    const char *name;
    size_t size;
    size_t mark_offset;
    uint32_t field_count;
    const fact_field *fields;
    uint32_t list_count;
    const fact_list_field *lists;
};

extern const fact_entity fact_entity_system, fact_entity_service, fact_entity_permission, fact_entity_profile,
    fact_entity_port, fact_entity_switch, fact_entity_card, fact_entity_device, fact_entity_selection,
    fact_entity_user, fact_entity_open, fact_entity_stream, fact_entity_signal, fact_entity_channel,
    fact_entity_host, fact_entity_probe;

/** A single entity inside `facts`, for code that walks over all of them. */
typedef struct {
    size_t offset; /* in facts */
    const fact_entity *of;
} fact_single;
extern const fact_single fact_singles[];
extern const uint32_t fact_single_count;
/** The lists of `facts`: cards, devices, users, probes. */
extern const fact_list_field fact_lists[];
extern const uint32_t fact_list_count;

/** JSON word of a reason: "timeout"; FACT_NOT_ASKED gives "not-asked". */
const char *fact_why_name(fact_why why);
/** The word's reason, or FACT_WHY_COUNT. */
fact_why fact_why_from_name(const char *name);
/** JSON word of a source: "pulse". */
const char *fact_source_name(fact_source source);
fact_source fact_source_from_name(const char *name);
/** Name of an enumeration's value ("flatpak"), or "unknown". */
const char *fact_enum_name(const fact_entity *entity, uint32_t field, int32_t value);

/* ---- making and filling ----------------------------------------------------------------------------- */

/** New facts in which nothing was asked; one reference. NULL: no memory. */
facts *facts_create(void);
/** One more reference. Any thread. Returns its argument. */
facts *facts_retain(const facts *f);
/** NULL is allowed. Any thread. */
void facts_release(const facts *f);

/**
 * Memory ran out while filling: from then on setters do nothing. Ask once, at the end.
 * Readers of an incomplete `facts` see unknown values, never wrong ones.
 */
bool facts_failed(const facts *f);

/** The longest text that facts keep, in bytes without its NUL. */
enum { FACT_TEXT_BYTES_MAX = 4096 };

/** Memory, or a copy of text or of `count` doubles, that lives with the facts. NULL: no memory (and failed is
 * set). */
void *facts_allocate(facts *f, size_t size);
const char *facts_copy_text(facts *f, const char *text);
const double *facts_copy_reals(facts *f, const double *values, uint32_t count);

/** Adds an item in which nothing was asked, and marks the list known. NULL: no memory. */
void *facts_list_add(facts *f, fact_list *list, const fact_entity *of);
/** Says that the list was read (maybe empty), or why it could not be. A known list stays known. */
void facts_list_known(fact_list *list, fact_source source);
void facts_list_unknown(fact_list *list, fact_why why);
/** Takes an item out (a device that was unplugged); pointers to the other items stay good. */
void facts_list_remove(fact_list *list, uint32_t index);

/*
 * Setters; a value from a less believed source than the present one is dropped. Text is copied; what is not
 * valid UTF-8 is repaired (U+FFFD), and text longer than 4096 bytes is cut at a character. An ENUM outside
 * its names, an ANSWER outside -1..1, a negative INTEGER (but for -1) and a non-finite REAL make the field
 * unknown ("failed"); NULL, -1 and NaN do too ("absent"), and never replace a known value.
 */
void facts_set_text(facts *f, const fact_entity *e, void *entity, uint32_t field, const char *value,
                    fact_source s);
void facts_set_integer(facts *f, const fact_entity *e, void *entity, uint32_t field, int64_t value,
                       fact_source s);
void facts_set_real(facts *f, const fact_entity *e, void *entity, uint32_t field, double value,
                    fact_source s);
void facts_set_reals(facts *f, const fact_entity *e, void *entity, uint32_t field, const double *values,
                     uint32_t count, fact_source s);
/**
 * Makes a field unknown for a reason, unless it is known already. Of several reasons the one that says most
 * stays: absent, denied, timeout, failed, unsupported.
 */
void facts_set_unknown(const fact_entity *e, void *entity, uint32_t field, fact_why why);
/** Makes a field unknown even if it was known: a simulated step took it away. */
void facts_clear(const fact_entity *e, void *entity, uint32_t field, fact_why why);

/* FACT_SET(f, device, DEVICE, d, muted, integer, 1, FACT_SOURCE_PULSE): entity name, its capitals, object,
 * field. */
#define FACT_SET(f, entity, ENTITY, object, field, kind, value, source)                                      \
    facts_set_##kind(f, &fact_entity_##entity, object, ENTITY##_FIELD_##field, value, source)
#define FACT_SET_UNKNOWN(entity, ENTITY, object, field, why)                                                 \
    facts_set_unknown(&fact_entity_##entity, object, ENTITY##_FIELD_##field, why)
/* Why a field is unknown (FACT_KNOWN if it is known): FACT_WHY(d, DEVICE, muted). */
#define FACT_WHY(object, ENTITY, field) ((fact_why)(object)->mark[ENTITY##_FIELD_##field].why)

/** A copy that can be changed. NULL: no memory. */
facts *facts_copy(const facts *f);
/**
 * Adds everything known in `from` to `into`: fields by belief, devices, cards, probes joined by their id
 * (name for probes), users appended. Lists become known if either is.
 */
void facts_merge(facts *into, const facts *from);

/* ---- looking up ------------------------------------------------------------------------------------- */

fact_device *facts_find_device(const facts *f, const char *id);
fact_card *facts_find_card(const facts *f, const char *id);
fact_probe *facts_find_probe(const facts *f, const char *name);
/** The device that is meant: selection.chosen, else selection.default, else the one marked default; NULL:
 * none. */
const fact_device *facts_chosen_device(const facts *f);
/** The same as an id, also when no such device is in the list; NULL: none is meant. */
const char *facts_chosen_id(const facts *f);

/* ---- JSON (FACTS.md) -------------------------------------------------------------------------------- */

enum {
    FACTS_JSON_DEPTH_MAX = 32,
    FACTS_JSON_BYTES_MAX = 16 << 20,
    FACTS_JSON_ITEMS_MAX = 10000,   /* of one list */
    FACTS_JSON_OBJECTS_MAX = 200000 /* objects and lists in the whole text: bounds the reader's memory */
};

/**
 * Reads facts, or the facts inside a report. Unknown keys are left out; a wrong type, a duplicate key, a list
 * of more than FACTS_JSON_ITEMS_MAX items or nesting deeper than FACTS_JSON_DEPTH_MAX is an error.
 * @param length       of text in bytes, without a NUL.
 * @param fallback     source of values that name none.
 * @param error        receives one line that says what and where; may be NULL.
 * @return NULL on failure (error is "" when memory ran out).
 */
facts *facts_from_json(const char *text, size_t length, fact_source fallback, char *error, size_t error_size);
/** Compact JSON; free() it. NULL: no memory. */
char *facts_to_json(const facts *f);
/** The same of one entity, such as a device. */
char *facts_entity_to_json(const fact_entity *e, const void *entity);
/** The same as a jansson value (json_t *) for a larger document; NULL: no memory. */
void *facts_to_json_value(const facts *f);
void *facts_entity_to_json_value(const fact_entity *e, const void *entity);

#endif
