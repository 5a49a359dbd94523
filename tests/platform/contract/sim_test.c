/*
 * mic_diag - the described computer: its scenarios, steps, clock and replay, through the seam.
 *
 * SPDX-License-Identifier: MIT
 */
#include <pthread.h>
#include <stdlib.h>

#include "../../check.h"
#include "core/os.h"
#include "mic_diag.h"
#include "platform/platform.h"

static const platform_operations *const does = &platform_sim;

static platform *make(const char *what)
{
    static const platform_settings settings = {.app_name = "test"};
    platform *p = does->create(&settings);
    char error[200] = "";
    if (!CHECK(p != NULL && does->simulate(p, what, error, sizeof error) == MIC_DIAG_OK))
        fprintf(stderr, "    %s: %s\n", what, error);
    return p;
}

static int32_t step(platform *p, const char *what)
{
    char error[200] = "";
    int32_t result = does->simulate(p, what, error, sizeof error);
    CHECK((result == MIC_DIAG_OK) == (*error == '\0'));
    return result;
}

static uint32_t start(platform *p, platform_operation kind, const char *name, const char *device)
{
    platform_request request = {.operation = kind, .name = name, .device = device};
    request.deadline_us = does->now(p) + 3000000;
    return does->start(p, &request);
}

static facts *look(platform *p)
{
    facts *seen = facts_create();
    uint32_t number = start(p, PLATFORM_PROBE, "pulse", NULL);
    platform_message m;
    while (does->next(p, does->now(p) + 4000000, &m) != PLATFORM_ENDED || m.operation != number)
        if (m.type == PLATFORM_FACTS)
            facts_merge(seen, m.facts);
    return seen;
}

static void test_scenarios(void)
{
    CHECK(sim_scenario_count() > 35);
    CHECK_STR(sim_scenario_name(0), "healthy");
    CHECK_STR(sim_scenario_name(UINT32_MAX), "");
    CHECK_STR(sim_scenario_text(UINT32_MAX), "");
    for (uint32_t i = 0; i < sim_scenario_count(); ++i) {
        const char *text = sim_scenario_text(i);
        CHECK(strlen(text) > 20 && text[strlen(text) - 1] == '.');
        for (uint32_t k = 0; k < i; ++k)
            CHECK(strcmp(sim_scenario_name(i), sim_scenario_name(k)) != 0);
        platform *p = make(sim_scenario_name(i));
        facts *into = facts_create();
        CHECK(!does->replay(p, into)); /* its microphone is described */
        facts_release(into);
        does->destroy(p);
    }
}

static void test_what_is_refused(void)
{
    static const struct {
        const char *what;
        int32_t result;
    } cases[] = {
        {"", MIC_DIAG_ERROR_NOT_FOUND},
        {"no-such-scenario", MIC_DIAG_ERROR_NOT_FOUND},
        {"mute", MIC_DIAG_ERROR_INVALID},
        {"mute nothing", MIC_DIAG_ERROR_NOT_FOUND},
        {"plug nothing", MIC_DIAG_ERROR_NOT_FOUND},
        {"volume usb-headset", MIC_DIAG_ERROR_INVALID},
        {"volume usb-headset loud", MIC_DIAG_ERROR_INVALID},
        {"volume usb-headset -3 percent", MIC_DIAG_ERROR_INVALID},
        {"kill-server now", MIC_DIAG_ERROR_INVALID},
        {"advance", MIC_DIAG_ERROR_INVALID},
        {"advance -1", MIC_DIAG_ERROR_INVALID},
        {"advance soon", MIC_DIAG_ERROR_INVALID},
        {"advance 1e9", MIC_DIAG_ERROR_INVALID},
        {"advance 99999999999999999999", MIC_DIAG_ERROR_INVALID},
        {"{", MIC_DIAG_ERROR_INVALID},
        {"{\"devices\":1}", MIC_DIAG_ERROR_INVALID},
        {"{\"facts\":{\"devices\":[{\"id\":1}]},\"microphone\":{}}", MIC_DIAG_ERROR_INVALID},
        {"{\"facts\":{},\"microphone\":{\"sound\":\"music\"}}", MIC_DIAG_ERROR_INVALID},
        {"{\"facts\":{},\"microphone\":3}", MIC_DIAG_ERROR_INVALID},
        {"{\"facts\":{},\"microphone\":{\"first_ms\":1e300}}", MIC_DIAG_ERROR_INVALID},
        {"{\"facts\":{},\"microphone\":{\"lost_after_ms\":-1}}", MIC_DIAG_ERROR_INVALID},
        {"{\"facts\":{},\"microphone\":{\"level_dbfs\":1e9}}", MIC_DIAG_ERROR_INVALID},
        {"volume usb-headset 99999999999", MIC_DIAG_ERROR_INVALID},
    };
    platform *p = make("healthy");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i)
        if (!CHECK(step(p, cases[i].what) == cases[i].result))
            fprintf(stderr, "    %s\n", cases[i].what);
    CHECK(does->simulate(p, NULL, NULL, 0) == MIC_DIAG_ERROR_INVALID);
    CHECK(does->simulate(p, "nothing of the kind", NULL, 0) == MIC_DIAG_ERROR_NOT_FOUND);
    /* It is as it was. */
    facts *seen = look(p);
    CHECK(facts_find_device(seen, "pulse:usb-headset") != NULL);
    facts_release(seen);
    does->destroy(p);
}

static void test_steps_change_facts(void)
{
    platform *p = make("healthy");
    CHECK(step(p, "mute pulse:usb-headset") == MIC_DIAG_OK);
    CHECK(step(p, "volume usb-headset -20.5") == MIC_DIAG_OK);
    CHECK(step(p, "users usb-headset Voice Chat") == MIC_DIAG_OK);
    facts *seen = look(p);
    const fact_device *d = facts_find_device(seen, "pulse:usb-headset");
    CHECK(d != NULL && d->muted == FACT_YES);
    CHECK_NEAR(d->volume_db, -20.5, 1e-9);
    CHECK(seen->users.count == 1);
    CHECK_STR(FACT_AT(fact_user, seen->users, 0)->program, "Voice Chat");
    facts_release(seen);
    CHECK(step(p, "users usb-headset") == MIC_DIAG_OK && step(p, "remove usb-headset") == MIC_DIAG_OK);
    seen = look(p);
    CHECK(facts_find_device(seen, "pulse:usb-headset") == NULL && seen->users.count == 0);
    CHECK(seen->cards.count == 0 && seen->selection.default_ == NULL);
    CHECK(FACT_WHY(&seen->selection, SELECTION, default_) == FACT_ABSENT);
    facts_release(seen);
    CHECK(step(p, "plug usb-headset") == MIC_DIAG_OK);
    seen = look(p);
    d = facts_find_device(seen, "pulse:usb-headset");
    CHECK(d != NULL && d->muted == FACT_YES && d->default_ == FACT_YES && seen->cards.count == 1);
    facts_release(seen);
    CHECK(step(p, "kill-server") == MIC_DIAG_OK);
    seen = look(p);
    CHECK(seen->service.state == FACT_service_state_refused && seen->devices.mark.why != FACT_KNOWN);
    CHECK(seen->cards.count == 1);
    facts_release(seen);
    does->destroy(p);
}

/* Loudest sample of the blocks within `ms` of simulated time; `*type` is the last message's. */
static double hear(platform *p, uint32_t number, int64_t ms, platform_message_type *type)
{
    double loudest = 0.0;
    int64_t until_us = does->now(p) + ms * 1000;
    platform_message m;
    *type = PLATFORM_NOTHING;
    while (does->now(p) < until_us && *type != PLATFORM_ENDED && *type != PLATFORM_FAILED) {
        if (does->next(p, until_us, &m) == PLATFORM_NOTHING || m.operation != number)
            continue;
        *type = m.type;
        for (uint32_t i = 0; m.type == PLATFORM_AUDIO && i < m.frames * m.channels; ++i)
            loudest = fmax(loudest, fabs((double)m.samples[i]));
    }
    return loudest;
}

static void test_microphone(void)
{
    platform *p = make("healthy");
    platform_message_type type;
    CHECK(step(p, "advance auto") == MIC_DIAG_OK);
    uint32_t number = start(p, PLATFORM_CAPTURE, NULL, "pulse:usb-headset");
    const int64_t phrase_ms = 3400; /* the voice says the same again after that */
    double loud = hear(p, number, phrase_ms, &type);
    CHECK(type == PLATFORM_AUDIO && loud > 0.1 && loud <= 1.0);
    CHECK(step(p, "volume usb-headset -20") == MIC_DIAG_OK);
    CHECK_NEAR(hear(p, number, phrase_ms, &type), loud / 10.0, loud / 100.0);
    CHECK(step(p, "mute usb-headset") == MIC_DIAG_OK);
    CHECK(hear(p, number, 500, &type) == 0.0 && type == PLATFORM_AUDIO); /* exact zeros still arrive */
    CHECK(step(p, "unmute usb-headset") == MIC_DIAG_OK && step(p, "volume usb-headset 0") == MIC_DIAG_OK);
    CHECK(step(p, "silent") == MIC_DIAG_OK);
    double room = hear(p, number, 500, &type);
    CHECK(room > 0.0 && room < 0.02);
    CHECK(step(p, "clip") == MIC_DIAG_OK);
    CHECK(hear(p, number, 1000, &type) == 1.0);
    CHECK(step(p, "stall") == MIC_DIAG_OK);
    hear(p, number, 2000, &type);
    CHECK(type == PLATFORM_NOTHING);
    CHECK(step(p, "resume") == MIC_DIAG_OK);
    hear(p, number, 200, &type);
    CHECK(type == PLATFORM_AUDIO);
    CHECK(step(p, "freeze-server") == MIC_DIAG_OK);
    hear(p, number, 2000, &type);
    CHECK(type == PLATFORM_NOTHING);
    CHECK(step(p, "thaw-server") == MIC_DIAG_OK && step(p, "unplug usb-headset") == MIC_DIAG_OK);
    hear(p, number, 2000, &type);
    CHECK(type == PLATFORM_FAILED);
    hear(p, number, 100, &type);
    CHECK(type == PLATFORM_ENDED);
    does->destroy(p);
}

/* The same scenario gives the same samples. */
static void test_repeatable(void)
{
    enum { BLOCKS = 100, SAMPLES = 48000 };
    float *heard[2] = {calloc(SAMPLES, sizeof(float)), calloc(SAMPLES, sizeof(float))};
    for (int run = 0; run < 2; ++run) {
        platform *p = make("healthy");
        platform_message m;
        uint32_t used = 0;
        CHECK(step(p, "advance auto") == MIC_DIAG_OK);
        start(p, PLATFORM_CAPTURE, NULL, "pulse:usb-headset");
        while (used < SAMPLES && does->next(p, does->now(p) + 1000000, &m) != PLATFORM_NOTHING)
            for (uint32_t i = 0; m.type == PLATFORM_AUDIO && i < m.frames && used < SAMPLES; ++i)
                heard[run][used++] = m.samples[i];
        CHECK(used == SAMPLES);
        does->destroy(p);
    }
    CHECK(memcmp(heard[0], heard[1], SAMPLES * sizeof(float)) == 0);
    free(heard[0]);
    free(heard[1]);
}

/* Real time until the first "advance"; then by "advance" alone, each thing at its own time. */
static void test_clock(void)
{
    platform *p = make("healthy");
    platform_message m;
    int64_t real_us = os_now_us();
    CHECK(llabs(does->now(p) - real_us) < 100000);
    CHECK(step(p, "advance 0") == MIC_DIAG_OK);
    int64_t start_us = does->now(p);
    uint32_t number = start(p, PLATFORM_CAPTURE, NULL, "pulse:usb-headset");
    CHECK(does->next(p, INT64_MAX, &m) == PLATFORM_STARTED);
    CHECK(does->next(p, INT64_MAX, &m) == PLATFORM_NOTHING); /* no block is due, and time stands still */
    CHECK(does->now(p) == start_us);
    CHECK(step(p, "advance 35") == MIC_DIAG_OK);
    for (int64_t at_ms = 10; at_ms <= 30; at_ms += 10) {
        CHECK(does->next(p, INT64_MAX, &m) == PLATFORM_AUDIO);
        CHECK(m.time_us == start_us + at_ms * 1000 && does->now(p) == m.time_us && m.operation == number);
    }
    CHECK(does->next(p, INT64_MAX, &m) == PLATFORM_NOTHING);
    CHECK(does->now(p) == start_us + 35000);
    /* A wait that ends on the way ends there. */
    CHECK(step(p, "advance 5") == MIC_DIAG_OK);
    CHECK(does->next(p, start_us + 38000, &m) == PLATFORM_NOTHING && does->now(p) == start_us + 38000);
    CHECK(does->next(p, INT64_MAX, &m) == PLATFORM_AUDIO && does->now(p) == start_us + 40000);
    /* Free: an hour is over at once. */
    does->stop(p, number);
    CHECK(step(p, "advance auto") == MIC_DIAG_OK);
    real_us = os_now_us();
    CHECK(does->next(p, does->now(p) + 3600000000LL, &m) == PLATFORM_NOTHING);
    CHECK(does->now(p) >= start_us + 3600000000LL && os_now_us() - real_us < 2000000);
    does->destroy(p);
}

static void test_replay(void)
{
    platform *p = make("{\"schema\":1,\"facts\":{\"devices\":[{\"id\":\"pulse:a\",\"muted\":true}],"
                       "\"selection\":{\"default\":\"pulse:a\"},\"open\":{\"result\":\"ok\"},"
                       "\"signal\":{\"seconds\":2.0,\"zero_ms\":2000.0},"
                       "\"probes\":[{\"name\":\"pulse\",\"status\":\"crashed\",\"signal\":11,\"ms\":4.0}]}}");
    facts *seen = look(p);
    CHECK(facts_find_device(seen, "pulse:a") != NULL);
    CHECK(seen->open.result == FACT_UNKNOWN && !isfinite(seen->signal.zero_ms)); /* a look does not hear */
    CHECK(does->replay(p, seen));
    CHECK(seen->open.result == FACT_open_result_ok && seen->signal.zero_ms == 2000.0);
    CHECK(seen->devices.count == 1);
    facts_release(seen);
    uint32_t number = start(p, PLATFORM_PROBE, "pulse", NULL);
    platform_message m;
    while (does->next(p, does->now(p) + 1000000, &m) != PLATFORM_ENDED || m.operation != number)
        if (!CHECK(m.type == PLATFORM_FACTS))
            break;
    CHECK(m.status == FACT_probe_status_crashed && m.signal == 11 && m.ms == 4.0);
    /* Somebody speaks into it: from now on it is listened to. */
    CHECK(step(p, "speak a") == MIC_DIAG_OK);
    seen = facts_create();
    CHECK(!does->replay(p, seen));
    facts_release(seen);
    does->destroy(p);
}

/* ---- threads ------------------------------------------------------------------------------------ */

static void *take_steps(void *argument)
{
    static const char *const steps[] = {"mute usb-headset",
                                        "unmute usb-headset",
                                        "volume usb-headset -10",
                                        "unplug usb-headset",
                                        "plug usb-headset",
                                        "stall",
                                        "resume",
                                        "freeze-server",
                                        "thaw-server",
                                        "healthy",
                                        "advance 20"};
    platform *p = argument;
    for (int i = 0; i < 600; ++i) {
        does->simulate(p, steps[i % (int)(sizeof steps / sizeof *steps)], NULL, 0);
        does->now(p);
        if (i % 7 == 0)
            does->wake(p);
    }
    return NULL;
}

/* Facts of others may hold any number. */
static void test_impossible_volume(void)
{
    platform *p =
        make("{\"facts\":{\"devices\":[{\"id\":\"pulse:x\",\"volume_db\":-1e308}]},\"microphone\":{}}");
    platform_request request = {
        .operation = PLATFORM_APPLY, .name = "volume", .device = "pulse:x", .wanted = "99999999999dB"};
    request.deadline_us = does->now(p) + 3000000;
    CHECK(does->start(p, &request) > 0);
    platform_message m;
    CHECK(does->next(p, does->now(p) + 4000000, &m) == PLATFORM_APPLIED);
    CHECK(m.applied == PLATFORM_APPLY_OK);
    CHECK_STR(m.before, "-200.00dB");
    CHECK_STR(m.after, "200.00dB");
    does->destroy(p);
}

/* A step may come from another thread while the worker still reads a message: its texts stay until `next`. */
static void test_messages_outlive_steps(void)
{
    platform *p = make("probe.crashed");
    platform_message m;
    uint32_t number = start(p, PLATFORM_PROBE, "pulse", NULL);
    while (does->next(p, does->now(p) + 4000000, &m) != PLATFORM_ENDED || m.operation != number)
        ;
    CHECK(step(p, "healthy") == MIC_DIAG_OK);
    CHECK_STR(m.step, "list sources");
    does->destroy(p);
    p = make("use.busy");
    start(p, PLATFORM_CAPTURE, NULL, "pulse:usb-headset");
    CHECK(does->next(p, does->now(p) + 4000000, &m) == PLATFORM_FAILED);
    CHECK(step(p, "healthy") == MIC_DIAG_OK);
    CHECK_STR(m.text, "Device or resource busy");
    does->destroy(p);
}

/* Steps from another thread than the one that waits: for the thread sanitizer. */
static void test_threads(void)
{
    platform *p = make("healthy");
    pthread_t thread;
    uint32_t watch = start(p, PLATFORM_WATCH, does->watcher(p), NULL);
    uint32_t capture = start(p, PLATFORM_CAPTURE, NULL, "pulse:usb-headset");
    CHECK(watch > 0 && capture > watch);
    if (!CHECK(pthread_create(&thread, NULL, take_steps, p) == 0))
        return;
    uint32_t messages = 0;
    double sum = 0.0;
    for (int i = 0; i < 500; ++i) {
        platform_message m;
        if (does->next(p, does->now(p) + 1000, &m) == PLATFORM_NOTHING)
            continue;
        ++messages;
        sum += m.type == PLATFORM_AUDIO ? (double)m.samples[0] : (double)strlen(m.device);
        if (m.type == PLATFORM_ENDED && m.operation == capture)
            capture = start(p, PLATFORM_CAPTURE, NULL, "pulse:usb-headset");
    }
    pthread_join(thread, NULL);
    CHECK(messages > 0 && isfinite(sum));
    does->destroy(p);
}

int main(void)
{
    test_scenarios();
    test_what_is_refused();
    test_steps_change_facts();
    test_microphone();
    test_repeatable();
    test_clock();
    test_replay();
    test_impossible_volume();
    test_messages_outlive_steps();
    test_threads();
    return check_result();
}
