/*
 * mic_diag - example: scenarios. Everything that can be wrong, on described computers, in a moment: so that a
 * program can test its own texts and buttons. Run it as it is, or with one scenario:
 *     scenarios volume.muted
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <string.h>

#include "mic_diag.h"

static mic_diag_result walk_through(const char *name)
{
    mic_diag_context *ctx = NULL;
    mic_diag_report *report = NULL;
    mic_diag_result result = mic_diag_context_create_simulated("example", &ctx);
    if (result == MIC_DIAG_OK) {
        result = mic_diag_simulate(ctx, name);
    }
    if (result == MIC_DIAG_OK) {
        result = mic_diag_simulate(ctx, "advance auto"); /* time passes as fast as it is asked for */
    }
    if (result == MIC_DIAG_OK) {
        mic_diag_context_tell(ctx, "prompted", "yes"); /* as a program that asked the person to speak */
        result = mic_diag_diagnose(ctx, NULL, &report);
    }
    if (result == MIC_DIAG_OK) {
        const mic_diag_finding *first = mic_diag_report_finding(report, 0); /* NULL if there is none */
        printf("%-36s %-11s %s\n", name, mic_diag_name("verdict", mic_diag_report_verdict(report)),
               mic_diag_finding_id(first));
    } else {
        fprintf(stderr, "%s: %s %s\n", name, mic_diag_result_text(result), mic_diag_context_error(ctx));
    }
    mic_diag_report_free(report);
    mic_diag_context_free(ctx);
    return result;
}

int main(int argc, char **argv)
{
    int status = 0, seen = 0;
    printf("%-36s %-11s %s\n", "SCENARIO", "VERDICT", "FIRST FINDING");
    for (uint32_t i = 0; i < mic_diag_scenario_count(); ++i) {
        const char *name = mic_diag_scenario_name(i);
        if (argc > 1 && strcmp(argv[1], name) != 0) {
            continue;
        }
        ++seen;
        if (walk_through(name) != MIC_DIAG_OK) {
            status = 1;
        }
    }
    printf("%d scenarios\n", seen);
    return seen > 0 ? status : 1;
}
