/*
 * mic_diag - the real computer, seen from the host process: every operation is a helper process.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/os.h"
#include "core/text.h"
#include "platform/platform.h"
#include "platform/system/environment.h"
#include "platform/system/helper_process.h"
#include "platform/system/helper_program.h"
#include "platform/system/host.h"
#include "platform/system/operation.h"

enum {
    OPERATIONS_MAX = HELPER_PROCESS_WAIT_MAX / OPERATION_WAITS_MAX, /* that a wait looks at in one go */
    CROWDED_STEP_MS = 10,                                           /* how often the others are looked at */
    AWAY_MS = 1000,               /* a wait that took so much longer: the host was stopped or asleep */
    DESTROY_MS = OPERATION_END_MS /* for all of them together */
};

typedef struct {
    platform base;
    char *helper_program; /* as configured; NULL: beside the library */
    bool is_program_found;
    char program[HELPER_PROGRAM_PATH_SIZE];
    environment *environment;
    os_signal *wake;
    operation *operations; /* running */
    operation *over;       /* said all they had to say; their processes may be there for a moment */
    operation *cursor;     /* whose turn it is; NULL: the first */
    uint32_t last_number;
    int64_t last_look_us;
    char machine[HOST_MACHINE_SIZE];
} system_platform;

static system_platform *of(platform *p)
{
    return (system_platform *)(void *)p;
}

/* ---- lists --------------------------------------------------------------------------------------------- */

static void append(operation **list, operation *o)
{
    while (*list != NULL)
        list = &(*list)->next;
    o->next = NULL;
    *list = o;
}

static void unlink_operation(system_platform *s, operation *o)
{
    operation **link = &s->operations;
    while (*link != NULL && *link != o)
        link = &(*link)->next;
    if (*link == NULL)
        return;
    *link = o->next;
    if (s->cursor == o)
        s->cursor = o->next;
    append(&s->over, o);
}

/** Frees what is over and has no process any more. */
static void clear_away(system_platform *s, int64_t now_us)
{
    for (operation *o = s->operations; o != NULL; o = o->next)
        operation_is_gone(o, now_us); /* reaps a first process that never said hello */
    operation **link = &s->over;
    while (*link != NULL) {
        operation *o = *link;
        if (operation_is_gone(o, now_us)) {
            *link = o->next;
            operation_free(o);
        } else {
            link = &o->next;
        }
    }
}

/* ---- life ---------------------------------------------------------------------------------------------- */

static size_t collect_waits(const operation *list, helper_process_wait_for *what, size_t count)
{
    for (; list != NULL && count + OPERATION_WAITS_MAX <= HELPER_PROCESS_WAIT_MAX; list = list->next)
        count += operation_waits(list, what + count);
    return count;
}

static void system_destroy(platform *p)
{
    if (p == NULL)
        return;
    system_platform *s = of(p);
    while (s->operations != NULL) {
        operation_stop(s->operations);
        unlink_operation(s, s->operations);
    }
    /* They were killed; it takes a moment. One that the kernel cannot end is given up. */
    for (operation *o = s->over; o != NULL; o = o->next)
        operation_stop(o);
    int64_t until_us = os_now_us() + DESTROY_MS * 1000;
    for (;;) {
        helper_process_wait_for what[HELPER_PROCESS_WAIT_MAX];
        int64_t now_us = os_now_us();
        clear_away(s, now_us);
        if (s->over == NULL || now_us >= until_us)
            break;
        helper_process_wait(NULL, what, collect_waits(s->over, what, 0), until_us);
    }
    while (s->over != NULL) {
        operation *o = s->over;
        s->over = o->next;
        operation_free(o);
    }
    os_signal_free(s->wake);
    environment_free(s->environment);
    free(s->helper_program);
    free(s);
}

static bool copy_text(char **copy, const char *text)
{
    *copy = text_copy(text);
    return *copy != NULL;
}

static platform *system_create(const platform_settings *settings)
{
    system_platform *s = calloc(1, sizeof *s);
    if (s == NULL)
        return NULL;
    s->base.does = &platform_system;
    s->last_look_us = os_now_us();
    s->environment = environment_create(NULL, settings->app_name);
    s->wake = os_signal_create();
    bool complete = s->environment != NULL && s->wake != NULL;
    if (complete && settings->helper_program != NULL)
        complete = copy_text(&s->helper_program, settings->helper_program);
    if (!complete) {
        os_signal_free(s->wake);
        environment_free(s->environment);
        free(s->helper_program);
        free(s);
        return NULL;
    }
    return &s->base;
}

static int64_t system_now(platform *p)
{
    (void)p;
    return os_now_us();
}

/* ---- from the host itself ------------------------------------------------------------------------------ */

static const char *const *system_probes(platform *p)
{
    return host_probes(of(p)->environment);
}

static const char *system_watcher(platform *p)
{
    (void)p;
    return host_watcher();
}

static void system_look(platform *p, facts *into)
{
    host_look(into, "", of(p)->environment);
}

static const char *system_machine(platform *p)
{
    system_platform *s = of(p);
    if (s->machine[0] == '\0')
        host_machine("", s->machine);
    return s->machine;
}

/* ---- operations ---------------------------------------------------------------------------------------- */

static uint32_t system_start(platform *p, const platform_request *request)
{
    system_platform *s = of(p);
    uint32_t number = s->last_number == UINT32_MAX ? 1 : s->last_number + 1;
    if (!s->is_program_found) /* looked for until it is there, then never again: the library does not move */
        s->is_program_found = helper_program_find(s->helper_program, s->program);
    operation *o =
        operation_start(number, request, s->program, s->is_program_found, s->environment, os_now_us());
    if (o == NULL)
        return 0;
    s->last_number = number;
    append(&s->operations, o);
    return number;
}

static void system_stop(platform *p, uint32_t number)
{
    system_platform *s = of(p);
    operation *o = s->operations;
    while (o != NULL && operation_number(o) != number)
        o = o->next;
    if (o == NULL)
        return;
    operation_stop(o);
    unlink_operation(s, o); /* freed by the next call of `next`: its last message is valid until then */
}

/** Takes one message. Everybody in turn, so that one who talks all the time silences nobody. */
static platform_message_type take(system_platform *s, int64_t now_us, platform_message *out)
{
    operation *first = s->cursor != NULL ? s->cursor : s->operations;
    operation *o = first;
    while (o != NULL) {
        operation *following = o->next != NULL ? o->next : s->operations;
        platform_message_type type = operation_take(o, now_us, out);
        if (type != PLATFORM_NOTHING) {
            s->cursor = following;
            if (type == PLATFORM_ENDED)
                unlink_operation(s, o);
            return type;
        }
        o = following != first ? following : NULL;
    }
    return PLATFORM_NOTHING;
}

/** A host that was stopped, or whose computer slept, did not hear what its helpers said meanwhile. */
static void look_at_clock(system_platform *s, int64_t now_us, int64_t expected_us)
{
    if (now_us - expected_us > AWAY_MS * 1000)
        for (operation *o = s->operations; o != NULL; o = o->next)
            operation_host_was_away(o, now_us);
}

/** When something has to be looked at although nothing happened. */
static int64_t earliest_due_us(const system_platform *s, int64_t now_us, int64_t until_us)
{
    const operation *const lists[] = {s->operations, s->over};
    size_t count = 0;
    for (size_t i = 0; i < 2; i++) {
        for (const operation *o = lists[i]; o != NULL; o = o->next, count++) {
            int64_t due_us = operation_due_us(o, now_us);
            until_us = due_us < until_us ? due_us : until_us;
        }
    }
    int64_t step_us = now_us + CROWDED_STEP_MS * 1000;
    return count > OPERATIONS_MAX && step_us < until_us ? step_us : until_us;
}

static platform_message_type system_next(platform *p, int64_t until_us, platform_message *out)
{
    system_platform *s = of(p);
    int64_t expected_us = s->last_look_us;
    for (;;) {
        int64_t now_us = os_now_us();
        look_at_clock(s, now_us, expected_us);
        s->last_look_us = now_us;
        clear_away(s, now_us);
        platform_message_type type = take(s, now_us, out);
        if (type != PLATFORM_NOTHING)
            return type;
        memset(out, 0, sizeof *out);
        if (now_us >= until_us)
            return PLATFORM_NOTHING;
        helper_process_wait_for what[HELPER_PROCESS_WAIT_MAX];
        size_t count = collect_waits(s->over, what, collect_waits(s->operations, what, 0));
        expected_us = earliest_due_us(s, now_us, until_us);
        if (helper_process_wait(s->wake, what, count, expected_us)) {
            os_signal_clear(s->wake);
            s->last_look_us = os_now_us();
            return PLATFORM_NOTHING;
        }
    }
}

static void system_wake(platform *p)
{
    os_signal_set(of(p)->wake);
}

const platform_operations platform_system = {
    .name = "system",
    .create = system_create,
    .destroy = system_destroy,
    .now = system_now,
    .probes = system_probes,
    .look = system_look,
    .watcher = system_watcher,
    .start = system_start,
    .stop = system_stop,
    .next = system_next,
    .wake = system_wake,
    .machine = system_machine,
};
