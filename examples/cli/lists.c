/*
 * mic_diag - mic-diag facts and mic-diag scenarios: what the library knows, written out.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "message.h"
#include "mic_diag.h"
#include "session.h"

int command_facts(const struct options *options)
{
    mic_diag_context *ctx = session_open(options);
    mic_diag_facts *facts = NULL;
    if (ctx == NULL) {
        return STATUS_ERROR;
    }
    mic_diag_result result =
        mic_diag_facts_read(ctx, options->timeout_ms != 0 ? options->timeout_ms : 3000, &facts);
    if (result == MIC_DIAG_OK) {
        puts(mic_diag_facts_json(facts));
    } else {
        message_result("cannot look at the system", result, ctx);
    }
    mic_diag_facts_free(facts);
    mic_diag_context_free(ctx);
    return result == MIC_DIAG_OK ? STATUS_WORKS : STATUS_ERROR;
}

int command_scenarios(const struct options *options)
{
    (void)options;
    int columns = 0;
    uint32_t count = mic_diag_scenario_count();
    for (uint32_t i = 0; i < count; ++i) {
        int length = (int)strlen(mic_diag_scenario_name(i));
        columns = length > columns ? length : columns;
    }
    for (uint32_t i = 0; i < count; ++i) {
        printf("%-*s  %s\n", columns, mic_diag_scenario_name(i), mic_diag_scenario_text(i));
    }
    return STATUS_WORKS;
}
