/*
 * mic_diag - everything at once, from many threads, for some seconds: for the sanitizers, and so that no call
 * hangs.
 *
 * SPDX-License-Identifier: MIT
 */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "mic_diag.h"

/* The bound of a call's time is here to see a hang, on a slow machine under a sanitizer: how exact calls are
 * is tested in calls.c. */
enum { RUN_MS = 3000, CALL_MS = 500, HANG_MS = 5000 };

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

typedef struct {
    mic_diag_context *ctx;
    int64_t until_ms;
    pthread_rwlock_t held; /* the monitor: read by many, freed by one that is alone */
    mic_diag_monitor *monitor;
    pthread_mutex_t key_lock;
    char key[2048];
} shared;

/* check.h is for one thread: these count what must not happen. */
static atomic_uint wrong_results, hangs;
static atomic_uint calls, reports, looks, read_samples, fixes; /* what succeeded */

static uint32_t random_below(uint32_t *state, uint32_t limit)
{
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 8) % limit;
}

static bool goes_on(const shared *s)
{
    return now_ms() < s->until_ms;
}

/* Notes one call: its result must be one that can be, and it must not hang. */
static int32_t noted(int64_t started_ms, int32_t result)
{
    calls++;
    if (now_ms() - started_ms > HANG_MS) {
        hangs++;
    }
    switch (result) {
    case MIC_DIAG_ERROR_BUSY: /* lets the one have its turn whose call runs */
        nanosleep(&(struct timespec){.tv_nsec = 300000}, NULL);
        break;
    case MIC_DIAG_ERROR_INVALID:
    case MIC_DIAG_ERROR_NO_MEMORY:
    case MIC_DIAG_ERROR_DENIED:
    case MIC_DIAG_ERROR_FORKED:
        wrong_results++;
        fprintf(stderr, "unexpected: %s\n", mic_diag_result_text(result));
        break;
    default:
        break;
    }
    return result;
}

static void read_all(const mic_diag_report *report)
{
    reports += report != NULL;
    size_t length = strlen(mic_diag_report_summary(report)) + strlen(mic_diag_report_json(report, 0)) +
                    strlen(mic_diag_report_text(report, MIC_DIAG_REDACT));
    if (report && length < 100) {
        wrong_results++;
    }
}

static void keep_key(shared *s, const mic_diag_report *report)
{
    for (uint32_t i = 0; i < mic_diag_report_finding_count(report); i++) {
        const mic_diag_finding *finding = mic_diag_report_finding(report, i);
        for (uint32_t k = 0; k < mic_diag_finding_fix_count(finding); k++) {
            const mic_diag_fix *fix = mic_diag_finding_fix(finding, k);
            if (mic_diag_fix_get_kind(fix) == MIC_DIAG_FIX_CHANGE) {
                pthread_mutex_lock(&s->key_lock);
                snprintf(s->key, sizeof s->key, "%s", mic_diag_fix_key(fix));
                pthread_mutex_unlock(&s->key_lock);
            }
        }
    }
}

static mic_diag_options short_options(uint32_t listen_ms)
{
    mic_diag_options options;
    mic_diag_options_init(&options, sizeof options);
    options.timeout_ms = CALL_MS;
    options.listen_ms = listen_ms;
    return options;
}

static void *diagnose(void *argument)
{
    shared *s = argument;
    uint32_t random = 1;
    while (goes_on(s)) {
        mic_diag_options options = short_options(random_below(&random, 3) * 60);
        mic_diag_report *report = NULL;
        int64_t start = now_ms();
        noted(start, mic_diag_diagnose(s->ctx, &options, &report));
        read_all(report);
        keep_key(s, report);
        mic_diag_report_free(report);
    }
    return NULL;
}

static void *diagnose_in_background(void *argument)
{
    shared *s = argument;
    while (goes_on(s)) {
        mic_diag_options options = short_options(100);
        mic_diag_report *report = NULL;
        noted(now_ms(), mic_diag_diagnose_start(s->ctx, &options));
        noted(now_ms(), mic_diag_diagnose_take(s->ctx, &report));
        read_all(report);
        mic_diag_report_free(report);
    }
    return NULL;
}

static void *poll_events(void *argument)
{
    shared *s = argument;
    mic_diag_event event;
    mic_diag_event_init(&event, sizeof event);
    while (goes_on(s)) {
        int64_t start = now_ms();
        if (noted(start, mic_diag_next_event(s->ctx, 20, &event)) == 1 &&
            (event.type == MIC_DIAG_EVENT_NONE || strlen(event.text) + strlen(event.device_id) > 4096)) {
            wrong_results++;
        }
    }
    return NULL;
}

static void *cancel(void *argument)
{
    shared *s = argument;
    uint32_t random = 3;
    while (goes_on(s)) {
        nanosleep(&(struct timespec){.tv_nsec = 1000000 * (long)random_below(&random, 60)}, NULL);
        mic_diag_cancel(s->ctx);
    }
    return NULL;
}

static void *open_and_free_monitors(void *argument)
{
    shared *s = argument;
    uint32_t random = 4;
    while (goes_on(s)) {
        mic_diag_monitor *monitor = NULL;
        if (noted(now_ms(), mic_diag_monitor_open(s->ctx, NULL, &monitor)) != MIC_DIAG_OK) {
            continue;
        }
        pthread_rwlock_wrlock(&s->held);
        s->monitor = monitor;
        pthread_rwlock_unlock(&s->held);
        nanosleep(&(struct timespec){.tv_nsec = 1000000 * (long)random_below(&random, 300)}, NULL);
        pthread_rwlock_wrlock(&s->held);
        s->monitor = NULL;
        pthread_rwlock_unlock(&s->held);
        int64_t start = now_ms();
        mic_diag_monitor_free(monitor);
        noted(start, MIC_DIAG_OK);
    }
    return NULL;
}

static void *read_monitor(void *argument)
{
    shared *s = argument;
    float samples[500];
    while (goes_on(s)) {
        mic_diag_levels levels;
        mic_diag_levels_init(&levels, sizeof levels);
        noted(now_ms(), mic_diag_diagnose_levels(s->ctx, &levels));
        pthread_rwlock_rdlock(&s->held);
        if (s->monitor) {
            mic_diag_report *report = NULL;
            uint32_t rate, channels;
            noted(now_ms(), mic_diag_monitor_get_state(s->monitor));
            noted(now_ms(), mic_diag_monitor_levels(s->monitor, &levels));
            noted(now_ms(), mic_diag_monitor_format(s->monitor, &rate, &channels));
            read_samples += noted(now_ms(), mic_diag_monitor_read(s->monitor, samples, 500)) > 0;
            noted(now_ms(), mic_diag_monitor_report(s->monitor, &report));
            read_all(report);
            mic_diag_report_free(report);
        }
        pthread_rwlock_unlock(&s->held);
        nanosleep(&(struct timespec){.tv_nsec = 300000}, NULL);
    }
    return NULL;
}

static void *change_computer(void *argument)
{
    static const char *const steps[] = {"healthy",
                                        "mute usb-headset",
                                        "unmute usb-headset",
                                        "unplug usb-headset",
                                        "plug usb-headset",
                                        "volume usb-headset -40",
                                        "probe.crashed",
                                        "healthy",
                                        "silent",
                                        "speak",
                                        "healthy",
                                        "thaw-server",
                                        "stall",
                                        "resume",
                                        "busy usb-headset x",
                                        "allow",
                                        "freeze-server",
                                        "thaw-server",
                                        "kill-server",
                                        "start-server",
                                        "volume.muted",
                                        "use.busy"};
    shared *s = argument;
    uint32_t random = 5;
    while (goes_on(s)) {
        const char *step = steps[random_below(&random, sizeof steps / sizeof *steps)];
        noted(now_ms(), mic_diag_simulate(s->ctx, step));
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    return NULL;
}

static void *look(void *argument)
{
    shared *s = argument;
    uint32_t random = 6;
    while (goes_on(s)) {
        mic_diag_facts *facts = NULL;
        int64_t start = now_ms();
        noted(start, mic_diag_facts_read(s->ctx, 1 + random_below(&random, CALL_MS), &facts));
        for (uint32_t i = 0; i < mic_diag_device_count(facts); i++) {
            if (!strstr(mic_diag_device_json(mic_diag_device_at(facts, i)), "id")) {
                wrong_results++;
            }
        }
        looks += facts != NULL;
        mic_diag_facts_free(facts);
    }
    return NULL;
}

static void *fix(void *argument)
{
    shared *s = argument;
    uint32_t random = 7;
    while (goes_on(s)) {
        char key[sizeof s->key];
        pthread_mutex_lock(&s->key_lock);
        memcpy(key, s->key, sizeof key);
        pthread_mutex_unlock(&s->key_lock);
        int64_t start = now_ms();
        if (!key[0]) {
            nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        } else if (random_below(&random, 3) == 0) {
            noted(start, mic_diag_fix_start(s->ctx, key));
        } else {
            fixes += noted(start, mic_diag_fix_apply(s->ctx, key)) == MIC_DIAG_OK;
            start = now_ms();
            noted(start, mic_diag_fix_undo(s->ctx, key));
        }
    }
    return NULL;
}

static void *configure(void *argument)
{
    shared *s = argument;
    uint32_t random = 8;
    while (goes_on(s)) {
        noted(now_ms(),
              mic_diag_context_configure(s->ctx, "language", random_below(&random, 2) ? "en" : "de"));
        noted(now_ms(), mic_diag_context_configure(s->ctx, "call-timeout-ms", "500"));
        noted(now_ms(), mic_diag_context_tell(s->ctx, "muted", random_below(&random, 2) ? "yes" : "unknown"));
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    return NULL;
}

int main(void)
{
    static void *(*const all[])(void *) = {diagnose,
                                           diagnose,
                                           diagnose_in_background,
                                           poll_events,
                                           cancel,
                                           read_monitor,
                                           open_and_free_monitors,
                                           read_monitor,
                                           look,
                                           change_computer,
                                           fix,
                                           configure};
    enum { THREADS = sizeof all / sizeof *all, CONTEXTS = 2 };
    static shared contexts[CONTEXTS];
    pthread_t threads[CONTEXTS][THREADS];
    for (int i = 0; i < CONTEXTS; i++) {
        shared *s = &contexts[i];
        CHECK(mic_diag_context_create_simulated("stress", &s->ctx) == MIC_DIAG_OK);
        CHECK(mic_diag_simulate(s->ctx, "volume.muted") == MIC_DIAG_OK);
        CHECK(pthread_rwlock_init(&s->held, NULL) == 0 && pthread_mutex_init(&s->key_lock, NULL) == 0);
        s->until_ms = now_ms() + RUN_MS;
        for (int k = 0; k < THREADS; k++) {
            CHECK(pthread_create(&threads[i][k], NULL, all[k], s) == 0);
        }
    }
    for (int i = 0; i < CONTEXTS; i++) {
        for (int k = 0; k < THREADS; k++) {
            pthread_join(threads[i][k], NULL);
        }
        int64_t start = now_ms();
        mic_diag_diagnose_start(contexts[i].ctx, NULL); /* and is ended by free */
        mic_diag_context_free(contexts[i].ctx);
        CHECK(now_ms() - start < HANG_MS);
        pthread_rwlock_destroy(&contexts[i].held);
        pthread_mutex_destroy(&contexts[i].key_lock);
    }
    CHECK(wrong_results == 0);
    CHECK(hangs == 0);
    CHECK(reports > 10 && looks > 10 && read_samples > 10);
    fprintf(stderr, "%u calls: %u reports, %u looks, %u times sound, %u fixes\n", (unsigned)calls,
            (unsigned)reports, (unsigned)looks, (unsigned)read_samples, (unsigned)fixes);
    return check_result();
}
