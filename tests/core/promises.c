/*
 * mic_diag - promises of mic_diag.h that no other test of this folder holds: text, a host that was stopped,
 * what is told of a fix that cannot be made.
 *
 * Built from the library's own objects.
 *
 * SPDX-License-Identifier: MIT
 */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "core/event_queue.h"
#include "core/utf8.h"
#include "mic_diag.h"

static mic_diag_context *simulated(const char *what)
{
    mic_diag_context *ctx = NULL;
    CHECK(mic_diag_context_create_simulated("test", &ctx) == MIC_DIAG_OK);
    CHECK(mic_diag_simulate(ctx, what) == MIC_DIAG_OK);
    return ctx;
}

static bool good_text(const char *text)
{
    return utf8_valid_text(text, 4096) && strlen(text) > 10;
}

/* "Text is UTF-8": also where it quotes what was wrong, and where it was cut. */
static void errors_are_utf8(void)
{
    mic_diag_context *ctx = simulated("healthy");
    char wrong[302];
    for (size_t offset = 0; offset < 2; offset++) { /* 2-byte characters, cut at odd and at even places */
        memset(wrong, 'x', offset);
        for (size_t i = offset; i + 2 < sizeof wrong; i += 2) {
            memcpy(wrong + i, "\xC3\xA4", 3);
        }
        CHECK(mic_diag_simulate(ctx, wrong) == MIC_DIAG_ERROR_NOT_FOUND);
        CHECK(good_text(mic_diag_context_error(ctx)));
        CHECK(mic_diag_context_configure(ctx, wrong, "1") == MIC_DIAG_ERROR_NOT_FOUND);
        CHECK(good_text(mic_diag_context_error(ctx)));
        CHECK(mic_diag_context_configure(ctx, "call-timeout-ms", wrong) == MIC_DIAG_ERROR_INVALID);
        CHECK(good_text(mic_diag_context_error(ctx)));
        CHECK(mic_diag_context_tell(ctx, wrong, "yes") == MIC_DIAG_ERROR_NOT_FOUND);
        CHECK(good_text(mic_diag_context_error(ctx)));
    }
    CHECK(mic_diag_simulate(ctx, "no \xFF such \xC3") == MIC_DIAG_ERROR_NOT_FOUND);
    CHECK(good_text(mic_diag_context_error(ctx)));
    mic_diag_context_free(ctx);
}

static void events_are_utf8(void)
{
    event_queue *queue = event_queue_create();
    queued_event taken;
    event_queue_add(queue, MIC_DIAG_EVENT_MUTE, 1, 0, "pulse:\xFF", "a\xC3");
    CHECK(event_queue_take(queue, 0, &taken) == 1);
    CHECK_STR(taken.device, "pulse:\xEF\xBF\xBD");
    CHECK_STR(taken.text, "a\xEF\xBF\xBD");
    queued_event_clear(&taken);
    event_queue_free(queue);
}

static bool finds(const mic_diag_report *made, const char *id)
{
    for (uint32_t i = 0; i < mic_diag_report_finding_count(made); i++) {
        if (strcmp(mic_diag_finding_id(mic_diag_report_finding(made, i)), id) == 0) {
            return true;
        }
    }
    return false;
}

/* The child: listens, and writes a byte once sound arrives. */
static bool listen_while_stopped(int speaking)
{
    mic_diag_context *ctx = simulated("healthy");
    mic_diag_options options;
    mic_diag_event event;
    mic_diag_report *made = NULL;
    mic_diag_options_init(&options, sizeof options);
    options.stop_early = 0;
    options.listen_ms = 3000;
    mic_diag_event_init(&event, sizeof event);
    bool done = mic_diag_diagnose_start(ctx, &options) < 1;
    while (!done && mic_diag_next_event(ctx, 10000, &event) == 1) {
        if (event.type == MIC_DIAG_EVENT_SPEAK && write(speaking, "", 1) != 1) {
            break;
        }
        done = event.type == MIC_DIAG_EVENT_REPORT;
    }
    bool good = mic_diag_diagnose_take(ctx, &made) == MIC_DIAG_OK && !finds(made, "stream.stalled");
    mic_diag_report_free(made);
    mic_diag_context_free(ctx);
    return good;
}

/* What was said while we could not listen was said in time. */
static void a_stopped_host_is_no_stalled_microphone(void)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        _exit(listen_while_stopped(ends[1]) ? 0 : 1);
    }
    close(ends[1]);
    char speaking;
    int status = -1;
    if (CHECK(child > 0) && CHECK(read(ends[0], &speaking, 1) == 1)) {
        CHECK(kill(child, SIGSTOP) == 0);
        CHECK(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status));
        nanosleep(&(struct timespec){.tv_sec = 1, .tv_nsec = 300000000}, NULL); /* more than a stall takes */
        CHECK(kill(child, SIGCONT) == 0);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    close(ends[0]);
}

static char *fix_of(mic_diag_context *ctx)
{
    mic_diag_options options;
    mic_diag_report *made = NULL;
    mic_diag_options_init(&options, sizeof options);
    options.listen_ms = 0;
    CHECK(mic_diag_diagnose(ctx, &options, &made) == MIC_DIAG_OK);
    const char *key = mic_diag_fix_key(mic_diag_finding_fix(mic_diag_report_finding(made, 0), 0));
    size_t size = strlen(key) + 1;
    char *copy = malloc(size);
    if (copy) {
        memcpy(copy, key, size);
    }
    mic_diag_report_free(made);
    return copy;
}

/* "What the finding rests on is read again first": what can come of that when the computer is another by
 * then. */
static void a_fix_that_cannot_be_made_says_why(const char *step, mic_diag_result expected)
{
    mic_diag_context *ctx = simulated("volume.muted");
    char *key = fix_of(ctx);
    CHECK(mic_diag_context_configure(ctx, "call-timeout-ms", "300") == MIC_DIAG_OK);
    CHECK(mic_diag_simulate(ctx, step) == MIC_DIAG_OK);
    mic_diag_result result = mic_diag_fix_apply(ctx, key);
    if (!CHECK(result == expected)) {
        fprintf(stderr, "    %s: %d, %s\n", step, (int)result, mic_diag_context_error(ctx));
    }
    CHECK(good_text(mic_diag_context_error(ctx)));
    free(key);
    mic_diag_context_free(ctx);
}

/* ---- cancel ------------------------------------------------------------------------------------ */

typedef struct {
    mic_diag_context *ctx;
    char *key;
    int32_t result;
    atomic_bool ended;
} call;

static void *wait_for_events(void *argument)
{
    call *c = argument;
    mic_diag_event event;
    mic_diag_event_init(&event, sizeof event);
    do {
        c->result = mic_diag_next_event(c->ctx, 20000, &event);
    } while (c->result == 1);
    c->ended = true;
    return NULL;
}

static void *read_facts(void *argument)
{
    call *c = argument;
    mic_diag_facts *facts_read = NULL;
    c->result = mic_diag_facts_read(c->ctx, 20000, &facts_read);
    mic_diag_facts_free(facts_read);
    c->ended = true;
    return NULL;
}

static void *apply_fix(void *argument)
{
    call *c = argument;
    c->result = mic_diag_fix_apply(c->ctx, c->key);
    c->ended = true;
    return NULL;
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Every call that waits, on a server that does not answer. */
static void cancel_ends(void *(*waiting)(void *))
{
    call c = {.ctx = simulated("volume.muted"), .result = 1};
    c.key = fix_of(c.ctx);
    CHECK(mic_diag_simulate(c.ctx, "freeze-server") == MIC_DIAG_OK);
    pthread_t thread;
    if (CHECK(pthread_create(&thread, NULL, waiting, &c) == 0)) {
        int64_t start = now_ms();
        while (!c.ended && now_ms() - start < 5000) { /* one that comes before the call is not for it */
            mic_diag_cancel(c.ctx);
            nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        }
        CHECK(now_ms() - start < 200);
        pthread_join(thread, NULL);
        CHECK(c.result == MIC_DIAG_ERROR_CANCELLED);
    }
    free(c.key);
    mic_diag_context_free(c.ctx);
}

int main(void)
{
    a_stopped_host_is_no_stalled_microphone(); /* first: it forks */
    errors_are_utf8();
    events_are_utf8();
    a_fix_that_cannot_be_made_says_why("unmute usb-headset", MIC_DIAG_ERROR_STALE);
    a_fix_that_cannot_be_made_says_why("remove usb-headset", MIC_DIAG_ERROR_STALE);
    a_fix_that_cannot_be_made_says_why("freeze-server", MIC_DIAG_ERROR_TIMEOUT);
    a_fix_that_cannot_be_made_says_why("kill-server", MIC_DIAG_ERROR_SYSTEM);
    cancel_ends(wait_for_events);
    cancel_ends(read_facts);
    cancel_ends(apply_fix);
    return check_result();
}
