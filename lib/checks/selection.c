/*
 * mic_diag - stage 50: which microphone is meant.
 *
 * SPDX-License-Identifier: MIT
 */
#include "checks/fixes.h"
#include "checks/heard.h"
#include "checks/inputs.h"
#include "checks/stages.h"
#include "checks/thresholds.h"

void default_none(const check_input *in, const check *c, check_results *results)
{
    const facts *f = in->facts;
    if (f->selection.chosen != NULL) {
        check_skip(results, "chosen");
        return;
    }
    if (in->device != NULL)
        return;
    const int32_t service = f->service.state;
    if (service != FACT_UNKNOWN && service != FACT_service_state_running) { /* nobody could have told one */
        check_cannot_tell(results, service == FACT_service_state_hung ? FACT_TIMEOUT : FACT_ABSENT);
        return;
    }
    /* A default that is in no list is none: its device has gone. */
    const fact_why why = in->device_id == NULL ? FACT_WHY(&f->selection, SELECTION, default_) : FACT_ABSENT;
    if (why != FACT_ABSENT || (in->device_id != NULL && f->devices.mark.why != FACT_KNOWN)) {
        check_cannot_tell(results, why != FACT_ABSENT ? why : (fact_why)f->devices.mark.why);
        return;
    }
    finding *found = finding_add(results, c, NULL);
    finding_text(found, "configured", f->selection.configured);
    finding_text(found, "configured", in->device_id);
    inputs_offer_other(found, f, NULL);
    fixes_settings(found, f, FIXES_PAGE_INPUT);
}

void default_is_monitor(const check_input *in, const check *c, check_results *results)
{
    const fact_device *d = in->device;
    if (d->monitor == FACT_NO)
        return;
    finding *found = finding_add(results, c, d->id);
    finding_text(found, "name", inputs_device_name(d));
    inputs_offer_other(found, in->facts, d);
    fixes_settings(found, in->facts, FIXES_PAGE_INPUT);
}

/* Another reason for silence is known already, or nothing is silent. */
static bool is_likely_reason(const facts *f, const fact_device *d)
{
    const heard_kind heard = heard_what(f, d);
    return (heard == HEARD_DIGITAL_SILENCE || heard == HEARD_ANALOG_MUTE) && !heard_stream_broke(f) &&
           d->muted != FACT_YES && !(d->volume_db < thresholds.volume_low_db);
}

void default_is_virtual(const check_input *in, const check *c, check_results *results)
{
    const fact_device *d = in->device;
    if (d->monitor == FACT_YES) {
        check_skip(results, "monitor");
        return;
    }
    if (d->virtual == FACT_NO)
        return;
    finding *found = finding_add(results, c, d->id);
    finding_text(found, "name", inputs_device_name(d));
    if (!is_likely_reason(in->facts, d)) {
        finding_set_severity(found, CHECK_INFO);
        return;
    }
    finding_set_words(found, "default.is-virtual.silent");
    fixes_steps(found, "feed-virtual", 0);
    inputs_offer_other(found, in->facts, d);
    fixes_settings(found, in->facts, FIXES_PAGE_INPUT);
}

void default_chosen_gone(const check_input *in, const check *c, check_results *results)
{
    const facts *f = in->facts;
    const fact_selection *s = &f->selection;
    if (s->chosen == NULL) {
        check_skip(results, "not-chosen");
        return;
    }
    if (in->device != NULL && in->device->state != FACT_device_state_absent)
        return;
    finding *found = finding_add(results, c, s->chosen);
    finding_text(found, "name", s->chosen_name != NULL ? s->chosen_name : s->chosen);
    finding_text(found, "chosen", s->chosen);
    finding_text(found, "candidate", s->candidate);
    const fact_device *candidate = s->candidate == NULL ? NULL : facts_find_device(f, s->candidate);
    if (candidate != NULL) {
        finding_set_words(found, "default.chosen-gone.candidate");
        fixes_choose_device(found, candidate);
        finding_text(found, "other", inputs_device_name(candidate));
    } else {
        inputs_offer_other(found, f, in->device);
    }
    fixes_steps(found, "reconnect-device", 0);
}
