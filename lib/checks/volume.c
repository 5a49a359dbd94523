/*
 * mic_diag - stage 60: mute and volume in the system's settings.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>

#include "checks/fixes.h"
#include "checks/heard.h"
#include "checks/inputs.h"
#include "checks/stages.h"
#include "checks/thresholds.h"

void volume_muted(const check_input *in, const check *c, check_results *results)
{
    const fact_device *d = in->device;
    if (d->muted == FACT_NO)
        return;
    finding *found = finding_add(results, c, d->id);
    finding_text(found, "name", inputs_device_name(d));
    if (in->speech_heard)
        finding_set_words(found, "volume.muted.contradicted");
    fixes_unmute(found, d);
    fixes_settings(found, in->facts, FIXES_PAGE_INPUT);
}

void volume_zero(const check_input *in, const check *c, check_results *results)
{
    const fact_device *d = in->device;
    if (d->volume_db > thresholds.volume_zero_db)
        return;
    finding *found = finding_add(results, c, d->id);
    finding_text(found, "name", inputs_device_name(d));
    finding_real(found, "volume_db", d->volume_db);
    if (in->speech_heard)
        finding_set_words(found, "volume.zero.contradicted");
    fixes_raise_volume(results, found, d);
    fixes_settings(found, in->facts, FIXES_PAGE_INPUT);
}

/* What was heard makes it the trouble; or nobody could be heard at such a volume. */
static bool is_trouble(const facts *f, const fact_device *d)
{
    switch (heard_what(f, d)) {
    case HEARD_SPEECH:
        return heard_quiet_speech(f);
    case HEARD_DIGITAL_SILENCE:
    case HEARD_ANALOG_MUTE:
        return true;
    case HEARD_NOTHING_YET:
    case HEARD_STUCK:
    case HEARD_LIVE:
        break;
    }
    return d->volume_db < thresholds.volume_inaudible_db;
}

void volume_low(const check_input *in, const check *c, check_results *results)
{
    const fact_device *d = in->device;
    if (d->volume_db >= thresholds.volume_low_db || d->volume_db <= thresholds.volume_zero_db)
        return;
    finding *found = finding_add(results, c, d->id);
    finding_text(found, "name", inputs_device_name(d));
    finding_real(found, "volume_db", d->volume_db);
    if (heard_good_speech(in->facts) && in->speech_heard) {
        finding_contradict(found);
        finding_set_words(found, "volume.low.contradicted");
    } else if (is_trouble(in->facts, d)) {
        finding_set_severity(found, CHECK_PROBLEM);
    }
    fixes_raise_volume(results, found, d);
    fixes_settings(found, in->facts, FIXES_PAGE_INPUT);
}
