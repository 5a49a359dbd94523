/*
 * mic_diag - the contract of lib/platform/platform.h, kept by any platform: one suite, run on each.
 *
 * Usage: contract_test sim
 *        contract_test system --device ID [--helper PATH] [--mute CMD] [--unmute CMD] [--volume CMD]
 * [--default CMD]
 *                      [--restore-default CMD] [--plug CMD] [--unplug CMD] [--freeze CMD] [--thaw CMD]
 *
 * `CMD` is a line for the shell that does to the server what its name says; what has no command is not
 * tested.
 * --volume sets another volume than the present one, --default makes another device the default. The device
 * is there, active, not muted, and delivers sound.
 *
 * SPDX-License-Identifier: MIT
 */
#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../check.h"
#include "core/os.h"
#include "platform/platform.h"

typedef enum {
    MUTE,
    UNMUTE,
    VOLUME,
    DEFAULT,
    RESTORE_DEFAULT,
    PLUG,
    UNPLUG,
    FREEZE,
    THAW,
    CHANGES
} change_name;

static const char *const options[CHANGES] = {"--mute",    "--unmute",          "--volume",
                                             "--default", "--restore-default", "--plug",
                                             "--unplug",  "--freeze",          "--thaw"};

/* What is tested, and how to bring changes about behind its back. */
typedef struct {
    const platform_operations *does;
    platform_settings settings;
    const char *device;
    const char *change[CHANGES]; /* step of a simulation, or command; NULL: cannot */
    bool simulated;
} subject;

enum { PROBE_MS = 3000, OPEN_MS = 5000, CHANGE_MS = 5000, GRACE_MS = 250 };

static platform *make(const subject *s)
{
    platform *p = s->does->create(&s->settings);
    CHECK(p != NULL && p->does == s->does);
    if (p != NULL && s->simulated) {
        char error[200];
        CHECK(s->does->simulate(p, "healthy", error, sizeof error) == 0);
    }
    return p;
}

static bool can(const subject *s, change_name what)
{
    return s->change[what] != NULL;
}

static void bring_about(const subject *s, platform *p, change_name what)
{
    char error[200] = "";
    if (s->simulated)
        CHECK(s->does->simulate(p, s->change[what], error, sizeof error) == 0);
    else
        CHECK(system(s->change[what]) == 0);
}

static int64_t in_ms(const subject *s, platform *p, int64_t ms)
{
    return s->does->now(p) + ms * 1000;
}

static uint32_t start(const subject *s, platform *p, platform_operation kind, const char *name,
                      const char *seen, const char *wanted, int64_t ms)
{
    platform_request request = {.operation = kind, .name = name, .seen = seen, .wanted = wanted};
    request.device = kind == PLATFORM_CAPTURE || kind == PLATFORM_APPLY ? s->device : NULL;
    request.deadline_us = in_ms(s, p, ms);
    uint32_t number = s->does->start(p, &request);
    CHECK(number > 0);
    return number;
}

/* Waits for a message of an operation of one of two types; others of it are passed over. */
static bool wait_for(const subject *s, platform *p, uint32_t number, platform_message_type type,
                     platform_message_type other, int64_t ms, platform_message *m)
{
    int64_t until_us = in_ms(s, p, ms);
    for (;;) {
        platform_message_type got = s->does->next(p, until_us, m);
        CHECK(got == m->type);
        if (got != PLATFORM_NOTHING && m->operation == number && (got == type || got == other))
            return true;
        if (got == PLATFORM_NOTHING && s->does->now(p) >= until_us)
            return false;
    }
}

static bool nothing_follows(const subject *s, platform *p, uint32_t number, int64_t ms)
{
    platform_message m;
    int64_t until_us = in_ms(s, p, ms);
    while (s->does->now(p) < until_us)
        if (s->does->next(p, until_us, &m) != PLATFORM_NOTHING && m.operation == number)
            return false;
    return true;
}

/* ---- looking ------------------------------------------------------------------------------------ */

/* All probes, side by side. @return what they saw; facts_release() it. */
static facts *look(const subject *s, platform *p, int64_t ms)
{
    enum { PROBES_MAX = 16 };
    const char *const *names = s->does->probes(p);
    uint32_t numbers[PROBES_MAX], count = 0, open = 0;
    facts *seen = facts_create();
    int64_t deadline_us = in_ms(s, p, ms);
    for (; names[count] != NULL && count < PROBES_MAX; ++count, ++open)
        numbers[count] = start(s, p, PLATFORM_PROBE, names[count], NULL, NULL, ms);
    while (open > 0 && s->does->now(p) < deadline_us + GRACE_MS * 1000) {
        platform_message m;
        platform_message_type type = s->does->next(p, deadline_us + GRACE_MS * 1000, &m);
        for (uint32_t i = 0; i < count && type != PLATFORM_NOTHING; ++i) {
            if (numbers[i] != m.operation)
                continue;
            if (type == PLATFORM_FACTS)
                facts_merge(seen, m.facts);
            if (type == PLATFORM_ENDED) {
                CHECK(m.status >= 0 && m.status < FACT_probe_status_COUNT);
                CHECK(m.step != NULL && m.text != NULL && m.ms >= 0.0);
                if (m.status != FACT_probe_status_ok)
                    fprintf(stderr, "    probe %s: status %d, step %s, %s\n", names[i], (int)m.status, m.step,
                            m.text);
                numbers[i] = 0; /* a second end would find no operation */
                --open;
            }
        }
    }
    CHECK(open == 0); /* each ended by its deadline */
    return seen;
}

static void test_probes(const subject *s)
{
    platform *p = make(s);
    facts *seen = look(s, p, PROBE_MS);
    const fact_device *d = facts_find_device(seen, s->device);
    if (CHECK(d != NULL)) {
        CHECK(d->muted == FACT_NO);
        CHECK(isfinite(d->volume_db));
        CHECK(d->monitor == FACT_NO);
        CHECK(d->name != NULL && *d->name != '\0');
        CHECK(d->rate_hz > 0 && d->channels > 0);
    }
    CHECK(seen->devices.mark.why == FACT_KNOWN);
    CHECK(seen->service.state == FACT_service_state_running);
    CHECK(facts_chosen_id(seen) != NULL);
    facts_release(seen);
    s->does->destroy(p);
}

/* A frozen server: probes end by their deadline all the same, and say what hung. */
static void test_deadline(const subject *s)
{
    if (!can(s, FREEZE))
        return;
    platform *p = make(s);
    bring_about(s, p, FREEZE);
    const char *const *names = s->does->probes(p);
    uint32_t number = start(s, p, PLATFORM_PROBE, names[0], NULL, NULL, 600);
    int64_t deadline_us = in_ms(s, p, 600);
    platform_message m;
    CHECK(wait_for(s, p, number, PLATFORM_ENDED, PLATFORM_ENDED, 600 + GRACE_MS, &m));
    CHECK(m.status == FACT_probe_status_timeout && m.alive == FACT_YES && *m.step != '\0');
    CHECK(s->does->now(p) <= deadline_us + GRACE_MS * 1000);
    bring_about(s, p, THAW);
    facts *seen = look(s, p, PROBE_MS);
    CHECK(facts_find_device(seen, s->device) != NULL);
    facts_release(seen);
    s->does->destroy(p);
}

/* ---- listening ---------------------------------------------------------------------------------- */

static void test_capture(const subject *s)
{
    platform *p = make(s);
    uint32_t number = start(s, p, PLATFORM_CAPTURE, NULL, NULL, NULL, OPEN_MS);
    platform_message m;
    if (!CHECK(wait_for(s, p, number, PLATFORM_STARTED, PLATFORM_ENDED, OPEN_MS, &m) &&
               m.type == PLATFORM_STARTED)) {
        s->does->destroy(p);
        return;
    }
    uint32_t rate_hz = m.rate_hz, channels = m.channels;
    CHECK(rate_hz >= 8000 && rate_hz <= 192000 && channels >= 1 && channels <= 32);
    CHECK(wait_for(s, p, number, PLATFORM_AUDIO, PLATFORM_ENDED, OPEN_MS, &m) && m.type == PLATFORM_AUDIO);
    int64_t first_us = s->does->now(p), last_us = first_us, block_us = m.time_us;
    uint64_t frames = 0;
    double loudest = 0.0;
    while (last_us - first_us < 1500000 && wait_for(s, p, number, PLATFORM_AUDIO, PLATFORM_ENDED, 1500, &m)) {
        if (!CHECK(m.type == PLATFORM_AUDIO && m.frames > 0 && m.channels == channels))
            break;
        CHECK(m.time_us >= block_us);
        block_us = m.time_us;
        last_us = s->does->now(p);
        frames += m.frames;
        for (uint32_t i = 0; m.samples != NULL && i < m.frames * m.channels; ++i)
            loudest = fmax(loudest, fabs((double)m.samples[i]));
    }
    CHECK(loudest > 0.0);
    CHECK_NEAR((double)frames * 1e6 / (double)(last_us - first_us), rate_hz, rate_hz * 0.15);
    int64_t before_us = os_now_us();
    s->does->stop(p, number);
    CHECK(os_now_us() - before_us < 100000);
    CHECK(nothing_follows(s, p, number, 200));
    s->does->stop(p, number);     /* it is over */
    s->does->stop(p, UINT32_MAX); /* it never was */
    s->does->destroy(p);
}

static void test_no_such_device(const subject *s)
{
    platform *p = make(s);
    platform_request request = {.operation = PLATFORM_CAPTURE, .device = "pulse:no-such-device"};
    request.deadline_us = in_ms(s, p, OPEN_MS);
    uint32_t number = s->does->start(p, &request);
    platform_message m;
    CHECK(wait_for(s, p, number, PLATFORM_FAILED, PLATFORM_ENDED, OPEN_MS + GRACE_MS, &m));
    CHECK(m.type == PLATFORM_FAILED && m.failure == PLATFORM_FAILURE_GONE);
    CHECK(wait_for(s, p, number, PLATFORM_ENDED, PLATFORM_ENDED, OPEN_MS + GRACE_MS, &m));
    CHECK(nothing_follows(s, p, number, 100));
    s->does->destroy(p);
}

/* ---- watching ----------------------------------------------------------------------------------- */

static bool wait_change(const subject *s, platform *p, uint32_t number, platform_change change,
                        platform_message *m)
{
    int64_t until_us = in_ms(s, p, CHANGE_MS);
    while (wait_for(s, p, number, PLATFORM_CHANGED, PLATFORM_ENDED, (until_us - s->does->now(p)) / 1000, m)) {
        if (m->type == PLATFORM_ENDED)
            return false;
        if (m->change == change)
            return true;
    }
    return false;
}

static void expect_change(const subject *s, platform *p, uint32_t number, change_name what,
                          platform_change change, const char *device, int32_t value)
{
    platform_message m;
    if (!can(s, what))
        return;
    bring_about(s, p, what);
    if (!CHECK(wait_change(s, p, number, change, &m))) {
        fprintf(stderr, "    after %s\n", options[what]);
        return;
    }
    if (device != NULL)
        CHECK_STR(m.device, device);
    if (value >= 0)
        CHECK(m.value == value);
    CHECK(m.time_us > 0 && m.time_us <= s->does->now(p));
}

static void test_watch(const subject *s)
{
    platform *p = make(s);
    const char *name = s->does->watcher(p);
    if (name == NULL) {
        s->does->destroy(p);
        return;
    }
    uint32_t number = start(s, p, PLATFORM_WATCH, name, NULL, NULL, PROBE_MS);
    platform_message m;
    CHECK(wait_for(s, p, number, PLATFORM_STARTED, PLATFORM_ENDED, PROBE_MS, &m) &&
          m.type == PLATFORM_STARTED);
    expect_change(s, p, number, MUTE, PLATFORM_CHANGED_MUTE, s->device, 1);
    expect_change(s, p, number, UNMUTE, PLATFORM_CHANGED_MUTE, s->device, 0);
    expect_change(s, p, number, VOLUME, PLATFORM_CHANGED_VOLUME, s->device, -1);
    expect_change(s, p, number, DEFAULT, PLATFORM_CHANGED_DEFAULT, NULL, -1);
    expect_change(s, p, number, RESTORE_DEFAULT, PLATFORM_CHANGED_DEFAULT, s->device, -1);
    expect_change(s, p, number, UNPLUG, PLATFORM_CHANGED_DEVICES, NULL, -1);
    expect_change(s, p, number, PLUG, PLATFORM_CHANGED_DEVICES, NULL, -1);
    s->does->stop(p, number);
    CHECK(nothing_follows(s, p, number, 100));
    s->does->destroy(p);
}

/* ---- changing ----------------------------------------------------------------------------------- */

static platform_applied apply(const subject *s, platform *p, const char *seen, const char *wanted,
                              char *before, char *after)
{
    platform_message m;
    uint32_t number = start(s, p, PLATFORM_APPLY, "mute", seen, wanted, PROBE_MS);
    *before = *after = '\0';
    if (!CHECK(wait_for(s, p, number, PLATFORM_APPLIED, PLATFORM_ENDED, PROBE_MS + GRACE_MS, &m) &&
               m.type == PLATFORM_APPLIED))
        return PLATFORM_APPLY_REFUSED;
    platform_applied applied = m.applied;
    snprintf(before, 16, "%s", m.before);
    snprintf(after, 16, "%s", m.after);
    CHECK(wait_for(s, p, number, PLATFORM_ENDED, PLATFORM_ENDED, PROBE_MS + GRACE_MS, &m));
    return applied;
}

static int32_t is_muted(const subject *s, platform *p)
{
    facts *seen = look(s, p, PROBE_MS);
    const fact_device *d = facts_find_device(seen, s->device);
    int32_t muted = d == NULL ? FACT_UNKNOWN : d->muted;
    facts_release(seen);
    return muted;
}

static void test_apply(const subject *s)
{
    platform *p = make(s);
    char before[16], after[16];
    CHECK(is_muted(s, p) == FACT_NO);
    CHECK(apply(s, p, "no", "yes", before, after) == PLATFORM_APPLY_OK);
    CHECK_STR(before, "no");
    CHECK_STR(after, "yes");
    CHECK(is_muted(s, p) == FACT_YES);
    /* It was judged by a value that is not there any more: nothing changes. */
    CHECK(apply(s, p, "no", "yes", before, after) == PLATFORM_APPLY_STALE);
    CHECK(is_muted(s, p) == FACT_YES);
    CHECK(apply(s, p, "yes", "no", before, after) == PLATFORM_APPLY_OK);
    CHECK(is_muted(s, p) == FACT_NO);
    subject gone = *s;
    gone.device = "pulse:no-such-device";
    CHECK(apply(&gone, p, "no", "yes", before, after) == PLATFORM_APPLY_GONE);
    s->does->destroy(p);
}

/* ---- waiting ------------------------------------------------------------------------------------ */

typedef struct {
    const subject *subject;
    platform *p;
} waking;

static void *wake(void *argument)
{
    waking *w = argument;
    w->subject->does->wake(w->p);
    return NULL;
}

static void test_waiting(const subject *s)
{
    platform *p = make(s);
    platform_message m;
    int64_t one_us = s->does->now(p), before_us = os_now_us();
    CHECK(s->does->next(p, one_us - 1000000, &m) == PLATFORM_NOTHING);
    CHECK(os_now_us() - before_us < 50000);
    before_us = os_now_us();
    CHECK(s->does->next(p, in_ms(s, p, 50), &m) == PLATFORM_NOTHING);
    CHECK(os_now_us() - before_us >= 45000 && os_now_us() - before_us < 1000000);
    CHECK(s->does->now(p) >= one_us);
    /* Woken before or while it waits: either way at once. */
    for (int i = 0; i < 20; ++i) {
        waking w = {s, p};
        pthread_t thread;
        before_us = os_now_us();
        if (!CHECK(pthread_create(&thread, NULL, wake, &w) == 0))
            break;
        CHECK(s->does->next(p, in_ms(s, p, 5000), &m) == PLATFORM_NOTHING);
        CHECK(os_now_us() - before_us < 2000000);
        pthread_join(thread, NULL);
    }
    s->does->destroy(p);
}

/* ---- ending ------------------------------------------------------------------------------------- */

static int entries(const char *path)
{
    DIR *folder = opendir(path);
    int count = 0;
    while (folder != NULL && readdir(folder) != NULL)
        ++count;
    if (folder != NULL)
        closedir(folder);
    return count;
}

/* Processes that we started, of all our threads, and that were not waited for. */
static int children(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *file = fopen(path, "r");
    int count = 0, pid;
    while (file != NULL && fscanf(file, "%d", &pid) == 1)
        ++count;
    if (file != NULL)
        fclose(file);
    return count;
}

/* Destroyed while everything runs: nothing is left. */
static void test_destroy(const subject *s)
{
    int descriptors = entries("/proc/self/fd"), threads = entries("/proc/self/task"), running = children();
    for (int i = 0; i < 3; ++i) {
        platform *p = make(s);
        platform_message m;
        for (const char *const *name = s->does->probes(p); *name != NULL; ++name)
            start(s, p, PLATFORM_PROBE, *name, NULL, NULL, PROBE_MS);
        start(s, p, PLATFORM_CAPTURE, NULL, NULL, NULL, OPEN_MS);
        if (s->does->watcher(p) != NULL)
            start(s, p, PLATFORM_WATCH, s->does->watcher(p), NULL, NULL, PROBE_MS);
        for (int k = 0; k < i * 3; ++k)
            s->does->next(p, in_ms(s, p, 200), &m);
        int64_t before_us = os_now_us();
        s->does->destroy(p);
        CHECK(os_now_us() - before_us < 1000000);
    }
    s->does->destroy(NULL);
    CHECK(entries("/proc/self/fd") == descriptors);
    CHECK(entries("/proc/self/task") == threads);
    CHECK(children() == running);
}

static void test_names(const subject *s)
{
    platform *p = make(s);
    CHECK(s->does->name != NULL && *s->does->name != '\0');
    const char *machine = s->does->machine(p);
    CHECK(machine != NULL && *machine != '\0' && strpbrk(machine, " /\n") == NULL);
    s->does->destroy(p);
}

static bool read_arguments(int argc, char **argv, subject *s)
{
    static const char *const steps[CHANGES] = {
        "mute usb-headset",        "unmute usb-headset",  "volume usb-headset -20",
        "default builtin.monitor", "default usb-headset", "plug usb-headset",
        "unplug usb-headset",      "freeze-server",       "thaw-server"};
    *s = (subject){.settings = {.app_name = "contract test"}};
    if (argc == 2 && strcmp(argv[1], "sim") == 0) {
        s->does = &platform_sim;
        s->device = "pulse:usb-headset";
        s->simulated = true;
        memcpy(s->change, steps, sizeof steps);
        return true;
    }
    if (argc < 2 || strcmp(argv[1], "system") != 0)
        return false;
    s->does = &platform_system;
    for (int i = 2; i + 1 < argc; i += 2) {
        int k = 0;
        while (k < CHANGES && strcmp(argv[i], options[k]) != 0)
            ++k;
        if (k < CHANGES)
            s->change[k] = argv[i + 1];
        else if (strcmp(argv[i], "--device") == 0)
            s->device = argv[i + 1];
        else if (strcmp(argv[i], "--helper") == 0)
            s->settings.helper_program = argv[i + 1];
        else
            return false;
    }
    return argc % 2 == 0 && s->device != NULL && can(s, FREEZE) == can(s, THAW);
}

int main(int argc, char **argv)
{
    subject s;
    if (!read_arguments(argc, argv, &s)) {
        fprintf(stderr,
                "usage: contract_test sim | system --device ID [--helper PATH] [--CHANGE COMMAND]...\n");
        return 2;
    }
    test_names(&s);
    test_waiting(&s);
    test_probes(&s);
    test_capture(&s);
    test_no_such_device(&s);
    test_apply(&s);
    test_watch(&s);
    test_deadline(&s);
    test_destroy(&s);
    return check_result();
}
