/*
 * mic_diag - facts or reports in, one JSON text a line; everything a report says about them out, one JSON a
 * line.
 *
 * Out: {"verdict", "json": [plain, redacted, telemetry, both], "text": [plain, redacted], "error"} with the
 * reports as strings, so that nothing is lost on the way.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "report/report.h"

static json_t *say(const char *line, size_t length)
{
    char error[256] = "";
    facts *f = facts_from_json(line, length, FACT_SOURCE_SIMULATED, error, sizeof error);
    if (f == NULL)
        return json_pack("{s:s}", "error", error);
    report_settings settings = {.machine = "PLANTED-machine", .listened = true};
    report *r = report_create(f, &settings);
    facts_release(f);
    if (r == NULL)
        return json_pack("{s:s}", "error", "no memory");
    json_t *said =
        json_pack("{s:i, s:[s, s, s, s], s:[s, s]}", "verdict", (int)report_verdict(r), "json",
                  report_json(r, 0), report_json(r, REPORT_REDACT), report_json(r, REPORT_TELEMETRY),
                  report_json(r, REPORT_REDACT | REPORT_TELEMETRY), "text", report_text(r, 0),
                  report_text(r, REPORT_REDACT));
    report_free(r);
    return said;
}

int main(void)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    while ((length = getline(&line, &room, stdin)) > 0) {
        json_t *said = say(line, (size_t)length);
        char *text = said == NULL ? NULL : json_dumps(said, JSON_COMPACT);
        if (text == NULL)
            return 1;
        puts(text);
        fflush(stdout);
        free(text);
        json_decref(said);
    }
    free(line);
    return 0;
}
