/*
 * mic_diag - the verdict.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "checks/results.h"

/* About the system, or about the device that is meant. */
static bool concerns_us(const check_results *results, const finding *f)
{
    const char *meant = results->input.device_id;
    return f->device == NULL || meant == NULL || strcmp(f->device, meant) == 0;
}

int32_t verdict_of(const check_results *results)
{
    bool flaw = false;
    for (uint32_t i = 0; i < results->count; ++i) {
        const finding *f = results->findings[i];
        if (!concerns_us(results, f) || f->severity < CHECK_WARNING)
            continue;
        if (f->severity == CHECK_PROBLEM && !f->contradicted && !f->about_ourselves)
            return VERDICT_BROKEN;
        flaw = true;
    }
    if (!results->input.speech_heard)
        return VERDICT_UNSURE;
    return flaw ? VERDICT_WORKS_BADLY : VERDICT_WORKS;
}
