/*
 * mic_diag - a program that lets mic_diag unmute the microphone, and takes it back.
 *
 * SPDX-License-Identifier: MIT
 *
 * After each step it says a line and waits for one, so that its test can look at the server in between.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mic_diag.h"

static bool say(const char *what, const char *value)
{
    char answer[16];

    printf("%s %s\n", what, value);
    fflush(stdout);
    return fgets(answer, sizeof answer, stdin) != NULL;
}

static bool say_result(const char *what, mic_diag_result result)
{
    return say(what, mic_diag_name("result", result));
}

static int count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;

    if (folder == NULL) {
        return -1;
    }
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count;
}

/* The key of the change that the finding offers, in a copy; NULL if there is none. */
static char *find_change(const mic_diag_report *report, const char *id)
{
    for (uint32_t i = 0; i < mic_diag_report_finding_count(report); i++) {
        const mic_diag_finding *finding = mic_diag_report_finding(report, i);
        if (strcmp(mic_diag_finding_id(finding), id) != 0) {
            continue;
        }
        for (uint32_t k = 0; k < mic_diag_finding_fix_count(finding); k++) {
            const mic_diag_fix *fix = mic_diag_finding_fix(finding, k);
            if (mic_diag_fix_get_kind(fix) == MIC_DIAG_FIX_CHANGE) {
                return strdup(mic_diag_fix_key(fix));
            }
        }
    }
    return NULL;
}

/* Diagnoses, says the verdict, and gives the key of the change for a finding. */
static bool diagnose(mic_diag_context *ctx, uint32_t listen_ms, const char *id, char **key)
{
    mic_diag_options options;
    mic_diag_report *report = NULL;
    bool go_on;

    mic_diag_options_init(&options, sizeof options);
    options.listen_ms = listen_ms;
    if (mic_diag_diagnose(ctx, &options, &report) != MIC_DIAG_OK) {
        fprintf(stderr, "diagnose: %s\n", mic_diag_context_error(ctx));
        return false;
    }
    if (key != NULL) {
        *key = find_change(report, id);
    }
    go_on = say("verdict", mic_diag_name("verdict", mic_diag_report_verdict(report)));
    mic_diag_report_free(report);
    return go_on;
}

static bool run(mic_diag_context *ctx)
{
    char *key = NULL;
    bool fine = diagnose(ctx, 0, "volume.muted", &key);

    if (fine && key == NULL) {
        fputs("no change is offered for volume.muted\n", stderr);
        fine = false;
    }
    fine = fine && say_result("apply", mic_diag_fix_apply(ctx, key));
    fine = fine && diagnose(ctx, 6000, "volume.muted", NULL);
    fine = fine && say_result("undo", mic_diag_fix_undo(ctx, key));
    fine = fine && say_result("undo-again", mic_diag_fix_undo(ctx, key));
    fine = fine && say_result("apply", mic_diag_fix_apply(ctx, key));
    /* The test mutes the microphone itself before it answers: that must be respected. */
    fine = fine && say_result("undo", mic_diag_fix_undo(ctx, key));
    free(key);
    return fine;
}

int main(void)
{
    const int before = count_descriptors();
    mic_diag_context *ctx = NULL;
    bool fine;

    if (mic_diag_context_create("fix roundtrip", &ctx) != MIC_DIAG_OK) {
        fputs("no context\n", stderr);
        return EXIT_FAILURE;
    }
    fine = run(ctx);
    mic_diag_context_free(ctx);
    if (fine && count_descriptors() != before) {
        fprintf(stderr, "%d descriptors before, %d after\n", before, count_descriptors());
        return EXIT_FAILURE;
    }
    return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
