/*
 * mic_diag - stage 30: hardware, its drivers, and the way to them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "checks/fixes.h"
#include "checks/inputs.h"
#include "checks/stages.h"

static uint32_t microphones(const facts *f)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < f->devices.count; ++i)
        count += inputs_is_microphone(FACT_AT(fact_device, f->devices, i)) ? 1u : 0u;
    return count;
}

/* No server that could be reached, and none was named: there is nothing that could have a device of its own.
 */
static bool no_server_at_all(const fact_service *s)
{
    return (s->state == FACT_service_state_absent || s->state == FACT_service_state_refused ||
            s->state == FACT_service_state_stopped) &&
           s->address_given != FACT_YES;
}

void driver_no_hardware(const check_input *in, const check *c, check_results *results)
{
    const facts *f = in->facts;
    if (microphones(f) > 0)
        return;
    for (uint32_t i = 0; i < f->cards.count; ++i) {
        const int32_t captures = inputs_card_captures(FACT_AT(fact_card, f->cards, i));
        if (captures == FACT_YES)
            return;
        if (captures == FACT_UNKNOWN) {
            check_cannot_tell(results, FACT_UNSUPPORTED);
            return;
        }
    }
    if (!inputs_list_complete(&f->cards)) {
        check_cannot_tell(results, (fact_why)f->cards.mark.why);
        return;
    }
    if (f->service.state == FACT_service_state_hung) {
        check_cannot_tell(results, FACT_TIMEOUT);
        return;
    }
    if (f->devices.mark.why != FACT_KNOWN && !no_server_at_all(&f->service)) {
        check_cannot_tell(results, (fact_why)f->devices.mark.why);
        return;
    }
    /* Bluetooth and network microphones only come with a session manager. */
    if (f->service.session_manager == FACT_NO) {
        check_cannot_tell(results, FACT_ABSENT);
        return;
    }
    finding *found = finding_add(results, c, NULL);
    finding_integer(found, "cards", f->cards.count);
    fixes_steps(found, "connect-microphone", 0);
}

void driver_node_no_access(const check_input *in, const check *c, check_results *results)
{
    const facts *f = in->facts;
    if (f->permission.nodes_readable == FACT_YES)
        return;
    /* A server that records for us has an access of its own. */
    for (uint32_t i = 0; i < f->devices.count; ++i) {
        const fact_device *d = FACT_AT(fact_device, f->devices, i);
        if (inputs_is_usable(d) && d->virtual != FACT_YES)
            return;
    }
    finding *found = finding_add(results, c, NULL);
    finding_text(found, "node", f->permission.node != NULL ? f->permission.node : "/dev/snd");
    fixes_steps(found, "audio-group", FIX_NEEDS_ADMIN);
}
