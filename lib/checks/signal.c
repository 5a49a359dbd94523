/*
 * mic_diag - stage 90: what the samples hold.
 *
 * A device is not needed: a recorded file is judged by the same rules.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>

#include "checks/fixes.h"
#include "checks/heard.h"
#include "checks/inputs.h"
#include "checks/stages.h"
#include "checks/thresholds.h"

static finding *add(const check_input *in, const check *c, check_results *results)
{
    finding *found = finding_add(results, c, in->device_id);
    finding_real(found, "seconds", heard_seconds(in->facts));
    return found;
}

/* A stream that broke in the middle says nothing about silence. */
static bool heard_to_the_end(const check_input *in, check_results *results)
{
    if (!heard_stream_broke(in->facts))
        return true;
    check_cannot_tell(results, FACT_FAILED);
    return false;
}

/* ---- silence ---------------------------------------------------------------------------------------- */

void signal_digital_silence(const check_input *in, const check *c, check_results *results)
{
    if (!heard_to_the_end(in, results))
        return;
    const heard_kind heard = heard_what(in->facts, in->device);
    if (heard == HEARD_NOTHING_YET) {
        check_cannot_tell(results, FACT_ABSENT);
        return;
    }
    if (heard != HEARD_DIGITAL_SILENCE)
        return;
    finding *found = add(in, c, results);
    finding_real(found, "silence_seconds", heard_silence_seconds(in->facts));
    finding_real(found, "zero_ms", in->facts->signal.zero_ms);
    fixes_steps(found, "mute-switch", 0);
    fixes_settings(found, in->facts, FIXES_PAGE_INPUT);
}

void signal_analog_mute(const check_input *in, const check *c, check_results *results)
{
    if (!heard_to_the_end(in, results))
        return;
    const heard_kind heard = heard_what(in->facts, in->device);
    if (heard == HEARD_NOTHING_YET) {
        check_cannot_tell(results, FACT_ABSENT);
        return;
    }
    if (heard != HEARD_ANALOG_MUTE)
        return;
    finding *found = add(in, c, results);
    finding_real(found, "peak_dbfs", in->facts->signal.peak_dbfs);
    finding_real(found, "rms_dbfs", in->facts->signal.rms_dbfs);
    fixes_steps(found, "mute-switch", 0);
    fixes_steps(found, "plug-fully", 0);
}

void signal_no_speech(const check_input *in, const check *c, check_results *results)
{
    const facts *f = in->facts;
    const heard_kind heard = heard_what(f, in->device);
    if (heard == HEARD_SPEECH)
        return;
    if (!heard_to_the_end(in, results))
        return;
    if (heard != HEARD_LIVE) { /* nothing that speech could be missing from */
        check_cannot_tell(results, FACT_ABSENT);
        return;
    }
    finding *found = add(in, c, results);
    finding_real(found, "peak_dbfs", f->signal.peak_dbfs);
    finding_real(found, "noise_floor_dbfs", f->signal.noise_floor_dbfs);
    finding_real(found, "speech_seconds", f->signal.speech_seconds);
    if (heard_peak(f) < thresholds.cannot_tell_peak) {
        finding_answer(found, "cannot_tell", FACT_YES);
        finding_set_words(found, "signal.no-speech.faint");
        fixes_steps(found, "mute-switch", 0);
    } else if (f->signal.speech_seconds > 0.0) {
        finding_set_words(found, "signal.no-speech.little");
    }
    fixes_steps(found, "speak", 0);
}

/* ---- speech ----------------------------------------------------------------------------------------- */

void signal_too_quiet(const check_input *in, const check *c, check_results *results)
{
    const facts *f = in->facts;
    if (!heard_speech(f)) {
        check_cannot_tell(results, FACT_ABSENT);
        return;
    }
    if (!isfinite(f->signal.active_speech_level_dbov)) {
        check_cannot_tell(results, FACT_WHY(&f->signal, SIGNAL, active_speech_level_dbov));
        return;
    }
    if (!heard_quiet_speech(f))
        return;
    finding *found = add(in, c, results);
    finding_real(found, "speech_dbov", f->signal.active_speech_level_dbov);
    finding_real(found, "threshold_dbov", thresholds.too_quiet_dbov);
    /* A volume at unity or above has no room left that would help. */
    if (in->device != NULL && in->device->volume_db < 0.0)
        fixes_raise_volume(results, found, in->device);
    fixes_steps(found, "come-closer", 0);
    fixes_settings(found, f, FIXES_PAGE_INPUT);
}

/* ---- faults ----------------------------------------------------------------------------------------- */

void signal_clipping(const check_input *in, const check *c, check_results *results)
{
    const fact_signal *s = &in->facts->signal;
    if (!(s->clipped_ratio > thresholds.clipped_ratio) || s->clipped_runs == 0)
        return;
    finding *found = add(in, c, results);
    finding_real(found, "clipped_percent", s->clipped_ratio * 100.0);
    if (s->clipped_runs > 0)
        finding_integer(found, "clipped_runs", s->clipped_runs);
    fixes_steps(found, "lower-volume", 0);
    fixes_settings(found, in->facts, FIXES_PAGE_INPUT);
}

void signal_dc_offset(const check_input *in, const check *c, check_results *results)
{
    const double offset = in->facts->signal.dc_offset;
    if (!(fabs(offset) > thresholds.dc_offset))
        return;
    if (in->facts->signal.seconds < thresholds.speech_settled_seconds) {
        check_cannot_tell(results, FACT_ABSENT); /* the mean of a syllable is no offset */
        return;
    }
    finding *found = add(in, c, results);
    finding_real(found, "dc_offset", offset);
    finding_real(found, "offset_percent", fabs(offset) * 100.0);
    fixes_steps(found, "other-port", 0);
}

void signal_stuck(const check_input *in, const check *c, check_results *results)
{
    const fact_signal *s = &in->facts->signal;
    if (!(s->stuck_now_ms >= thresholds.stuck_ms))
        return;
    finding *found = add(in, c, results);
    finding_real(found, "stuck_ms", s->stuck_now_ms);
    finding_real(found, "stuck_value", s->stuck_value);
    fixes_steps(found, "reconnect-device", 0);
    fixes_restart_service(found, in->facts);
}

void signal_dead_channel(const check_input *in, const check *c, check_results *results)
{
    const fact_list *channels = &in->facts->signal.channel_metrics;
    uint32_t dead = 0, unknown = 0, first = 0;
    for (uint32_t i = 0; i < channels->count; ++i) {
        const int32_t answer = FACT_AT(fact_channel, *channels, i)->dead;
        if (answer == FACT_UNKNOWN)
            ++unknown;
        else if (answer == FACT_YES && dead++ == 0)
            first = i + 1;
    }
    if (!heard_speech(in->facts) || channels->count == 0 || unknown == channels->count) {
        if (in->facts->signal.channels == 1)
            check_skip(results, "mono");
        else
            check_cannot_tell(results, FACT_ABSENT);
        return;
    }
    if (dead == 0 || dead == channels->count)
        return;
    finding *found = add(in, c, results);
    if (channels->count > thresholds.dead_channel_channels)
        finding_set_severity(found, CHECK_INFO);
    finding_integer(found, "channel", first);
    finding_integer(found, "dead_channels", dead);
    finding_integer(found, "channels", channels->count);
    fixes_steps(found, "check-channel", 0);
}

void signal_invalid(const check_input *in, const check *c, check_results *results)
{
    const int64_t count = in->facts->signal.invalid_samples;
    if (count == 0)
        return;
    finding *found = add(in, c, results);
    finding_integer(found, "invalid_samples", count);
    fixes_steps(found, "reconnect-device", 0);
    fixes_restart_service(found, in->facts);
}
