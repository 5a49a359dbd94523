/*
 * mic_diag - fixes on a simulated computer: applied, verified, taken back; stale, foreign and unknown keys refused.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "mic_diag.h"

static mic_diag_report *look(mic_diag_context *ctx)
{
    mic_diag_options options;
    mic_diag_options_init(&options, sizeof options);
    options.listen_ms = 0;
    mic_diag_report *report = NULL;
    CHECK(mic_diag_diagnose(ctx, &options, &report) == MIC_DIAG_OK);
    return report;
}

/* The key of the first fix that changes something, of a finding; NULL: there is none. To be freed. */
static char *key_of(const mic_diag_report *report, const char *id)
{
    for (uint32_t i = 0; i < mic_diag_report_finding_count(report); i++) {
        const mic_diag_finding *finding = mic_diag_report_finding(report, i);
        for (uint32_t k = 0; k < mic_diag_finding_fix_count(finding); k++) {
            const mic_diag_fix *fix = mic_diag_finding_fix(finding, k);
            if (strcmp(mic_diag_finding_id(finding), id) == 0 &&
                mic_diag_fix_get_kind(fix) == MIC_DIAG_FIX_CHANGE) {
                const char *key = mic_diag_fix_key(fix);
                CHECK(mic_diag_fix_flags(fix) & MIC_DIAG_FIX_CAN_UNDO);
                char *copy = malloc(strlen(key) + 1);
                return copy ? strcpy(copy, key) : NULL;
            }
        }
    }
    return NULL;
}

static bool has(mic_diag_context *ctx, const char *id)
{
    mic_diag_report *report = look(ctx);
    bool found = false;
    for (uint32_t i = 0; i < mic_diag_report_finding_count(report); i++) {
        found |= strcmp(mic_diag_finding_id(mic_diag_report_finding(report, i)), id) == 0;
    }
    mic_diag_report_free(report);
    return found;
}

static void applied_and_taken_back(const char *scenario)
{
    mic_diag_context *ctx = NULL;
    CHECK(mic_diag_context_create_simulated(NULL, &ctx) == MIC_DIAG_OK);
    CHECK(mic_diag_simulate(ctx, scenario) == MIC_DIAG_OK);
    mic_diag_report *report = look(ctx);
    char *key = key_of(report, scenario);
    mic_diag_report_free(report); /* the key outlives its report */
    if (CHECK(key != NULL)) {
        CHECK(mic_diag_fix_undo(ctx, key) == MIC_DIAG_ERROR_NOT_FOUND);
        CHECK(mic_diag_fix_apply(ctx, key) == MIC_DIAG_OK);
        CHECK(!has(ctx, scenario));
        CHECK(mic_diag_fix_apply(ctx, key) == MIC_DIAG_ERROR_STALE);
        CHECK(mic_diag_fix_undo(ctx, key) == MIC_DIAG_OK);
        CHECK(has(ctx, scenario));
        CHECK(mic_diag_fix_undo(ctx, key) == MIC_DIAG_ERROR_NOT_FOUND);
        mic_diag_context *real = NULL;
        CHECK(mic_diag_context_create(NULL, &real) == MIC_DIAG_OK);
        CHECK(mic_diag_fix_apply(real, key) == MIC_DIAG_ERROR_INVALID);
        mic_diag_context_free(real);
    }
    free(key);
    mic_diag_context_free(ctx);
}

static void not_undone_when_somebody_else_changed_it(void)
{
    mic_diag_context *ctx = NULL;
    CHECK(mic_diag_context_create_simulated(NULL, &ctx) == MIC_DIAG_OK);
    CHECK(mic_diag_simulate(ctx, "volume.muted") == MIC_DIAG_OK);
    mic_diag_facts *facts = NULL;
    CHECK(mic_diag_facts_read(ctx, 0, &facts) == MIC_DIAG_OK);
    char step[256] = "";
    for (uint32_t i = 0; i < mic_diag_device_count(facts); i++) {
        const mic_diag_device *device = mic_diag_device_at(facts, i);
        if (mic_diag_device_is_default(device) == MIC_DIAG_YES) {
            snprintf(step, sizeof step, "mute %s", mic_diag_device_id(device));
        }
    }
    mic_diag_facts_free(facts);
    mic_diag_report *report = look(ctx);
    char *key = key_of(report, "volume.muted");
    mic_diag_report_free(report);
    if (CHECK(key != NULL)) {
        CHECK(mic_diag_fix_apply(ctx, key) == MIC_DIAG_OK);
        CHECK(mic_diag_simulate(ctx, step) == MIC_DIAG_OK);
        CHECK(mic_diag_fix_undo(ctx, key) == MIC_DIAG_ERROR_STALE);
    }
    free(key);
    mic_diag_context_free(ctx);
}

static void in_the_background(void)
{
    mic_diag_context *ctx = NULL;
    CHECK(mic_diag_context_create_simulated(NULL, &ctx) == MIC_DIAG_OK);
    CHECK(mic_diag_simulate(ctx, "volume.zero") == MIC_DIAG_OK);
    mic_diag_report *report = look(ctx);
    char *key = key_of(report, "volume.zero");
    mic_diag_report_free(report);
    if (CHECK(key != NULL) && CHECK(mic_diag_fix_start(ctx, key) == MIC_DIAG_OK)) {
        mic_diag_event event;
        bool came = false;
        for (int i = 0; i < 100 && !came; i++) {
            mic_diag_event_init(&event, sizeof event);
            came = mic_diag_next_event(ctx, 100, &event) == 1 && event.type == MIC_DIAG_EVENT_FIX;
        }
        CHECK(came && event.value == MIC_DIAG_OK);
        CHECK_STR(event.text, key);
    }
    free(key);
    mic_diag_context_free(ctx);
}

int main(void)
{
    applied_and_taken_back("volume.muted");
    applied_and_taken_back("volume.zero");
    applied_and_taken_back("volume.low");
    not_undone_when_somebody_else_changed_it();
    in_the_background();
    return check_result();
}
