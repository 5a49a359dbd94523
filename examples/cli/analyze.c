/*
 * mic_diag - mic-diag analyze: judges recordings.
 *
 * SPDX-License-Identifier: MIT
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "display_text.h"
#include "message.h"
#include "mic_diag.h"
#include "sound_file.h"
#include "terminal.h"

/* A file's name may be any bytes, JSON is UTF-8: what is no character becomes U+FFFD. */
static json_t *json_of_path(const char *path)
{
    char *clean = malloc(strlen(path) * 3 + 1);
    size_t used = 0, bytes;
    uint32_t code_point;
    if (clean == NULL) {
        return NULL;
    }
    while ((bytes = display_text_next(path, &code_point)) != 0) {
        bool broken = code_point == 0xFFFD && bytes == 1;
        memcpy(clean + used, broken ? "\xEF\xBF\xBD" : path, broken ? 3 : bytes);
        used += broken ? 3 : bytes;
        path += bytes;
    }
    clean[used] = '\0';
    json_t *json = json_string(clean);
    free(clean);
    return json;
}

/* Of the report's members those that are about sound. */
static bool write_json(const char *path, const mic_diag_report *report)
{
    static const char *const members[] = {"verdict", "findings", "signal"};
    json_t *whole = json_loads(mic_diag_report_json(report, 0), 0, NULL);
    json_t *line = json_object();
    bool good = whole != NULL && line != NULL && json_object_set_new(line, "file", json_of_path(path)) == 0;
    for (size_t i = 0; good && i < sizeof members / sizeof members[0]; ++i) {
        json_t *member = json_object_get(whole, members[i]);
        good = json_object_set(line, members[i], member) == 0;
    }
    char *text = good ? json_dumps(line, JSON_COMPACT) : NULL;
    if (text != NULL) {
        puts(text);
    } else {
        message_error("%s: its report could not be written as JSON", path);
    }
    free(text);
    json_decref(line);
    json_decref(whole);
    return text != NULL;
}

static void write_text(const char *path, const mic_diag_report *report)
{
    struct terminal terminal;
    terminal_open(&terminal, stdout);
    mic_diag_verdict verdict = mic_diag_report_verdict(report);
    enum terminal_colour colour = verdict == MIC_DIAG_VERDICT_WORKS    ? COLOUR_GREEN
                                  : verdict == MIC_DIAG_VERDICT_BROKEN ? COLOUR_RED
                                                                       : COLOUR_YELLOW;
    terminal_write_line(&terminal, path);
    printf(": %s%s%s. ", terminal_colour(&terminal, colour), mic_diag_name("verdict", verdict),
           terminal_colour(&terminal, COLOUR_NONE));
    terminal_write_line(&terminal, mic_diag_report_summary(report));
    fputc('\n', stdout);
    for (uint32_t i = 0; i < mic_diag_report_finding_count(report); ++i) {
        const mic_diag_finding *finding = mic_diag_report_finding(report, i);
        printf("  %s %s: ", mic_diag_name("severity", mic_diag_finding_severity(finding)),
               mic_diag_finding_id(finding));
        terminal_write_line(&terminal, mic_diag_finding_title(finding));
        fputs("\n    ", stdout);
        terminal_write_line(&terminal, mic_diag_finding_explanation(finding));
        fputc('\n', stdout);
    }
}

static int judge(const char *path, bool json)
{
    mic_diag_report *report = NULL;
    if (sound_file_judge(path, &report) != 0) {
        return STATUS_ERROR;
    }
    bool good = true;
    if (json) {
        good = write_json(path, report);
    } else {
        write_text(path, report);
    }
    fflush(stdout);
    mic_diag_verdict verdict = mic_diag_report_verdict(report);
    mic_diag_report_free(report);
    return !good || ferror(stdout)              ? STATUS_ERROR
           : verdict == MIC_DIAG_VERDICT_WORKS  ? STATUS_WORKS
           : verdict == MIC_DIAG_VERDICT_UNSURE ? STATUS_UNSURE
                                                : STATUS_WRONG;
}

int command_analyze(const struct options *options)
{
    /* What is worse hides what is better: works, unsure, wrong, error. */
    static const int rank[] = {
        [STATUS_WORKS] = 0, [STATUS_UNSURE] = 1, [STATUS_WRONG] = 2, [STATUS_ERROR] = 3};
    int worst = STATUS_WORKS;
    for (int i = 0; i < options->file_count && !ferror(stdout); ++i) {
        int status = judge(options->files[i], options->json);
        worst = rank[status] > rank[worst] ? status : worst;
    }
    return worst;
}
