/*
 * mic_diag - stage 80: does sound flow?
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>

#include "checks/fixes.h"
#include "checks/heard.h"
#include "checks/inputs.h"
#include "checks/stages.h"

static const char *stream_device(const check_input *in)
{
    if (in->device_id != NULL)
        return in->device_id;
    return in->facts->stream.device != NULL ? in->facts->stream.device : in->facts->open.device;
}

/* Only an open microphone can deliver; and what our own helper failed to bring says nothing about it. */
static bool may_judge(const check_input *in, check_results *results)
{
    if (in->facts->open.result != FACT_open_result_ok) {
        check_cannot_tell(results, FACT_FAILED);
        return false;
    }
    return true;
}

void stream_no_data(const check_input *in, const check *c, check_results *results)
{
    const fact_stream *s = &in->facts->stream;
    if (s->frames > 0)
        return;
    if (!may_judge(in, results))
        return;
    if (heard_stream_lost(in->facts) || heard_nothing_because_of_us(in->facts) ||
        !(s->waited_ms >= checks_first_frame_ms(in->device))) {
        check_cannot_tell(results, FACT_FAILED);
        return;
    }
    finding *found = finding_add(results, c, stream_device(in));
    finding_text(found, "name", inputs_device_name(in->device));
    finding_text(found, "name", stream_device(in));
    finding_real(found, "waited_ms", s->waited_ms);
    fixes_steps(found, "reconnect-device", 0);
    fixes_restart_service(found, in->facts);
    inputs_offer_other(found, in->facts, in->device);
}

void stream_stalled(const check_input *in, const check *c, check_results *results)
{
    const fact_stream *s = &in->facts->stream;
    if (!may_judge(in, results))
        return;
    if (heard_nothing_because_of_us(in->facts)) {
        check_cannot_tell(results, FACT_FAILED);
        return;
    }
    if (!heard_stream_stalled(in->facts))
        return;
    finding *found = finding_add(results, c, stream_device(in));
    finding_text(found, "name", inputs_device_name(in->device));
    finding_text(found, "name", stream_device(in));
    finding_real(found, "stalled_ms", s->stalled_ms);
    finding_real(found, "seconds", s->seconds);
    fixes_restart_service(found, in->facts);
    fixes_steps(found, "reconnect-device", 0);
}

void stream_device_lost(const check_input *in, const check *c, check_results *results)
{
    const facts *f = in->facts;
    if (!heard_stream_lost(f)) {
        if (f->open.result != FACT_open_result_ok)
            check_cannot_tell(results, FACT_FAILED);
        else if (f->stream.lost == FACT_UNKNOWN && f->stream.frames < 0)
            check_cannot_tell(results, FACT_WHY(&f->stream, STREAM, lost));
        return;
    }
    finding *found = finding_add(results, c, stream_device(in));
    finding_text(found, "name", inputs_device_name(in->device));
    finding_text(found, "name", stream_device(in));
    finding_text(found, "moved_to", f->stream.moved_to);
    finding_text(found, "detail", f->stream.lost_reason);
    finding_real(found, "seconds", f->stream.seconds);
    if (f->open.result == FACT_open_result_gone)
        finding_set_words(found, "stream.device-lost.before");
    else if (f->stream.moved_to != NULL)
        finding_set_words(found, "stream.device-lost.moved");
    fixes_steps(found, "reconnect-device", 0);
    inputs_offer_other(found, f, in->device);
}
