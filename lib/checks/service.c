/*
 * mic_diag - stage 10: the sound service.
 *
 * SPDX-License-Identifier: MIT
 */
#include "checks/fixes.h"
#include "checks/inputs.h"
#include "checks/stages.h"

void service_unreachable(const check_input *in, const check *c, check_results *results)
{
    const facts *f = in->facts;
    const int32_t state = f->service.state;
    if (state == FACT_service_state_running)
        return;
    if (state == FACT_service_state_hung) { /* reached, and silent: probe.timeout */
        check_cannot_tell(results, FACT_TIMEOUT);
        return;
    }
    /* A computer without any sound card need not have a sound server: driver.no-hardware says so. */
    if (f->service.address_given != FACT_YES && f->cards.count == 0 && inputs_list_complete(&f->cards)) {
        check_skip(results, "absent");
        return;
    }
    finding *found = finding_add(results, c, NULL);
    finding_text(found, "state", fact_enum_name(&fact_entity_service, SERVICE_FIELD_state, state));
    finding_text(found, "error", f->service.error);
    finding_answer(found, "address_given", f->service.address_given);
    if (f->service.address_given == FACT_YES) {
        finding_set_words(found, "service.unreachable.address");
        fixes_steps(found, "check-server-address", 0);
    }
    fixes_restart_service(found, f);
}

void service_session_manager_missing(const check_input *in, const check *c, check_results *results)
{
    const fact_service *s = &in->facts->service;
    if (s->kind != FACT_service_kind_pipewire) {
        check_skip(results, "unsupported");
        return;
    }
    if (s->state != FACT_service_state_running) {
        check_cannot_tell(results, FACT_ABSENT);
        return;
    }
    if (s->session_manager == FACT_UNKNOWN) {
        check_cannot_tell(results, FACT_WHY(s, SERVICE, session_manager));
        return;
    }
    if (s->session_manager == FACT_YES)
        return;
    finding *found = finding_add(results, c, NULL);
    finding_text(found, "version", s->version);
    fixes_steps(found, "start-session-manager", FIX_INTERRUPTS_SOUND);
}
