/*
 * mic_diag - stage 70: opening the microphone, and who else uses it.
 *
 * No program is blamed unless it is known to hold the device.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>

#include "checks/fixes.h"
#include "checks/heard.h"
#include "checks/inputs.h"
#include "checks/stages.h"

/* Id of the device that was opened, or was to be. */
static const char *opened_id(const check_input *in)
{
    return in->device_id != NULL ? in->device_id : in->facts->open.device;
}

static bool is_same(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

void use_busy(const check_input *in, const check *c, check_results *results)
{
    const fact_open *o = &in->facts->open;
    if (o->result != FACT_open_result_busy && o->result != FACT_open_result_exclusive)
        return;
    finding *found = finding_add(results, c, opened_id(in));
    finding_text(found, "result", fact_enum_name(&fact_entity_open, OPEN_FIELD_result, o->result));
    finding_text(found, "step", o->step);
    const char *holder = o->holder;
    for (uint32_t i = 0; holder == NULL && i < in->facts->users.count; ++i) {
        const fact_user *u = FACT_AT(fact_user, in->facts->users, i);
        if (u->exclusive == FACT_YES && u->own != FACT_YES && is_same(u->device, opened_id(in)))
            holder = u->program;
    }
    if (holder != NULL) {
        finding_set_words(found, "use.busy.holder");
        finding_text(found, "holder", holder);
        fixes_steps(found, "close-holder", 0);
    } else {
        fixes_steps(found, "find-holder", 0);
    }
    if (o->holder_pid >= 0)
        finding_integer(found, "holder_pid", o->holder_pid);
    inputs_offer_other(found, in->facts, in->device);
}

/* ---- use.by-others ---------------------------------------------------------------------------------- */

enum { NAMES_MAX = 8, NAMES_SIZE = 512 };

typedef struct {
    uint32_t streams, count;
    const char *name[NAMES_MAX];
} recorders;

static void add_recorder(recorders *r, const char *name)
{
    ++r->streams;
    if (name == NULL || *name == '\0')
        return;
    for (uint32_t i = 0; i < r->count; ++i)
        if (strcmp(r->name[i], name) == 0)
            return;
    if (r->count < NAMES_MAX)
        r->name[r->count++] = name;
}

/* "Discord, OBS"; a name that is too long for the rest of the room is left out. */
static const char *joined(check_results *results, const recorders *r)
{
    char text[NAMES_SIZE];
    size_t length = 0;
    for (uint32_t i = 0; i < r->count; ++i) {
        const size_t size = strlen(r->name[i]);
        if (length + 2 + size >= sizeof text)
            continue;
        if (length > 0) {
            memcpy(text + length, ", ", 2);
            length += 2;
        }
        memcpy(text + length, r->name[i], size);
        length += size;
    }
    text[length] = '\0';
    return length == 0 ? NULL : check_copy_text(results, text);
}

void use_by_others(const check_input *in, const check *c, check_results *results)
{
    recorders r = {.streams = 0};
    for (uint32_t i = 0; i < in->facts->users.count; ++i) {
        const fact_user *u = FACT_AT(fact_user, in->facts->users, i);
        if (u->active == FACT_YES && u->own != FACT_YES && is_same(u->device, in->device_id))
            add_recorder(&r, u->program);
    }
    if (r.streams == 0)
        return;
    finding *found = finding_add(results, c, in->device_id);
    finding_integer(found, "count", r.streams);
    const char *names = joined(results, &r);
    finding_text(found, "programs", names);
    if (names == NULL)
        finding_set_words(found, "use.by-others.unnamed");
}

/* ---- use.open-failed -------------------------------------------------------------------------------- */

void use_open_failed(const check_input *in, const check *c, check_results *results)
{
    const fact_open *o = &in->facts->open;
    switch (o->result) {
    case FACT_open_result_denied:
    case FACT_open_result_format:
    case FACT_open_result_timeout:
    case FACT_open_result_failed:
        break;
    default: /* ok; busy, exclusive and gone have checks of their own */
        return;
    }
    if (heard_nothing_because_of_us(in->facts)) {
        check_cannot_tell(results, FACT_FAILED);
        return;
    }
    finding *found = finding_add(results, c, opened_id(in));
    finding_text(found, "result", fact_enum_name(&fact_entity_open, OPEN_FIELD_result, o->result));
    finding_text(found, "step", o->step);
    if (o->code != FACT_UNKNOWN)
        finding_integer(found, "code", o->code);
    finding_text(found, "detail", o->text);
    if (o->result == FACT_open_result_denied)
        finding_set_words(found, "use.open-failed.denied");
    else if (o->result == FACT_open_result_timeout)
        finding_set_words(found, "use.open-failed.timeout");
    fixes_steps(found, "reconnect-device", 0);
    fixes_restart_service(found, in->facts);
    inputs_offer_other(found, in->facts, in->device);
}
