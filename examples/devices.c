/*
 * mic_diag - example: devices. Looks at the system and lists every input, without opening a microphone.
 * Run it as it is, or with a scenario in place of this computer:
 *     devices default.is-monitor
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <stdio.h>

#include "mic_diag.h"

static void show(const mic_diag_device *device)
{
    printf("%s %s\n    id: %s\n    state: %s\n",
           mic_diag_device_is_default(device) == MIC_DIAG_YES ? "*" : "-", mic_diag_device_name(device),
           mic_diag_device_id(device), mic_diag_name("device_state", mic_diag_device_get_state(device)));

    /* An answer may be missing: unknown is not the same as no. */
    printf("    muted: %s\n", mic_diag_name("answer", mic_diag_device_is_muted(device)));
    float volume = mic_diag_device_volume_db(device);
    if (isnan(volume)) {
        printf("    volume: unknown\n");
    } else {
        printf("    volume: %.1f dB\n", (double)volume);
    }
    if (mic_diag_device_is_monitor(device) == MIC_DIAG_YES) {
        printf("    records what the computer plays, not a person\n");
    }
}

int main(int argc, char **argv)
{
    mic_diag_context *ctx = NULL;
    mic_diag_facts *facts = NULL;
    mic_diag_result result = argc > 1 ? mic_diag_context_create_simulated("example", &ctx)
                                      : mic_diag_context_create("example", &ctx);
    if (result == MIC_DIAG_OK && argc > 1) {
        result = mic_diag_simulate(ctx, argv[1]);
    }
    if (result == MIC_DIAG_OK) {
        result = mic_diag_facts_read(ctx, 3000, &facts);
    }
    if (result == MIC_DIAG_OK) {
        printf("%u inputs; * is the default one\n", (unsigned)mic_diag_device_count(facts));
        for (uint32_t i = 0; i < mic_diag_device_count(facts); ++i) {
            show(mic_diag_device_at(facts, i));
        }
    } else {
        fprintf(stderr, "%s %s\n", mic_diag_result_text(result), mic_diag_context_error(ctx));
    }
    mic_diag_facts_free(facts); /* the devices end with their facts */
    mic_diag_context_free(ctx);
    return result == MIC_DIAG_OK ? 0 : 1;
}
