/*
 * mic_diag - stage 00: the surroundings a program runs in.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "checks/fixes.h"
#include "checks/inputs.h"
#include "checks/stages.h"

/* Steam's runtime calls itself a container and passes sound on. */
static bool is_closed_container(const char *container)
{
    return strcmp(container, "none") != 0 && strcmp(container, "steam") != 0 && *container != '\0';
}

void environment_container(const check_input *in, const check *c, check_results *results)
{
    const facts *f = in->facts;
    if (!is_closed_container(f->system.container))
        return;
    const int32_t state = f->service.state;
    if (state == FACT_UNKNOWN) {
        check_cannot_tell(results, FACT_WHY(&f->service, SERVICE, state));
        return;
    }
    if (state == FACT_service_state_running || state == FACT_service_state_hung ||
        f->service.address_given == FACT_YES || f->permission.nodes_readable == FACT_YES)
        return;
    finding *found = finding_add(results, c, NULL);
    /* Without a card in sight the host may have no microphone either: then this is only a likely reason. */
    if (f->cards.count == 0)
        finding_set_severity(found, CHECK_WARNING);
    finding_text(found, "container", f->system.container);
    fixes_steps(found, "container-sound", 0);
}

/* It becomes part of a command that a person may copy: an id as flatpak and snap allow them, nothing else. */
static bool is_plain_id(const char *id)
{
    if (id == NULL || *id == '\0' || *id == '-')
        return false;
    for (; *id != '\0'; ++id) {
        const bool letter = (*id >= 'a' && *id <= 'z') || (*id >= 'A' && *id <= 'Z');
        if (!letter && !(*id >= '0' && *id <= '9') && *id != '.' && *id != '-' && *id != '_')
            return false;
    }
    return true;
}

void environment_sandbox(const check_input *in, const check *c, check_results *results)
{
    const fact_system *s = &in->facts->system;
    if (s->sandbox == FACT_sandbox_none)
        return;
    if (s->sandbox_allows_microphone == FACT_UNKNOWN) {
        check_cannot_tell(results, FACT_WHY(s, SYSTEM, sandbox_allows_microphone));
        return;
    }
    if (s->sandbox_allows_microphone == FACT_YES)
        return;
    finding *found = finding_add(results, c, NULL);
    finding_text(found, "sandbox", fact_enum_name(&fact_entity_system, SYSTEM_FIELD_sandbox, s->sandbox));
    finding_text(found, "application", s->sandbox_id);
    const char *steps = "sandbox-permission";
    if (s->sandbox == FACT_sandbox_flatpak && is_plain_id(s->sandbox_id))
        steps = "flatpak-permission";
    else if (s->sandbox == FACT_sandbox_snap && is_plain_id(s->sandbox_id))
        steps = "snap-permission";
    fixes_steps(found, steps, 0);
}
