/*
 * mic_diag - every public function with what it must not be given: an error or an unknown value, never a crash.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "mic_diag.h"

enum { INVALID = MIC_DIAG_ERROR_INVALID };

static void nothing_at_all(void)
{
    mic_diag_levels levels;
    mic_diag_event event;
    uint32_t rate = 1, channels = 1;
    float sample;
    CHECK(mic_diag_context_create(NULL, NULL) == INVALID);
    CHECK(mic_diag_context_create_simulated("x", NULL) == INVALID);
    mic_diag_context_free(NULL);
    CHECK_STR(mic_diag_context_error(NULL), "");
    CHECK(mic_diag_context_configure(NULL, "language", "en") == INVALID);
    CHECK(mic_diag_context_tell(NULL, "muted", "yes") == INVALID);
    CHECK(mic_diag_simulate(NULL, "healthy") == INVALID);
    CHECK(mic_diag_facts_read(NULL, 0, NULL) == INVALID);
    mic_diag_facts_free(NULL);
    CHECK_STR(mic_diag_facts_json(NULL), "");
    CHECK(mic_diag_device_count(NULL) == 0);
    CHECK(mic_diag_device_at(NULL, 0) == NULL);
    CHECK(mic_diag_device_find(NULL, "x") == NULL);
    CHECK_STR(mic_diag_device_id(NULL), "");
    CHECK_STR(mic_diag_device_name(NULL), "");
    CHECK_STR(mic_diag_device_json(NULL), "");
    CHECK(mic_diag_device_get_state(NULL) == MIC_DIAG_DEVICE_UNKNOWN);
    CHECK(mic_diag_device_is_default(NULL) == MIC_DIAG_UNKNOWN);
    CHECK(mic_diag_device_is_communications_default(NULL) == MIC_DIAG_UNKNOWN);
    CHECK(mic_diag_device_is_monitor(NULL) == MIC_DIAG_UNKNOWN);
    CHECK(mic_diag_device_is_muted(NULL) == MIC_DIAG_UNKNOWN);
    CHECK(isnan(mic_diag_device_volume_db(NULL)));
    mic_diag_options_init(NULL, 100);
    CHECK(mic_diag_diagnose(NULL, NULL, NULL) == INVALID);
    CHECK(mic_diag_diagnose_start(NULL, NULL) == INVALID);
    CHECK(mic_diag_diagnose_take(NULL, NULL) == INVALID);
    mic_diag_cancel(NULL);
    mic_diag_report_free(NULL);
    CHECK(mic_diag_report_verdict(NULL) == MIC_DIAG_VERDICT_UNSURE);
    CHECK_STR(mic_diag_report_summary(NULL), "");
    CHECK_STR(mic_diag_report_json(NULL, 0), "");
    CHECK_STR(mic_diag_report_text(NULL, 0), "");
    CHECK(mic_diag_report_check_count(NULL) == 0);
    CHECK_STR(mic_diag_report_check_id(NULL, 0), "");
    CHECK_STR(mic_diag_report_check_title(NULL, 0), "");
    CHECK(mic_diag_report_check_status(NULL, 0) == MIC_DIAG_STATUS_UNKNOWN);
    CHECK_STR(mic_diag_report_check_reason(NULL, 0), "");
    CHECK(mic_diag_report_finding_count(NULL) == 0);
    CHECK(mic_diag_report_finding(NULL, 0) == NULL);
    CHECK_STR(mic_diag_finding_id(NULL), "");
    CHECK(mic_diag_finding_severity(NULL) == MIC_DIAG_UNKNOWN);
    CHECK_STR(mic_diag_finding_title(NULL), "");
    CHECK_STR(mic_diag_finding_explanation(NULL), "");
    CHECK_STR(mic_diag_finding_device_id(NULL), "");
    CHECK(mic_diag_finding_cause(NULL) == NULL);
    CHECK(mic_diag_finding_evidence_count(NULL) == 0);
    CHECK_STR(mic_diag_finding_evidence_key(NULL, 0), "");
    CHECK_STR(mic_diag_finding_evidence_value(NULL, 0), "");
    CHECK(mic_diag_finding_fix_count(NULL) == 0);
    CHECK(mic_diag_finding_fix(NULL, 0) == NULL);
    CHECK_STR(mic_diag_fix_key(NULL), "");
    CHECK(mic_diag_fix_get_kind(NULL) == MIC_DIAG_UNKNOWN);
    CHECK(mic_diag_fix_flags(NULL) == 0);
    CHECK_STR(mic_diag_fix_title(NULL), "");
    CHECK_STR(mic_diag_fix_text(NULL), "");
    CHECK_STR(mic_diag_fix_target(NULL), "");
    CHECK_STR(mic_diag_fix_device_id(NULL), "");
    CHECK(mic_diag_fix_apply(NULL, "x") == INVALID);
    CHECK(mic_diag_fix_start(NULL, "x") == INVALID);
    CHECK(mic_diag_fix_undo(NULL, "x") == INVALID);
    mic_diag_levels_init(NULL, 100);
    mic_diag_levels_init(&levels, sizeof levels);
    CHECK(mic_diag_diagnose_levels(NULL, &levels) == INVALID);
    CHECK(mic_diag_analyzer_create(48000, 1, NULL) == INVALID);
    mic_diag_analyzer_free(NULL);
    CHECK(mic_diag_analyzer_reset(NULL) == INVALID);
    CHECK(mic_diag_analyzer_push(NULL, &sample, 1, MIC_DIAG_SAMPLE_F32, 0, 0) == INVALID);
    CHECK(mic_diag_analyzer_levels(NULL, &levels) == INVALID);
    CHECK(mic_diag_analyzer_report(NULL, NULL) == INVALID);
    CHECK(mic_diag_monitor_open(NULL, NULL, NULL) == INVALID);
    mic_diag_monitor_free(NULL);
    CHECK(mic_diag_monitor_get_state(NULL) == MIC_DIAG_MONITOR_UNKNOWN);
    CHECK(mic_diag_monitor_levels(NULL, &levels) == INVALID);
    CHECK(mic_diag_monitor_report(NULL, NULL) == INVALID);
    CHECK(mic_diag_monitor_format(NULL, &rate, &channels) == INVALID);
    CHECK(mic_diag_monitor_read(NULL, &sample, 1) == INVALID);
    mic_diag_event_init(NULL, 100);
    mic_diag_event_init(&event, sizeof event);
    CHECK(mic_diag_next_event(NULL, 0, &event) == INVALID);
    CHECK(mic_diag_event_handle(NULL) == -1);
    CHECK(mic_diag_constant(NULL, 7) == 7);
    CHECK_STR(mic_diag_name(NULL, 0), "");
    CHECK_STR(mic_diag_name("nothing", 0), "");
    CHECK(mic_diag_result_text(INT32_MIN)[0] != '\0');
    CHECK(mic_diag_result_text(INT32_MAX)[0] != '\0');
    CHECK_STR(mic_diag_scenario_name(UINT32_MAX), "");
    CHECK_STR(mic_diag_scenario_text(UINT32_MAX), "");
}

static void struct_sizes(mic_diag_context *ctx)
{
    unsigned char room[512];
    mic_diag_report *report = NULL;
    for (uint32_t size = 0; size <= sizeof room; size += size < 64 ? 1 : 64) {
        memset(room, 0xA5, sizeof room);
        mic_diag_options *options = (mic_diag_options *)(void *)room;
        mic_diag_options_init(options, size);
        bool untouched = true;
        for (uint32_t i = size; i < sizeof room; i++) {
            untouched &= room[i] == 0xA5;
        }
        CHECK(untouched);
        if (size < 4) {
            continue;
        }
        options->listen_ms = size >= sizeof *options ? 0 : options->listen_ms;
        mic_diag_result result = mic_diag_diagnose(ctx, options, &report);
        CHECK(result == (size >= sizeof *options ? MIC_DIAG_OK : INVALID));
        CHECK((report != NULL) == (result == MIC_DIAG_OK));
        mic_diag_report_free(report);
    }
    mic_diag_levels levels;
    mic_diag_levels_init(&levels, sizeof levels);
    levels.struct_size = 0;
    CHECK(mic_diag_diagnose_levels(ctx, &levels) == INVALID);
    levels.struct_size = sizeof levels - 1;
    CHECK(mic_diag_diagnose_levels(ctx, &levels) == INVALID);
    mic_diag_event event;
    mic_diag_event_init(&event, sizeof event);
    event.struct_size = 8;
    CHECK(mic_diag_next_event(ctx, 0, &event) == INVALID);
    mic_diag_options options;
    mic_diag_options_init(&options, sizeof options);
    options.timeout_ms = 0;
    CHECK(mic_diag_diagnose(ctx, &options, &report) == INVALID);
    mic_diag_options_init(&options, sizeof options);
    options.device_id = "\xff\xfe";
    CHECK(mic_diag_diagnose(ctx, &options, &report) == INVALID);
    CHECK(report == NULL);
    mic_diag_options_init(&options, sizeof options);
    options.listen_ms = 0;
    options.only = "volume.muted, no.such-check";
    CHECK(mic_diag_diagnose(ctx, &options, &report) == MIC_DIAG_ERROR_NOT_FOUND);
    CHECK(strstr(mic_diag_context_error(ctx), "no.such-check") != NULL);
    options.only = NULL;
    options.off = "volume.muted,no.such-check";
    CHECK(mic_diag_diagnose(ctx, &options, &report) == MIC_DIAG_OK);
    mic_diag_report_free(report);
}

static void keys_and_words(mic_diag_context *ctx)
{
    CHECK(mic_diag_context_configure(ctx, "colour", "red") == MIC_DIAG_ERROR_NOT_FOUND);
    CHECK(strstr(mic_diag_context_error(ctx), "colour") != NULL);
    CHECK(mic_diag_context_configure(ctx, NULL, "red") == INVALID);
    CHECK(mic_diag_context_configure(ctx, "language", NULL) == INVALID);
    CHECK(mic_diag_context_configure(ctx, "language", "\xc3\x28") == INVALID);
    CHECK(mic_diag_context_configure(ctx, "language", "tlh") == MIC_DIAG_OK);
    CHECK(mic_diag_context_configure(ctx, "call-timeout-ms", "soon") == INVALID);
    CHECK(mic_diag_context_configure(ctx, "call-timeout-ms", "0") == INVALID);
    CHECK(mic_diag_context_configure(ctx, "call-timeout-ms", "99999999999999999999") == INVALID);
    CHECK(mic_diag_context_configure(ctx, "call-timeout-ms", "2000") == MIC_DIAG_OK);
    CHECK(mic_diag_context_tell(ctx, "weather", "fine") == MIC_DIAG_ERROR_NOT_FOUND);
    CHECK(mic_diag_context_tell(ctx, "muted", "maybe") == INVALID);
    CHECK(mic_diag_context_tell(ctx, "muted", "unknown") == MIC_DIAG_OK);
    CHECK(mic_diag_simulate(ctx, NULL) == INVALID);
    CHECK(mic_diag_simulate(ctx, "no such scenario") < 0);
    CHECK(mic_diag_context_error(ctx)[0] != '\0');
    CHECK(mic_diag_fix_apply(ctx, NULL) == INVALID);
    CHECK(mic_diag_fix_apply(ctx, "") == INVALID);
    CHECK(mic_diag_fix_apply(ctx, "\xff") == INVALID);
    CHECK(mic_diag_fix_apply(ctx, "mic-diag:nonsense") == INVALID);
    CHECK(mic_diag_fix_undo(ctx, "mic-diag:nonsense") < 0);
    mic_diag_report *report = NULL;
    CHECK(mic_diag_diagnose_take(ctx, &report) < 0);
    CHECK(report == NULL);
}

static void hostile_facts(mic_diag_context *ctx)
{
    static const char *const texts[] = {
        "{", "{}x", "{\"devices\":{}}", "{\"devices\":[1]}", "{\"devices\":[{\"muted\":\"yes\"}]}",
        "{\"a\":1,\"a\":2}", "{\"devices\":[{\"id\":\"\\u0000\"}]}", "{\"devices\":[{\"id\":\"\xff\"}]}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        CHECK(mic_diag_simulate(ctx, texts[i]) == INVALID);
        CHECK(mic_diag_context_error(ctx)[0] != '\0');
    }
    enum { DEEP = 100000 };
    char *deep = malloc(2 * DEEP + 16);
    if (!CHECK(deep != NULL)) {
        return;
    }
    strcpy(deep, "{\"x\":");
    memset(deep + 5, '[', DEEP);
    memset(deep + 5 + DEEP, ']', DEEP);
    strcpy(deep + 5 + 2 * DEEP, "}");
    CHECK(mic_diag_simulate(ctx, deep) == INVALID);
    free(deep);
    enum { NAME = 10240 };
    char *text = malloc(NAME + 256);
    if (!CHECK(text != NULL)) {
        return;
    }
    int at = snprintf(text, 256,
                      "{\"service\":{\"state\":\"running\"},\"selection\":{\"default\":\"m\"},"
                      "\"devices\":[{\"id\":\"m\",\"state\":\"active\",\"default\":true,\"name\":\"");
    memset(text + at, 'N', NAME);
    strcpy(text + at + NAME, "\"}]}");
    CHECK(mic_diag_simulate(ctx, text) == MIC_DIAG_OK);
    mic_diag_facts *facts = NULL;
    CHECK(mic_diag_facts_read(ctx, 0, &facts) == MIC_DIAG_OK);
    CHECK(mic_diag_device_count(facts) == 1);
    CHECK(strlen(mic_diag_device_name(mic_diag_device_at(facts, 0))) >= 4096);
    CHECK(mic_diag_device_at(facts, 1) == NULL);
    CHECK(mic_diag_device_find(facts, NULL) == NULL);
    CHECK(mic_diag_device_find(facts, "other") == NULL);
    mic_diag_facts_free(facts);
    free(text);
}

static void out_of_range(mic_diag_context *ctx)
{
    mic_diag_options options;
    mic_diag_options_init(&options, sizeof options);
    options.listen_ms = 0;
    mic_diag_report *report = NULL;
    CHECK(mic_diag_simulate(ctx, "volume.muted") == MIC_DIAG_OK);
    CHECK(mic_diag_diagnose(ctx, &options, NULL) == INVALID);
    CHECK(mic_diag_diagnose(ctx, &options, &report) == MIC_DIAG_OK);
    CHECK(mic_diag_report_finding_count(report) > 0);
    CHECK(mic_diag_report_finding(report, UINT32_MAX) == NULL);
    CHECK_STR(mic_diag_report_check_id(report, UINT32_MAX), "");
    CHECK(mic_diag_report_check_status(report, UINT32_MAX) == MIC_DIAG_STATUS_UNKNOWN);
    const mic_diag_finding *finding = mic_diag_report_finding(report, 0);
    CHECK_STR(mic_diag_finding_evidence_key(finding, UINT32_MAX), "");
    CHECK_STR(mic_diag_finding_evidence_value(finding, UINT32_MAX), "");
    CHECK(mic_diag_finding_fix(finding, UINT32_MAX) == NULL);
    CHECK(strlen(mic_diag_report_json(report, UINT32_MAX)) > 0);
    mic_diag_report_free(report);
}

static void analyzers(void)
{
    static const uint32_t rates[] = {0, 7, 7999, 192001, UINT32_MAX};
    mic_diag_analyzer *analyzer = NULL;
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        CHECK(mic_diag_analyzer_create(rates[i], 1, &analyzer) == INVALID);
        CHECK(analyzer == NULL);
    }
    CHECK(mic_diag_analyzer_create(48000, 0, &analyzer) == INVALID);
    CHECK(mic_diag_analyzer_create(48000, 33, &analyzer) == INVALID);
    CHECK(mic_diag_analyzer_create(48000, 65535, &analyzer) == INVALID);
    CHECK(mic_diag_analyzer_create(48000, 2, &analyzer) == MIC_DIAG_OK);
    float samples[8] = {0};
    CHECK(mic_diag_analyzer_push(analyzer, NULL, 1, MIC_DIAG_SAMPLE_F32, 0, 0) == INVALID);
    CHECK(mic_diag_analyzer_push(analyzer, NULL, 0, MIC_DIAG_SAMPLE_F32, 0, 0) == MIC_DIAG_OK);
    CHECK(mic_diag_analyzer_push(analyzer, samples, 4, -1, 0, 0) == INVALID);
    CHECK(mic_diag_analyzer_push(analyzer, samples, 4, 4, 0, 0) == INVALID);
    CHECK(mic_diag_analyzer_push(analyzer, samples, 4, MIC_DIAG_SAMPLE_F32, INT64_MIN, 4) == INVALID);
    CHECK(mic_diag_analyzer_push(analyzer, samples, 4, MIC_DIAG_SAMPLE_F32, INT64_MIN, 3) == MIC_DIAG_OK);
    mic_diag_report *report = NULL;
    CHECK(mic_diag_analyzer_report(analyzer, NULL) == INVALID);
    CHECK(mic_diag_analyzer_report(analyzer, &report) == MIC_DIAG_OK);
    CHECK(mic_diag_report_verdict(report) == MIC_DIAG_VERDICT_UNSURE);
    mic_diag_report_free(report);
    mic_diag_analyzer_free(analyzer);
}

static void names_of_programs(void)
{
    mic_diag_context *ctx = (mic_diag_context *)(void *)&ctx;
    CHECK(mic_diag_context_create("\xff", &ctx) == INVALID);
    CHECK(ctx == NULL);
    char *name = malloc(10241);
    if (CHECK(name != NULL)) {
        memset(name, 'p', 10240);
        name[10240] = '\0';
        CHECK(mic_diag_context_create(name, &ctx) == MIC_DIAG_OK);
        CHECK(mic_diag_simulate(ctx, "healthy") == MIC_DIAG_ERROR_UNSUPPORTED);
        mic_diag_context_free(ctx);
        free(name);
    }
}

int main(void)
{
    nothing_at_all();
    analyzers();
    names_of_programs();
    mic_diag_context *ctx = NULL;
    CHECK(mic_diag_context_create_simulated(NULL, &ctx) == MIC_DIAG_OK);
    keys_and_words(ctx);
    struct_sizes(ctx);
    hostile_facts(ctx);
    out_of_range(ctx);
    mic_diag_context_free(ctx);
    return check_result();
}
