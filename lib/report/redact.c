/*
 * mic_diag - redaction of facts and of the texts that come from them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "report/redact.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what a fact's text is ------------------------------------------------------------------------------
 */

typedef enum {
    TEXT_MESSAGE, /* anything else: stays if all its words are common ones */
    TEXT_OWN, /* chosen by us or by a kernel, from a short list of words: "linux", "connect", "snd_usb_audio"
               */
    TEXT_VERSION, /* its figures stay */
    TEXT_MODEL,   /* a vendor's or product's number stays */
    TEXT_DEVICE,  /* always replaced, from here on */
    TEXT_CARD,
    TEXT_PROGRAM,
    TEXT_PROFILE, /* as a message */
    TEXT_PORT,
    TEXT_SWITCH
} text_kind;

static const struct {
    const fact_entity *of;
    uint32_t field;
    text_kind kind;
} text_kinds[] = {
    {&fact_entity_system, SYSTEM_FIELD_os, TEXT_OWN},
    {&fact_entity_system, SYSTEM_FIELD_os_version, TEXT_VERSION},
    {&fact_entity_system, SYSTEM_FIELD_sandbox_id, TEXT_PROGRAM},
    {&fact_entity_system, SYSTEM_FIELD_container, TEXT_OWN},
    {&fact_entity_system, SYSTEM_FIELD_vm, TEXT_OWN},
    {&fact_entity_service, SERVICE_FIELD_version, TEXT_VERSION},
    {&fact_entity_service, SERVICE_FIELD_second_service, TEXT_OWN},
    {&fact_entity_permission, PERMISSION_FIELD_program, TEXT_PROGRAM},
    {&fact_entity_profile, PROFILE_FIELD_id, TEXT_PROFILE},
    {&fact_entity_profile, PROFILE_FIELD_name, TEXT_PROFILE},
    {&fact_entity_port, PORT_FIELD_id, TEXT_PORT},
    {&fact_entity_port, PORT_FIELD_name, TEXT_PORT},
    {&fact_entity_switch, SWITCH_FIELD_name, TEXT_SWITCH},
    {&fact_entity_switch, SWITCH_FIELD_value, TEXT_SWITCH},
    {&fact_entity_card, CARD_FIELD_id, TEXT_CARD},
    {&fact_entity_card, CARD_FIELD_name, TEXT_CARD},
    {&fact_entity_card, CARD_FIELD_driver, TEXT_OWN},
    {&fact_entity_card, CARD_FIELD_driver_version, TEXT_VERSION},
    {&fact_entity_card, CARD_FIELD_driver_date, TEXT_VERSION},
    {&fact_entity_card, CARD_FIELD_vendor_id, TEXT_MODEL},
    {&fact_entity_card, CARD_FIELD_product_id, TEXT_MODEL},
    {&fact_entity_card, CARD_FIELD_active_profile, TEXT_PROFILE},
    {&fact_entity_device, DEVICE_FIELD_id, TEXT_DEVICE},
    {&fact_entity_device, DEVICE_FIELD_native_id, TEXT_DEVICE},
    {&fact_entity_device, DEVICE_FIELD_name, TEXT_DEVICE},
    {&fact_entity_device, DEVICE_FIELD_card, TEXT_CARD},
    {&fact_entity_device, DEVICE_FIELD_port, TEXT_PORT},
    {&fact_entity_device, DEVICE_FIELD_form_factor, TEXT_OWN},
    {&fact_entity_selection, SELECTION_FIELD_chosen, TEXT_DEVICE},
    {&fact_entity_selection, SELECTION_FIELD_chosen_name, TEXT_DEVICE},
    {&fact_entity_selection, SELECTION_FIELD_default_, TEXT_DEVICE},
    {&fact_entity_selection, SELECTION_FIELD_configured, TEXT_DEVICE},
    {&fact_entity_selection, SELECTION_FIELD_candidate, TEXT_DEVICE},
    {&fact_entity_user, USER_FIELD_device, TEXT_DEVICE},
    {&fact_entity_user, USER_FIELD_program, TEXT_PROGRAM},
    {&fact_entity_open, OPEN_FIELD_device, TEXT_DEVICE},
    {&fact_entity_open, OPEN_FIELD_step, TEXT_OWN},
    {&fact_entity_open, OPEN_FIELD_holder, TEXT_PROGRAM},
    {&fact_entity_stream, STREAM_FIELD_device, TEXT_DEVICE},
    {&fact_entity_stream, STREAM_FIELD_moved_to, TEXT_DEVICE},
    {&fact_entity_probe, PROBE_FIELD_name, TEXT_OWN},
    {&fact_entity_probe, PROBE_FIELD_step, TEXT_OWN},
};

static text_kind kind_of(const fact_entity *of, uint32_t field)
{
    for (size_t i = 0; i < sizeof text_kinds / sizeof *text_kinds; ++i)
        if (text_kinds[i].of == of && text_kinds[i].field == field)
            return text_kinds[i].kind;
    return TEXT_MESSAGE;
}

static const char *label_of(text_kind kind)
{
    switch (kind) {
    case TEXT_DEVICE:
        return "device";
    case TEXT_CARD:
        return "card";
    case TEXT_PROGRAM:
        return "program";
    case TEXT_PROFILE:
        return "profile";
    case TEXT_PORT:
        return "port";
    case TEXT_SWITCH:
        return "switch";
    case TEXT_MESSAGE:
    case TEXT_OWN:
    case TEXT_VERSION:
    case TEXT_MODEL:
        break;
    }
    return "text";
}

static bool is_name(text_kind kind)
{
    return kind == TEXT_DEVICE || kind == TEXT_CARD || kind == TEXT_PROGRAM;
}

/* Its word is as good as an id: nothing is lost with the text but the text. */
static bool is_identity(text_kind kind)
{
    return kind >= TEXT_DEVICE;
}

/* Kernel modules: "snd_hda_intel". */
static bool is_driver(const char *text)
{
    enum { LENGTH_MAX = 31 };
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-");
    return strncmp(text, "snd", 3) == 0 && length <= LENGTH_MAX && text[length] == '\0';
}

static bool is_model_number(const char *text)
{
    enum { LENGTH_MAX = 6 };
    size_t length = strspn(text, "0123456789abcdefABCDEFx");
    return length <= LENGTH_MAX && text[length] == '\0';
}

/* ---- the dictionary: a text, and the word that stands for it ---------------------------------------------
 */

enum { BUCKETS = 1024, NO_ENTRY = -1 };

typedef struct {
    const char *text; /* lives with the facts */
    size_t length;
    const char *word; /* lives with the redacted copy */
    text_kind kind;
    int32_t next; /* in its bucket */
} entry;

struct redaction {
    facts *shown;
    bool telemetry, failed;
    entry *entries;
    uint32_t count, room;
    int32_t bucket[BUCKETS];
    uint32_t last[TEXT_SWITCH + 1]; /* highest number given, by kind */
    const entry **longest_first;
};

static uint32_t bucket_of(const char *text)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (; *text != '\0'; ++text)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash % BUCKETS;
}

static const entry *find(const redaction *r, const char *text)
{
    for (int32_t i = r->bucket[bucket_of(text)]; i != NO_ENTRY; i = r->entries[i].next)
        if (strcmp(r->entries[i].text, text) == 0)
            return &r->entries[i];
    return NULL;
}

static const char *word_for(redaction *r, text_kind kind, uint32_t number)
{
    char word[32];
    snprintf(word, sizeof word, "%s-%u", label_of(kind), (unsigned)number);
    const char *copy = facts_copy_text(r->shown, word);
    if (copy == NULL)
        r->failed = true;
    return copy;
}

/* The word for a text, made if there is none; NULL: no memory. */
static const char *replace(redaction *r, const char *text, text_kind kind, const char *word)
{
    const entry *known = find(r, text);
    if (known != NULL)
        return known->word;
    if (word == NULL)
        word = word_for(r, kind, ++r->last[kind]);
    if (r->count == r->room) {
        uint32_t room = r->room == 0 ? 64 : r->room * 2;
        entry *entries = realloc(r->entries, room * sizeof *entries);
        if (entries == NULL) {
            r->failed = true;
            return NULL;
        }
        r->entries = entries;
        r->room = room;
    }
    if (word == NULL)
        return NULL;
    uint32_t at = bucket_of(text);
    r->entries[r->count] = (entry){text, strlen(text), word, kind, r->bucket[at]};
    r->bucket[at] = (int32_t)r->count++;
    return word;
}

/* ---- facts -----------------------------------------------------------------------------------------------
 */

/* The figures of a version: "15.0.0-13-amd64" and "PulseAudio 15.0.0" give "15.0.0". */
static const char *figures_of(redaction *r, const char *text)
{
    enum { FIGURES_MAX = 24 };
    char figures[FIGURES_MAX + 1];
    const char *first = text + strcspn(text, "0123456789");
    size_t length = strspn(first, "0123456789.");
    if (length == 0 || length > FIGURES_MAX)
        return NULL;
    memcpy(figures, first, length);
    figures[length] = '\0';
    return facts_copy_text(r->shown, figures);
}

/* What is shown in place of a fact's text; NULL: nothing. */
static const char *shown_text(redaction *r, const char *text, text_kind kind)
{
    const char *figures = kind == TEXT_VERSION ? figures_of(r, text) : NULL;
    if (figures != NULL)
        return replace(r, text, kind, figures);
    if ((kind == TEXT_OWN && (redact_is_common(text) || is_driver(text))) ||
        (kind == TEXT_MODEL && is_model_number(text)))
        return text;
    if (!is_name(kind) && (is_identity(kind) || !r->telemetry) && redact_is_common(text))
        return text;
    const char *word = replace(r, text, kind, NULL);
    return r->telemetry && !is_identity(kind) ? NULL : word;
}

/* Facts from the same copy: its texts are replaced in place, their marks stay. */
static void redact_entity(redaction *r, const fact_entity *of, void *entity)
{
    for (uint32_t i = 0; i < of->field_count; ++i) {
        if (of->fields[i].type != FACT_TYPE_TEXT)
            continue;
        void *at = (unsigned char *)entity + of->fields[i].offset;
        const char *text = *(const char **)at;
        if (text != NULL)
            *(const char **)at = shown_text(r, text, kind_of(of, i));
    }
    for (uint32_t i = 0; i < of->list_count; ++i) {
        fact_list *list = (fact_list *)(void *)((unsigned char *)entity + of->lists[i].offset);
        for (uint32_t k = 0; k < list->count; ++k)
            redact_entity(r, of->lists[i].of, list->items[k]);
    }
}

/* All names of one thing become one word, numbered as the thing is in its list. */
static void name_things(redaction *r, const facts *f)
{
    for (uint32_t i = 0; i < f->devices.count; ++i) {
        const fact_device *d = FACT_AT(fact_device, f->devices, i);
        const char *word = word_for(r, TEXT_DEVICE, ++r->last[TEXT_DEVICE]);
        const char *const texts[] = {d->id, d->native_id, d->name};
        for (size_t k = 0; k < sizeof texts / sizeof *texts && word != NULL; ++k)
            if (texts[k] != NULL)
                replace(r, texts[k], TEXT_DEVICE, word);
    }
    for (uint32_t i = 0; i < f->cards.count; ++i) {
        const fact_card *card = FACT_AT(fact_card, f->cards, i);
        const char *word = word_for(r, TEXT_CARD, ++r->last[TEXT_CARD]);
        if (word != NULL && card->id != NULL)
            replace(r, card->id, TEXT_CARD, word);
        if (word != NULL && card->name != NULL)
            replace(r, card->name, TEXT_CARD, word);
    }
}

static int by_length(const void *a, const void *b)
{
    size_t one = (*(const entry *const *)a)->length, other = (*(const entry *const *)b)->length;
    return one < other ? 1 : one > other ? -1 : 0;
}

static bool sort_entries(redaction *r)
{
    r->longest_first = malloc((r->count + 1) * sizeof *r->longest_first);
    if (r->longest_first == NULL)
        return false;
    for (uint32_t i = 0; i < r->count; ++i)
        r->longest_first[i] = &r->entries[i];
    qsort(r->longest_first, r->count, sizeof *r->longest_first, by_length);
    return true;
}

redaction *redaction_create(const facts *f, bool telemetry)
{
    redaction *r = calloc(1, sizeof *r);
    if (r == NULL)
        return NULL;
    for (uint32_t i = 0; i < BUCKETS; ++i)
        r->bucket[i] = NO_ENTRY;
    r->telemetry = telemetry;
    /* Texts in the dictionary are those of the copy: equal, and they live as long. */
    r->shown = facts_copy(f);
    if (r->shown == NULL) {
        redaction_free(r);
        return NULL;
    }
    name_things(r, r->shown);
    for (uint32_t i = 0; i < fact_single_count; ++i)
        redact_entity(r, fact_singles[i].of, (unsigned char *)r->shown + fact_singles[i].offset);
    for (uint32_t i = 0; i < fact_list_count; ++i) {
        fact_list *list = (fact_list *)(void *)((unsigned char *)r->shown + fact_lists[i].offset);
        for (uint32_t k = 0; k < list->count; ++k)
            redact_entity(r, fact_lists[i].of, list->items[k]);
    }
    if (r->failed || facts_failed(r->shown) || !sort_entries(r)) {
        redaction_free(r);
        return NULL;
    }
    return r;
}

void redaction_free(redaction *r)
{
    if (r == NULL)
        return;
    facts_release(r->shown);
    free(r->entries);
    free(r->longest_first);
    free(r);
}

bool redaction_is_telemetry(const redaction *r)
{
    return r->telemetry;
}

const facts *redaction_facts(const redaction *r)
{
    return r->shown;
}

/* ---- texts of findings ------------------------------------------------------------------------------------
 */

static bool is_word_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

/* The longest known text that starts here. Short ones count only where they stand alone. */
static const entry *starting_at(const redaction *r, const char *text, const char *at)
{
    enum { SHORT = 3 };
    for (uint32_t i = 0; i < r->count; ++i) {
        const entry *e = r->longest_first[i];
        if (e->length == 0 || strncmp(at, e->text, e->length) != 0)
            continue;
        bool alone = (at == text || !is_word_character(at[-1])) && !is_word_character(at[e->length]);
        if (e->length > SHORT || alone)
            return e;
    }
    return NULL;
}

bool redaction_add(const redaction *r, buffer *out, const char *text)
{
    const entry *whole = find(r, text);
    if (r->telemetry && !(whole != NULL ? is_identity(whole->kind) : redact_is_common(text)))
        return false;
    if (whole != NULL) {
        buffer_add(out, whole->word);
        return true;
    }
    for (const char *at = text; *at != '\0';) {
        const entry *known = starting_at(r, text, at);
        if (known != NULL) {
            buffer_add(out, known->word);
            at += known->length;
        } else {
            buffer_add_char(out, *at++);
        }
    }
    return true;
}
