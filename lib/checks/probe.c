/*
 * mic_diag - stage 00: did looking work at all?
 *
 * A sound server that does not answer is a finding about the system. A helper of ours that hangs, is missing,
 * crashes or talks nonsense is a finding about ourselves: it leaves us unsure, and blames nobody.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "checks/fixes.h"
#include "checks/heard.h"
#include "checks/inputs.h"
#include "checks/stages.h"

static const fact_probe *probe_with(const facts *f, int32_t status)
{
    for (uint32_t i = 0; i < f->probes.count; ++i) {
        const fact_probe *p = FACT_AT(fact_probe, f->probes, i);
        if (p->status == status)
            return p;
    }
    return NULL;
}

/* Whether looking brought enough to go on with. */
static bool learned_anything(const check_input *in)
{
    return in->facts->devices.mark.why == FACT_KNOWN || heard_speech(in->facts);
}

/* Without the list of probes nothing can be said, not even that all went well. */
static void pass_if_asked(const check_input *in, check_results *results)
{
    if (in->facts->probes.mark.why != FACT_KNOWN)
        check_cannot_tell(results, (fact_why)in->facts->probes.mark.why);
}

static finding *add(const check_input *in, const check *c, check_results *results, const fact_probe *p)
{
    finding *f = finding_add(results, c, NULL);
    finding_set_severity(f, learned_anything(in) ? CHECK_INFO : CHECK_PROBLEM);
    if (p == NULL)
        return f;
    finding_text(f, "probe", p->name);
    finding_text(f, "step", p->step != NULL && *p->step != '\0' ? p->step : p->name);
    finding_real(f, "ms", p->ms);
    if (p->signal >= 0)
        finding_integer(f, "signal", p->signal);
    if (p->code >= 0)
        finding_integer(f, "code", p->code);
    finding_text(f, "detail", p->text);
    return f;
}

/* ---- probe.timeout ---------------------------------------------------------------------------------- */

/* A call into the system hung while our side still answered. */
static bool system_hung(const facts *f, const fact_probe *p)
{
    if (p->status != FACT_probe_status_timeout || p->alive != FACT_YES)
        return false;
    /* An open stream that went quiet is a matter of the stream's own checks. */
    return !(p->name != NULL && strcmp(p->name, "capture") == 0 && f->open.result == FACT_open_result_ok);
}

static const fact_probe *hung_in_system(const facts *f)
{
    for (uint32_t i = 0; i < f->probes.count; ++i)
        if (system_hung(f, FACT_AT(fact_probe, f->probes, i)))
            return FACT_AT(fact_probe, f->probes, i);
    return NULL;
}

static const fact_probe *hung_in_us(const facts *f)
{
    for (uint32_t i = 0; i < f->probes.count; ++i) {
        const fact_probe *p = FACT_AT(fact_probe, f->probes, i);
        if (p->status == FACT_probe_status_timeout && p->alive != FACT_YES)
            return p;
    }
    return NULL;
}

static void add_hung_system(const check_input *in, const check *c, check_results *results,
                            const fact_probe *p)
{
    const facts *f = in->facts;
    finding *found = add(in, c, results, p);
    if (found == NULL)
        return;
    found->about_ourselves = false;
    finding_text(found, "step", "connect");
    if (in->speech_heard)
        finding_contradict(found);
    else if (f->service.state == FACT_service_state_hung || f->open.result == FACT_open_result_timeout ||
             !learned_anything(in))
        finding_set_severity(found, CHECK_PROBLEM);
    else
        finding_set_severity(found, CHECK_WARNING);
    fixes_restart_service(found, f);
    fixes_steps(found, "reconnect-device", 0);
}

void probe_timeout(const check_input *in, const check *c, check_results *results)
{
    const fact_probe *p = hung_in_system(in->facts);
    if (p != NULL || in->facts->service.state == FACT_service_state_hung) {
        add_hung_system(in, c, results, p);
        return;
    }
    p = hung_in_us(in->facts);
    if (p == NULL) {
        pass_if_asked(in, results);
        return;
    }
    finding *f = add(in, c, results, p);
    finding_set_words(f, "probe.timeout.ourselves");
    fixes_steps(f, "try-again", 0);
}

/* ---- the others ------------------------------------------------------------------------------------- */

void probe_missing(const check_input *in, const check *c, check_results *results)
{
    const fact_probe *p = probe_with(in->facts, FACT_probe_status_missing);
    if (p == NULL)
        pass_if_asked(in, results);
    else
        fixes_steps(add(in, c, results, p), "reinstall", 0);
}

void probe_crashed(const check_input *in, const check *c, check_results *results)
{
    const fact_probe *p = probe_with(in->facts, FACT_probe_status_crashed);
    if (p == NULL)
        pass_if_asked(in, results);
    else
        fixes_steps(add(in, c, results, p), "try-again", 0);
}

void probe_protocol(const check_input *in, const check *c, check_results *results)
{
    const fact_probe *p = probe_with(in->facts, FACT_probe_status_protocol);
    if (p == NULL)
        pass_if_asked(in, results);
    else
        fixes_steps(add(in, c, results, p), "reinstall", 0);
}
