/*
 * mic_diag - memory runs out at every allocation of the public calls in turn: a clear error, no crash, no
 * leak, and the context goes on working.
 *
 * Built from the library's own objects and linked with --wrap for malloc, calloc, realloc and free, so that
 * the JSON library's calls and those of the worker are counted too.
 *
 * SPDX-License-Identifier: MIT
 */
#define _POSIX_C_SOURCE 200809L
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "core/context.h"
#include "mic_diag.h"

static atomic_long made, live;
static atomic_long fail_at; /* 0: none fails */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void __wrap_free(void *block);

static bool refuse(void)
{
    long number = atomic_fetch_add(&made, 1) + 1;
    return number == atomic_load(&fail_at);
}

static void *note(void *block)
{
    live += block != NULL;
    return block;
}

void *__wrap_malloc(size_t size)
{
    return refuse() ? NULL : note(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return refuse() ? NULL : note(__real_calloc(count, size));
}

void *__wrap_realloc(void *block, size_t size)
{
    if (refuse()) {
        return NULL;
    }
    void *moved = __real_realloc(block, size);
    return block ? moved : note(moved);
}

void __wrap_free(void *block)
{
    live -= block != NULL;
    __real_free(block);
}

/* ---- a simulated computer that knows which microphones were opened ----------------------------- */

static platform_operations watched;
/* Not the default one; its long id needs memory of its own wherever it is copied to. */
static char wanted_device[4001];
static atomic_bool opened_another;

static platform *watched_create(const platform_settings *settings)
{
    platform *p = platform_sim.create(settings);
    if (p) {
        p->does = &watched;
    }
    return p;
}

static uint32_t watched_start(platform *p, const platform_request *request)
{
    if (request->operation == PLATFORM_CAPTURE && strcmp(request->device, wanted_device) != 0) {
        opened_another = true;
    }
    return platform_sim.start(p, request);
}

/* ---- what is called ---------------------------------------------------------------------------- */

static bool allowed(int32_t result)
{
    return result == MIC_DIAG_OK || result == MIC_DIAG_ERROR_NO_MEMORY;
}

/* Two microphones; the one that is not the default is muted and meant. NULL: no memory. */
static mic_diag_context *computer(void)
{
    static char json[sizeof wanted_device + 2000];
    static const char format[] =
        "{\"facts\":{\"service\":{\"kind\":\"pipewire\",\"state\":\"running\",\"session_manager\":true},"
        "\"permission\":{\"nodes_readable\":true},\"selection\":{\"default\":\"pulse:usb\"},"
        "\"cards\":[{\"id\":\"c\",\"bus\":\"pci\",\"captures\":true}],"
        "\"devices\":["
        "{\"id\":\"pulse:usb\",\"name\":\"USB\",\"state\":\"active\",\"monitor\":false,\"muted\":false,"
        "\"volume_db\":0,\"channels\":1,\"rate_hz\":8000,\"default\":true},"
        "{\"id\":\"%s\",\"name\":\"Built-in\",\"card\":\"c\",\"state\":\"active\",\"monitor\":false,"
        "\"virtual\":false,\"muted\":true,\"volume_db\":0,\"channels\":2,\"rate_hz\":8000,\"default\":false}]"
        ","
        "\"users\":[]},\"microphone\":{\"sound\":\"speech\"}}";
    mic_diag_context *ctx = NULL;
    snprintf(json, sizeof json, format, wanted_device);
    mic_diag_result result = mic_diag_context_create_simulated("test", &ctx);
    CHECK(allowed(result) && (result == MIC_DIAG_OK) == (ctx != NULL));
    if (!ctx) {
        return NULL;
    }
    ctx->platform_kind = &watched;
    result = mic_diag_simulate(ctx, json);
    CHECK(allowed(result));
    if (result == MIC_DIAG_OK) {
        result = mic_diag_simulate(ctx, "advance auto");
    }
    if (result != MIC_DIAG_OK) {
        CHECK(mic_diag_context_error(ctx)[0] != '\0');
        mic_diag_context_free(ctx);
        ctx = NULL;
    }
    return ctx;
}

static mic_diag_options options_for(uint32_t listen_ms)
{
    mic_diag_options options;
    mic_diag_options_init(&options, sizeof options);
    options.device_id = wanted_device;
    options.device_name = "Built-in";
    options.off = "signal.dead-channel";
    options.listen_ms = listen_ms;
    return options;
}

static void settings(mic_diag_context *ctx)
{
    CHECK(allowed(mic_diag_context_configure(ctx, "language", "de")));
    CHECK(allowed(mic_diag_context_configure(ctx, "call-timeout-ms", "2000")));
    CHECK(allowed(mic_diag_context_tell(ctx, "prompted", "yes")));
    CHECK(allowed(mic_diag_simulate(ctx, "users usb recorder")));
    CHECK(allowed(mic_diag_simulate(ctx, "remove usb")));
    CHECK(allowed(mic_diag_simulate(ctx, "healthy")));
}

static void look(mic_diag_context *ctx)
{
    mic_diag_facts *seen = NULL;
    mic_diag_result result = mic_diag_facts_read(ctx, 0, &seen);
    CHECK(allowed(result) && (result == MIC_DIAG_OK) == (seen != NULL));
    CHECK(mic_diag_facts_json(seen) != NULL);
    CHECK(mic_diag_device_json(mic_diag_device_at(seen, 1)) != NULL);
    mic_diag_facts_free(seen);
}

static void read_report(const mic_diag_report *report_made)
{
    for (uint32_t flags = 0; flags <= (MIC_DIAG_REDACT | MIC_DIAG_TELEMETRY); flags++) {
        CHECK(mic_diag_report_json(report_made, flags) != NULL);
    }
    CHECK(mic_diag_report_text(report_made, 0) != NULL);
    CHECK(mic_diag_report_text(report_made, MIC_DIAG_REDACT) != NULL);
}

static void diagnose(mic_diag_context *ctx)
{
    mic_diag_report *report_made = NULL;
    mic_diag_options options = options_for(300);
    mic_diag_result result = mic_diag_diagnose(ctx, &options, &report_made);
    CHECK(allowed(result) && (result == MIC_DIAG_OK) == (report_made != NULL));
    read_report(report_made);
    mic_diag_report_free(report_made);
}

/* Its report, or its event, may be what there was no memory for. */
static void diagnose_in_background(mic_diag_context *ctx)
{
    mic_diag_options options = options_for(100);
    int32_t run = mic_diag_diagnose_start(ctx, &options);
    CHECK(run >= 1 || run == MIC_DIAG_ERROR_NO_MEMORY);
    mic_diag_event event;
    mic_diag_event_init(&event, sizeof event);
    mic_diag_report *report_made = NULL;
    mic_diag_result result = MIC_DIAG_ERROR_BUSY;
    while (run >= 1 && result == MIC_DIAG_ERROR_BUSY) {
        int32_t taken = mic_diag_next_event(ctx, 1000, &event);
        CHECK(taken == 1 || taken == MIC_DIAG_ERROR_NO_MEMORY);
        if (event.type == MIC_DIAG_EVENT_REPORT || event.type == MIC_DIAG_EVENT_OVERFLOW) {
            result = mic_diag_diagnose_take(ctx, &report_made);
        }
    }
    CHECK(run < 1 || (allowed(result) && (result == MIC_DIAG_OK) == (report_made != NULL)));
    mic_diag_report_free(report_made);
}

static void fix(mic_diag_context *ctx)
{
    static char key[3 * sizeof wanted_device]; /* from a first look that did not fail */
    if (!key[0]) {
        mic_diag_report *report_made = NULL;
        mic_diag_options options = options_for(0);
        CHECK(mic_diag_diagnose(ctx, &options, &report_made) == MIC_DIAG_OK);
        const mic_diag_finding *found = mic_diag_report_finding(report_made, 0);
        for (uint32_t i = 0; i < mic_diag_finding_fix_count(found); i++) {
            if (mic_diag_fix_get_kind(mic_diag_finding_fix(found, i)) == MIC_DIAG_FIX_CHANGE) {
                snprintf(key, sizeof key, "%s", mic_diag_fix_key(mic_diag_finding_fix(found, i)));
            }
        }
        mic_diag_report_free(report_made);
        CHECK(key[0] != '\0');
        return;
    }
    static bool unmuted; /* an undo for which there was no memory */
    mic_diag_result applied = mic_diag_fix_apply(ctx, key);
    /* A probe that runs out of memory fails, as any other way in which a probe can fail. */
    CHECK(unmuted ? applied == MIC_DIAG_ERROR_STALE : allowed(applied) || applied == MIC_DIAG_ERROR_SYSTEM);
    mic_diag_result undone = mic_diag_fix_undo(ctx, key);
    bool changed = unmuted || applied == MIC_DIAG_OK;
    CHECK(allowed(undone) || (!changed && undone == MIC_DIAG_ERROR_NOT_FOUND));
    unmuted = undone == MIC_DIAG_ERROR_NO_MEMORY;
}

static void monitor(mic_diag_context *ctx)
{
    mic_diag_monitor *monitor_made = NULL;
    mic_diag_result result = mic_diag_monitor_open(ctx, wanted_device, &monitor_made);
    CHECK(allowed(result) && (result == MIC_DIAG_OK) == (monitor_made != NULL));
    mic_diag_monitor_state state = MIC_DIAG_MONITOR_STARTING;
    while (monitor_made && state == MIC_DIAG_MONITOR_STARTING) {
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
        state = mic_diag_monitor_get_state(monitor_made);
    }
    CHECK(!monitor_made || state == MIC_DIAG_MONITOR_LIVE || state == MIC_DIAG_MONITOR_REFUSED);
    mic_diag_report *report_made = NULL;
    if (monitor_made) {
        result = mic_diag_monitor_report(monitor_made, &report_made);
        CHECK(allowed(result) && (result == MIC_DIAG_OK) == (report_made != NULL));
        float room[256];
        CHECK(mic_diag_monitor_read(monitor_made, room, 256) % 2 == 0);
    }
    mic_diag_report_free(report_made);
    mic_diag_monitor_free(monitor_made);
}

static void analyze(void)
{
    static const float samples[2 * 480];
    mic_diag_analyzer *analyzer = NULL;
    mic_diag_report *report_made = NULL;
    mic_diag_result result = mic_diag_analyzer_create(48000, 2, &analyzer);
    CHECK(allowed(result) && (result == MIC_DIAG_OK) == (analyzer != NULL));
    if (analyzer) {
        CHECK(mic_diag_analyzer_push(analyzer, samples, 480, MIC_DIAG_SAMPLE_F32, 0, 0) == MIC_DIAG_OK);
        result = mic_diag_analyzer_report(analyzer, &report_made);
        CHECK(allowed(result) && (result == MIC_DIAG_OK) == (report_made != NULL));
    }
    mic_diag_report_free(report_made);
    mic_diag_analyzer_free(analyzer);
}

/* ---- in turn ----------------------------------------------------------------------------------- */

/* @return whether a failure was met. */
static bool run(void (*call)(mic_diag_context *ctx), long failing)
{
    long before = live;
    made = 0;
    fail_at = failing;
    mic_diag_context *ctx = computer();
    if (ctx) {
        call(ctx);
    }
    bool met = failing > 0 && made >= failing;
    fail_at = 0;
    if (ctx && call != settings) {
        call(ctx); /* as good as before */
    }
    mic_diag_context_free(ctx);
    CHECK(live == before);
    return met;
}

static void run_each(const char *name, void (*call)(mic_diag_context *ctx))
{
    run(call, 0);
    long first = made;
    long failing = 1;
    unsigned failures = check_failures;
    while (run(call, failing)) {
        if (check_failures != failures) {
            fprintf(stderr, "    %s, allocation %ld\n", name, failing);
            failures = check_failures;
        }
        failing++;
    }
    CHECK(first > 0 && failing > 2);
    CHECK(!opened_another);
    opened_another = false;
    fprintf(stderr, "%s: %ld allocations, each failed once\n", name, failing - 1);
}

static void analyze_each(void)
{
    long failing = 1, before = live;
    for (;; failing++) {
        made = 0;
        fail_at = failing;
        analyze();
        fail_at = 0;
        CHECK(live == before);
        if (made < failing) {
            break;
        }
    }
    CHECK(failing > 2);
    fprintf(stderr, "analyzer: %ld allocations, each failed once\n", failing - 1);
}

int main(void)
{
    memset(wanted_device, 'x', sizeof wanted_device - 1);
    watched = platform_sim;
    watched.create = watched_create;
    watched.start = watched_start;
    run_each("settings and steps", settings);
    run_each("a look", look);
    run_each("a diagnosis", diagnose);
    run_each("a diagnosis in the background", diagnose_in_background);
    run_each("a fix and back", fix);
    run_each("a monitor", monitor);
    analyze_each();
    return check_result();
}
