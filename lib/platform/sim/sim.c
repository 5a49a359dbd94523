/*
 * mic_diag - the platform of a described computer: the seam's functions over computer, operations and clock.
 *
 * Everything is behind one lock: steps come from another thread than the one that waits in `next`.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/os.h"
#include "mic_diag.h"
#include "platform/platform.h"
#include "platform/sim/clock.h"
#include "platform/sim/computer.h"
#include "platform/sim/scenarios.h"
#include "platform/sim/sim_operation.h"

typedef struct {
    platform base;
    os_mutex *lock;
    os_condition *something; /* a step was taken, the clock was moved, somebody called wake */
    bool woken;
    sim_clock clock;
    computer computer;
    sim_operation *operations; /* in the order in which they were started */
    sim_operation *over;       /* ended or stopped; their last message may still be read, until `next` */
    const facts *quoted;       /* what the last message quotes: a step may replace the computer meanwhile */
    uint32_t last_number;
} sim;

static sim *sim_of(platform *p)
{
    return (sim *)(void *)p; /* `base` is the first member */
}

/* ---- clock -------------------------------------------------------------------------------------- */

static int64_t present(const sim *s)
{
    return s->clock.mode == CLOCK_REAL ? os_now_us() : s->clock.present_us;
}

static int64_t sim_now(platform *p)
{
    sim *s = sim_of(p);
    os_mutex_lock(s->lock);
    int64_t now_us = present(s);
    os_mutex_unlock(s->lock);
    return now_us;
}

/* The operation that is due first; INT64_MAX and NULL: none ever is. */
static sim_operation *first_due(const sim *s, int64_t now_us, int64_t *due_us)
{
    sim_operation *first = NULL;
    *due_us = INT64_MAX;
    for (sim_operation *o = s->operations; o != NULL; o = o->next) {
        int64_t due = sim_operation_due(o, &s->computer, now_us);
        if (due < *due_us) {
            *due_us = due;
            first = o;
        }
    }
    return first;
}

/* ---- life
 * ---------------------------------------------------------------------------------------------------------
 */

static bool tell_watchers(void *listener, platform_change change, const char *device, int32_t value)
{
    sim *s = listener;
    bool good = true;
    for (sim_operation *o = s->operations; o != NULL; o = o->next)
        good = sim_operation_add_change(o, change, device, value, present(s)) && good;
    return good;
}

static void free_all(sim_operation **list)
{
    while (*list != NULL) {
        sim_operation *next = (*list)->next;
        sim_operation_free(*list);
        *list = next;
    }
}

static void sim_destroy(platform *p)
{
    if (p == NULL)
        return;
    sim *s = sim_of(p);
    free_all(&s->operations);
    free_all(&s->over);
    facts_release(s->quoted);
    computer_clear(&s->computer);
    os_condition_free(s->something);
    os_mutex_free(s->lock);
    free(s);
}

static platform *sim_create(const platform_settings *settings)
{
    (void)settings;
    sim *s = calloc(1, sizeof *s);
    if (s == NULL)
        return NULL;
    s->base.does = &platform_sim;
    s->lock = os_mutex_create();
    s->something = os_condition_create();
    if (s->lock != NULL && s->something != NULL && computer_init(&s->computer, tell_watchers, s))
        return &s->base;
    if (s->something != NULL)
        os_condition_free(s->something);
    if (s->lock != NULL)
        os_mutex_free(s->lock);
    free(s);
    return NULL;
}

/* ---- operations --------------------------------------------------------------------------------- */

static const char *const *sim_probes(platform *p)
{
    static const char *const names[] = {"pulse", "nodes", NULL};
    (void)p;
    return names;
}

static const char *sim_watcher(platform *p)
{
    (void)p;
    return "pulse";
}

static uint32_t sim_start(platform *p, const platform_request *request)
{
    sim *s = sim_of(p);
    os_mutex_lock(s->lock);
    sim_operation *o = sim_operation_create(request, s->last_number + 1, present(s));
    if (o != NULL) {
        sim_operation **end = &s->operations;
        while (*end != NULL)
            end = &(*end)->next;
        *end = o;
        ++s->last_number;
    }
    os_mutex_unlock(s->lock);
    return o == NULL ? 0 : o->number;
}

/* No message follows from it; what its last one points to stays until the next call of `next`. */
static void retire(sim *s, uint32_t number)
{
    sim_operation **at = &s->operations;
    while (*at != NULL && (*at)->number != number)
        at = &(*at)->next;
    sim_operation *o = *at;
    if (o == NULL)
        return;
    *at = o->next;
    o->next = s->over;
    s->over = o;
}

static void sim_stop(platform *p, uint32_t number)
{
    sim *s = sim_of(p);
    os_mutex_lock(s->lock);
    retire(s, number);
    os_mutex_unlock(s->lock);
}

/* ---- waiting ------------------------------------------------------------------------------------ */

enum {
    WAIT_BY_STEPS_US = 10000, /* a blocking call of another thread looks again this often */
    WAIT_FREE_US = 500        /* where nothing happens, time flies, but not with all of a processor */
};

static platform_message_type say(sim *s, sim_operation *o, platform_message *out)
{
    s->quoted = facts_retain(s->computer.now);
    sim_operation_take(o, &s->computer, present(s), out);
    if (out->type == PLATFORM_ENDED)
        retire(s, o->number);
    return out->type;
}

/*
 * One look at what is due. @return true: `type` is the answer. Else the caller waits until `wait_us` (real
 * time) at most, and looks again; when that time is over, `timed_out` says whether it is the answer.
 */
static bool look(sim *s, int64_t until_us, platform_message *out, platform_message_type *type,
                 int64_t *wait_us)
{
    int64_t due_us, now_us = present(s);
    sim_operation *o = first_due(s, now_us, &due_us);
    int64_t reach_us = s->clock.mode == CLOCK_REAL       ? now_us
                       : s->clock.mode == CLOCK_BY_STEPS ? s->clock.target_us
                                                         : INT64_MAX;
    if (o != NULL && due_us <= reach_us && (due_us <= now_us || due_us <= until_us)) {
        if (due_us > now_us)
            s->clock.present_us = due_us;
        *type = say(s, o, out);
        return true;
    }
    *type = PLATFORM_NOTHING;
    if (s->woken) {
        s->woken = false;
        return true;
    }
    if (until_us <= now_us)
        return true;
    switch (s->clock.mode) {
    case CLOCK_REAL:
        *wait_us = due_us < until_us ? due_us : until_us;
        return false;
    case CLOCK_BY_STEPS:
        if (until_us <= s->clock.target_us) {
            s->clock.present_us = until_us;
            return true;
        }
        s->clock.present_us = s->clock.target_us;
        *wait_us = os_now_us() + WAIT_BY_STEPS_US;
        return false;
    case CLOCK_FREE:
        *wait_us = until_us == INT64_MAX ? INT64_MAX : os_now_us() + WAIT_FREE_US;
        return false;
    }
    return true;
}

static platform_message_type sim_next(platform *p, int64_t until_us, platform_message *out)
{
    sim *s = sim_of(p);
    platform_message_type type = PLATFORM_NOTHING;
    int64_t wait_us = 0;
    *out = (platform_message){.type = PLATFORM_NOTHING};
    os_mutex_lock(s->lock);
    free_all(&s->over);
    facts_release(s->quoted);
    s->quoted = NULL;
    while (!look(s, until_us, out, &type, &wait_us)) {
        bool happened = os_condition_wait(s->something, s->lock, wait_us);
        if (happened || s->clock.mode == CLOCK_REAL)
            continue;
        if (s->clock.mode == CLOCK_FREE && until_us != INT64_MAX)
            s->clock.present_us = until_us;
        if (s->clock.mode == CLOCK_BY_STEPS || until_us != INT64_MAX)
            break;
    }
    os_mutex_unlock(s->lock);
    return type;
}

static void sim_wake(platform *p)
{
    sim *s = sim_of(p);
    os_mutex_lock(s->lock);
    s->woken = true;
    os_condition_signal_all(s->something);
    os_mutex_unlock(s->lock);
}

/* ---- the described computer --------------------------------------------------------------------- */

static const char *sim_machine(platform *p)
{
    (void)p;
    return "simulated";
}

static bool sim_replay(platform *p, facts *into)
{
    sim *s = sim_of(p);
    os_mutex_lock(s->lock);
    bool replayed = computer_replay(&s->computer, into);
    os_mutex_unlock(s->lock);
    return replayed;
}

static int32_t advance(sim *s, const char *amount, char *error, uint32_t error_size)
{
    const double ms_max = 1e10; /* four months */
    double ms = 0.0;
    int64_t now_us = present(s);
    if (strcmp(amount, "auto") == 0) {
        s->clock = (sim_clock){CLOCK_FREE, now_us, now_us};
        return MIC_DIAG_OK;
    }
    const char *end = computer_read_number(amount, &ms);
    if (end == NULL || *end != '\0' || !(ms >= 0.0 && ms <= ms_max)) {
        snprintf(error, error_size, "advance: needs milliseconds, or \"auto\"");
        return MIC_DIAG_ERROR_INVALID;
    }
    if (s->clock.mode != CLOCK_BY_STEPS)
        s->clock = (sim_clock){CLOCK_BY_STEPS, now_us, now_us};
    s->clock.target_us += (int64_t)(ms * 1000.0);
    int64_t due_us;
    (void)first_due(s, s->clock.present_us, &due_us);
    if (due_us > s->clock.target_us) /* nothing happens on the way */
        s->clock.present_us = s->clock.target_us;
    return MIC_DIAG_OK;
}

static void catch_up(sim *s)
{
    for (sim_operation *o = s->operations; o != NULL; o = o->next)
        sim_operation_catch_up(o, present(s));
}

static int32_t change(sim *s, const char *what, char *error, uint32_t error_size)
{
    static const char verb[] = "advance";
    size_t verb_length = sizeof verb - 1, length = 0;
    if (strncmp(what, verb, verb_length) == 0 && (what[verb_length] == ' ' || what[verb_length] == '\0')) {
        what += verb_length;
        return advance(s, what + strspn(what, " "), error, error_size);
    }
    if (computer_is_step(what)) {
        bool held = s->computer.stalled || s->computer.server == SERVER_FROZEN;
        int32_t result = computer_step(&s->computer, what, error, error_size);
        if (held && !s->computer.stalled && s->computer.server == SERVER_RUNNING)
            catch_up(s);
        return result;
    }
    const char *json = what[strspn(what, " \t\r\n")] == '{' ? what : scenario_json(what, &length);
    if (json == NULL) {
        snprintf(error, error_size, "there is no scenario and no step called '%.80s'", what);
        return MIC_DIAG_ERROR_NOT_FOUND;
    }
    if (json == what)
        length = strlen(what);
    int32_t result = computer_load(&s->computer, json, length, error, error_size);
    if (result == MIC_DIAG_OK) {
        tell_watchers(s, PLATFORM_CHANGED_DEVICES, NULL, 0);
        tell_watchers(s, PLATFORM_CHANGED_DEFAULT, facts_chosen_id(s->computer.now), 0);
    }
    return result;
}

static int32_t sim_simulate(platform *p, const char *what, char *error, uint32_t error_size)
{
    sim *s = sim_of(p);
    char unused[1];
    if (error == NULL || error_size == 0) {
        error = unused;
        error_size = sizeof unused;
    }
    *error = '\0';
    if (what == NULL)
        return MIC_DIAG_ERROR_INVALID;
    os_mutex_lock(s->lock);
    int32_t result = change(s, what, error, error_size);
    os_condition_signal_all(s->something);
    os_mutex_unlock(s->lock);
    return result;
}

const platform_operations platform_sim = {
    .name = "sim",
    .create = sim_create,
    .destroy = sim_destroy,
    .now = sim_now,
    .probes = sim_probes,
    .look = NULL,
    .watcher = sim_watcher,
    .start = sim_start,
    .stop = sim_stop,
    .next = sim_next,
    .wake = sim_wake,
    .machine = sim_machine,
    .simulate = sim_simulate,
    .replay = sim_replay,
};
