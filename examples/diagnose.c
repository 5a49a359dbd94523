/*
 * mic_diag - example: diagnose. One call gives a report: its verdict, what is wrong, and what would help.
 * Run it as it is, or with a scenario (see the example scenarios) in place of this computer:
 *     diagnose volume.muted
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>

#include "mic_diag.h"

static void show(const mic_diag_report *report)
{
    printf("%s: %s\n", mic_diag_name("verdict", mic_diag_report_verdict(report)),
           mic_diag_report_summary(report));
    for (uint32_t i = 0; i < mic_diag_report_finding_count(report); ++i) {
        const mic_diag_finding *finding = mic_diag_report_finding(report, i);
        const mic_diag_finding *cause = mic_diag_finding_cause(finding);
        printf("\n[%s] %s\n%s\n", mic_diag_name("severity", mic_diag_finding_severity(finding)),
               mic_diag_finding_title(finding), mic_diag_finding_explanation(finding));
        if (cause != NULL) {
            printf("This is a consequence of: %s\n", mic_diag_finding_title(cause));
        }
        for (uint32_t k = 0; k < mic_diag_finding_fix_count(finding); ++k) {
            const mic_diag_fix *fix = mic_diag_finding_fix(finding, k);
            printf("-> %s\n%s\n", mic_diag_fix_title(fix), mic_diag_fix_text(fix));
        }
    }
}

int main(int argc, char **argv)
{
    mic_diag_context *ctx = NULL;
    mic_diag_report *report = NULL;
    mic_diag_options options;
    mic_diag_options_init(&options, sizeof options);
    options.listen_ms = 3000;

    mic_diag_result result = argc > 1 ? mic_diag_context_create_simulated("example", &ctx)
                                      : mic_diag_context_create("example", &ctx);
    if (result == MIC_DIAG_OK && argc > 1) {
        result = mic_diag_simulate(ctx, argv[1]);
        if (result == MIC_DIAG_OK) {
            result = mic_diag_simulate(ctx, "advance auto"); /* seconds of listening take milliseconds */
        }
    }
    if (result == MIC_DIAG_OK) {
        result = mic_diag_diagnose(ctx, &options, &report); /* OK also when problems were found */
    }
    if (result == MIC_DIAG_OK) {
        show(report);
    } else {
        fprintf(stderr, "%s %s\n", mic_diag_result_text(result), mic_diag_context_error(ctx));
    }
    mic_diag_report_free(report);
    mic_diag_context_free(ctx);
    return result == MIC_DIAG_OK ? 0 : 1;
}
