/*
 * mic_diag - every built-in scenario, listened to: it shows the finding it is named after, and healthy shows none.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "mic_diag.h"

static mic_diag_report *listen_to(const char *scenario, const char *prompted)
{
    mic_diag_context *ctx = NULL;
    mic_diag_report *report = NULL;
    CHECK(mic_diag_context_create_simulated(NULL, &ctx) == MIC_DIAG_OK);
    CHECK(mic_diag_simulate(ctx, "advance auto") == MIC_DIAG_OK);
    CHECK(mic_diag_simulate(ctx, scenario) == MIC_DIAG_OK);
    CHECK(mic_diag_context_tell(ctx, "prompted", prompted) == MIC_DIAG_OK);
    if (!CHECK(mic_diag_diagnose(ctx, NULL, &report) == MIC_DIAG_OK)) {
        fprintf(stderr, "    scenario %s: %s\n", scenario, mic_diag_context_error(ctx));
    }
    mic_diag_context_free(ctx);
    return report;
}

static bool finds(const mic_diag_report *report, const char *id)
{
    for (uint32_t i = 0; i < mic_diag_report_finding_count(report); i++) {
        if (strcmp(mic_diag_finding_id(mic_diag_report_finding(report, i)), id) == 0) {
            return true;
        }
    }
    return false;
}

/* A report's own facts give the same findings again, without listening. */
static void replayed(const char *scenario, const mic_diag_report *report)
{
    const char *json = mic_diag_report_json(report, 0);
    char *copy = malloc(strlen(json) + 1);
    if (!CHECK(copy != NULL)) {
        return;
    }
    strcpy(copy, json);
    mic_diag_report *again = listen_to(copy, "unknown");
    free(copy);
    bool same = mic_diag_report_verdict(again) == mic_diag_report_verdict(report) &&
                mic_diag_report_finding_count(again) == mic_diag_report_finding_count(report);
    for (uint32_t i = 0; same && i < mic_diag_report_finding_count(report); i++) {
        same = strcmp(mic_diag_finding_id(mic_diag_report_finding(report, i)),
                      mic_diag_finding_id(mic_diag_report_finding(again, i))) == 0;
    }
    if (!CHECK(same)) {
        fprintf(stderr, "    scenario %s\n%s\n---- replayed:\n%s\n", scenario, mic_diag_report_text(report, 0),
                mic_diag_report_text(again, 0));
    }
    mic_diag_report_free(again);
}

int main(void)
{
    bool healthy = false;
    CHECK(mic_diag_scenario_count() >= 40);
    for (uint32_t i = 0; i < mic_diag_scenario_count(); i++) {
        const char *name = mic_diag_scenario_name(i);
        CHECK(mic_diag_scenario_text(i)[0] != '\0');
        mic_diag_report *report = listen_to(name, "yes");
        if (strcmp(name, "healthy") == 0) {
            healthy = true;
            CHECK(mic_diag_report_verdict(report) == MIC_DIAG_VERDICT_WORKS);
            for (uint32_t k = 0; k < mic_diag_report_finding_count(report); k++) {
                CHECK(mic_diag_finding_severity(mic_diag_report_finding(report, k)) == MIC_DIAG_SEVERITY_INFO);
            }
        } else if (strchr(name, '.') && !CHECK(finds(report, name))) {
            fprintf(stderr, "    scenario %s:\n%s\n", name, mic_diag_report_text(report, 0));
        }
        replayed(name, report);
        mic_diag_report_free(report);
    }
    CHECK(healthy);
    return check_result();
}
