/*
 * mic_diag - what listening brought, in the terms that several checks share.
 *
 * SPDX-License-Identifier: MIT
 */
#include "checks/heard.h"

#include <math.h>
#include <string.h>

#include "checks/check.h"
#include "checks/thresholds.h"

bool heard_speech(const facts *f)
{
    const fact_signal *s = &f->signal;
    /* The level of one word may be that of the pause after it: quiet speech is believed later. */
    return s->speech_seconds >= thresholds.speech_judged_seconds ||
           (s->speech_seconds >= thresholds.speech_heard_seconds &&
            s->active_speech_level_dbov >= thresholds.speech_clear_dbov);
}

bool heard_quiet_speech(const facts *f)
{
    return heard_speech(f) && f->signal.active_speech_level_dbov < thresholds.too_quiet_dbov;
}

bool heard_good_speech(const facts *f)
{
    return heard_speech(f) && f->signal.active_speech_level_dbov >= thresholds.too_quiet_dbov;
}

double heard_seconds(const facts *f)
{
    const double judged = f->signal.seconds;
    const double streamed = f->stream.seconds; /* with the start that the analyzer leaves out */
    if (!isfinite(streamed) || !isfinite(judged))
        return judged;
    return fmin(streamed, judged + thresholds.settling_seconds);
}

/* The larger of two figures of which either may be unknown; 0 if both are. */
static double larger(double a, double b)
{
    const double x = isfinite(a) ? a : 0.0;
    const double y = isfinite(b) ? b : 0.0;
    return x > y ? x : y;
}

double heard_silence_seconds(const facts *f)
{
    const fact_signal *s = &f->signal;
    const double run = larger(larger(s->zero_ms, s->zero_now_ms), s->silent_ms) / 1000.0;
    if (!isfinite(s->seconds))
        return run;
    if (run < s->seconds * thresholds.silent_share)
        return 0.0;
    const double before = s->seconds - run;
    /* Silent from the first judged frame on: the start that was left out counts as well, unless speech was in
     * it. */
    return before < 0.02 && !(s->speech_seconds > 0.0) ? heard_seconds(f) : run;
}

static double peak_without_offset(double peak_dbfs, double offset)
{
    const double peak = pow(10.0, peak_dbfs / 20.0);
    return isfinite(offset) ? fmax(peak - fabs(offset), 0.0) : peak;
}

double heard_peak(const facts *f)
{
    double peak = NAN;
    const fact_list *channels = &f->signal.channel_metrics;
    for (uint32_t i = 0; i < channels->count; ++i) {
        const fact_channel *c = FACT_AT(fact_channel, *channels, i);
        if (isfinite(c->peak_dbfs))
            peak = fmax(peak, peak_without_offset(c->peak_dbfs, c->dc_offset));
    }
    if (isfinite(peak) || !isfinite(f->signal.peak_dbfs))
        return peak;
    return peak_without_offset(f->signal.peak_dbfs, f->signal.dc_offset);
}

static bool is_analog_mute(const facts *f)
{
    return heard_seconds(f) >= thresholds.analog_mute_seconds &&
           heard_peak(f) <= thresholds.analog_mute_peak &&
           f->signal.rms_dbfs < thresholds.analog_mute_rms_dbfs;
}

heard_kind heard_what(const facts *f, const fact_device *device)
{
    if (heard_speech(f))
        return HEARD_SPEECH;
    if (f->signal.stuck_now_ms >= thresholds.stuck_ms)
        return HEARD_STUCK;
    const bool bluetooth = device != NULL && device->transport == FACT_bus_bluetooth;
    const double silence = heard_silence_seconds(f);
    if (silence >=
        (bluetooth ? thresholds.digital_silence_bluetooth_seconds : thresholds.digital_silence_seconds))
        return HEARD_DIGITAL_SILENCE;
    if (silence > 0.0)
        return HEARD_NOTHING_YET;
    if (is_analog_mute(f))
        return HEARD_ANALOG_MUTE;
    return heard_seconds(f) >= thresholds.no_speech_seconds ? HEARD_LIVE : HEARD_NOTHING_YET;
}

bool heard_stream_lost(const facts *f)
{
    return f->stream.lost == FACT_YES || f->stream.moved_to != NULL ||
           f->open.result == FACT_open_result_gone;
}

bool heard_stream_stalled(const facts *f)
{
    return f->stream.stalled_ms > thresholds.stalled_ms && f->stream.frames != 0 && !heard_stream_lost(f);
}

bool heard_stream_broke(const facts *f)
{
    return heard_stream_lost(f) || heard_stream_stalled(f);
}

bool heard_nothing_because_of_us(const facts *f)
{
    const fact_probe *p = facts_find_probe(f, "capture");
    if (p == NULL)
        return false;
    switch (p->status) {
    case FACT_probe_status_crashed:
    case FACT_probe_status_missing:
    case FACT_probe_status_protocol:
    case FACT_probe_status_cancelled:
        return true;
    case FACT_probe_status_timeout:
        return p->alive != FACT_YES;
    default:
        return false;
    }
}
