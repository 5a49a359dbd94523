/*
 * mic_diag - a program of somebody else: includes the installed header, links the installed library, looks.
 *
 * SPDX-License-Identifier: MIT
 */
#include <mic_diag.h>
#include <stdio.h>

int main(void)
{
    mic_diag_context *ctx = NULL;
    mic_diag_report *report = NULL;
    mic_diag_options options;
    mic_diag_options_init(&options, sizeof options);
    options.listen_ms = 0;
    mic_diag_result result = mic_diag_context_create("consumer", &ctx);
    if (result == MIC_DIAG_OK) {
        result = mic_diag_diagnose(ctx, &options, &report);
    }
    if (result == MIC_DIAG_OK && mic_diag_version() == MIC_DIAG_VERSION_NUMBER &&
        mic_diag_abi() == MIC_DIAG_ABI) {
        puts(mic_diag_report_json(report, 0));
    } else {
        fprintf(stderr, "%s\n", mic_diag_result_text(result));
        result = MIC_DIAG_ERROR_SYSTEM;
    }
    mic_diag_report_free(report);
    mic_diag_context_free(ctx);
    return result == MIC_DIAG_OK ? 0 : 1;
}
