/*
 * mic_diag - every built-in scenario, diagnosed with listening, gives the finding that it is named after.
 *
 * SPDX-License-Identifier: MIT
 */
#include "../../check.h"
#include "mic_diag.h"

static bool is_finding_id(const char *name)
{
    return strchr(name, '.') != NULL;
}

static const mic_diag_finding *find(const mic_diag_report *report, const char *id)
{
    for (uint32_t i = 0; i < mic_diag_report_finding_count(report); ++i)
        if (strcmp(mic_diag_finding_id(mic_diag_report_finding(report, i)), id) == 0)
            return mic_diag_report_finding(report, i);
    return NULL;
}

/* Without a root problem or warning of another kind: the scenario is about one thing. */
static bool leads(const mic_diag_report *report, const mic_diag_finding *found)
{
    for (uint32_t i = 0; i < mic_diag_report_finding_count(report); ++i) {
        const mic_diag_finding *f = mic_diag_report_finding(report, i);
        while (mic_diag_finding_cause(f) != NULL)
            f = mic_diag_finding_cause(f);
        if (f != found && mic_diag_finding_severity(f) > MIC_DIAG_SEVERITY_INFO)
            return false;
    }
    return true;
}

static void check_scenario(const char *name)
{
    mic_diag_context *ctx = NULL;
    mic_diag_report *report = NULL;
    CHECK(mic_diag_context_create_simulated("test", &ctx) == MIC_DIAG_OK);
    CHECK(mic_diag_simulate(ctx, name) == MIC_DIAG_OK);
    CHECK(mic_diag_simulate(ctx, "advance auto") == MIC_DIAG_OK);
    CHECK(mic_diag_diagnose(ctx, NULL, &report) == MIC_DIAG_OK);
    const mic_diag_finding *found = is_finding_id(name) ? find(report, name) : NULL;
    bool good = is_finding_id(name)
                    ? found != NULL && leads(report, found)
                    : mic_diag_report_verdict(report) == MIC_DIAG_VERDICT_WORKS && leads(report, NULL);
    if (!CHECK(good))
        fprintf(stderr, "    scenario %s:\n%s\n", name, mic_diag_report_text(report, 0));
    mic_diag_report_free(report);
    mic_diag_context_free(ctx);
}

/* Every check has its scenario. */
static void check_complete(void)
{
    mic_diag_context *ctx = NULL;
    mic_diag_report *report = NULL;
    mic_diag_options options;
    mic_diag_options_init(&options, sizeof options);
    options.listen_ms = 0;
    CHECK(mic_diag_context_create_simulated("test", &ctx) == MIC_DIAG_OK);
    CHECK(mic_diag_diagnose(ctx, &options, &report) == MIC_DIAG_OK);
    CHECK(mic_diag_report_check_count(report) > 0);
    for (uint32_t i = 0; i < mic_diag_report_check_count(report); ++i) {
        const char *id = mic_diag_report_check_id(report, i);
        uint32_t k = 0;
        while (k < mic_diag_scenario_count() && strcmp(mic_diag_scenario_name(k), id) != 0)
            ++k;
        if (!CHECK(k < mic_diag_scenario_count()))
            fprintf(stderr, "    no scenario for %s\n", id);
    }
    mic_diag_report_free(report);
    mic_diag_context_free(ctx);
}

int main(void)
{
    for (uint32_t i = 0; i < mic_diag_scenario_count(); ++i)
        check_scenario(mic_diag_scenario_name(i));
    check_complete();
    return check_result();
}
