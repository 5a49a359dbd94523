/*
 * mic_diag - stage A8: the hardware itself, once everything else is ruled out.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "checks/fixes.h"
#include "checks/heard.h"
#include "checks/inputs.h"
#include "checks/stages.h"

/* What must have been looked at, and be clean. */
static const char *const ruled_out[] = {
    "service.unreachable", "default.is-monitor", "default.is-virtual", "volume.muted",       "volume.zero",
    "volume.low",          "use.busy",           "use.open-failed",    "stream.device-lost", "stream.stalled",
};
enum { RULED_OUT_COUNT = sizeof ruled_out / sizeof ruled_out[0], LIST_SIZE = 256 };

/* Silence is what this check explains; the rest must not have been found wrong. */
static bool is_its_consequence(const check *c, const char *id)
{
    for (const char *const *e = c->explains; *e != NULL; ++e)
        if (strcmp(*e, id) == 0)
            return true;
    return false;
}

static bool something_else_is_wrong(const check *c, const check_results *results)
{
    for (uint32_t i = 0; i < checks_finding_count(results); ++i) {
        const finding *f = checks_finding(results, i);
        if (f->severity > CHECK_INFO && !is_its_consequence(c, f->check->id))
            return true;
    }
    return false;
}

static const char *list_of(check_results *results)
{
    char text[LIST_SIZE];
    size_t length = 0;
    for (int i = 0; i < RULED_OUT_COUNT; ++i) {
        const size_t size = strlen(ruled_out[i]);
        if (length + 2 + size >= sizeof text)
            break;
        if (length > 0) {
            memcpy(text + length, ", ", 2);
            length += 2;
        }
        memcpy(text + length, ruled_out[i], size);
        length += size;
    }
    text[length] = '\0';
    return check_copy_text(results, text);
}

void hardware_suspected(const check_input *in, const check *c, check_results *results)
{
    const facts *f = in->facts;
    const heard_kind heard = heard_what(f, in->device);
    if (heard == HEARD_NOTHING_YET) {
        check_cannot_tell(results, FACT_ABSENT);
        return;
    }
    if (heard != HEARD_DIGITAL_SILENCE && heard != HEARD_ANALOG_MUTE)
        return;
    for (int i = 0; i < RULED_OUT_COUNT; ++i)
        if (check_status_of(results, ruled_out[i]) != CHECK_PASSED) {
            check_cannot_tell(results, FACT_FAILED);
            return;
        }
    if (f->host.prompted != FACT_YES || something_else_is_wrong(c, results)) {
        check_cannot_tell(results, FACT_FAILED);
        return;
    }
    finding *found = finding_add(results, c, in->device->id);
    finding_text(found, "name", inputs_device_name(in->device));
    finding_text(found, "ruled_out", list_of(results));
    finding_real(found, "peak_dbfs", f->signal.peak_dbfs);
    finding_real(found, "seconds", heard_seconds(f));
    fixes_steps(found, "hardware-steps", 0);
    inputs_offer_other(found, f, in->device);
}
