/*
 * mic_diag - a diagnosis: look, listen if that makes sense, judge.
 *
 * SPDX-License-Identifier: MIT
 */
#include "core/diagnosis.h"

#include <stdlib.h>
#include <string.h>

#include "core/context.h"
#include "core/text.h"
#include "report/words/words.h"

/* How often the answer is looked at while listening: well inside the 100 ms within which it should be said.
 */
enum { JUDGE_EVERY_MS = 50 };

static bool copy_text(char **out, const char *text)
{
    *out = NULL;
    if (!text) {
        return true;
    }
    *out = text_copy(text);
    return *out != NULL;
}

static void clear_options(diagnosis *d)
{
    free(d->device_id);
    free(d->device_name);
    free(d->only);
    free(d->off);
    d->device_id = d->device_name = d->only = d->off = NULL;
}

int32_t diagnosis_want(mic_diag_context *ctx, const mic_diag_options *options, bool background)
{
    diagnosis *d = &ctx->diagnosis;
    if (d->phase != DIAGNOSIS_IDLE) {
        context_fail(ctx, "a diagnosis is running already");
        return MIC_DIAG_ERROR_BUSY;
    }
    clear_options(d);
    report_free(d->finished);
    d->finished = NULL;
    d->done = false;
    d->cancel = false;
    d->listened = false;
    d->decided = false;
    d->progress = -1;
    d->listen_until_us = 0;
    d->timeout_ms = options->timeout_ms;
    d->listen_ms = options->listen_ms;
    d->stop_early = options->stop_early != 0;
    d->background = background;
    if (!copy_text(&d->device_id, options->device_id) || !copy_text(&d->device_name, options->device_name) ||
        !copy_text(&d->only, options->only) || !copy_text(&d->off, options->off)) {
        clear_options(d);
        return MIC_DIAG_ERROR_NO_MEMORY;
    }
    d->run = d->run == INT32_MAX ? 1 : d->run + 1;
    d->phase = DIAGNOSIS_WANTED;
    context_wake(ctx);
    return d->run;
}

static void finish(mic_diag_context *ctx, mic_diag_result result)
{
    diagnosis *d = &ctx->diagnosis;
    looking_stop(&d->look);
    listener_leave(&d->listening, monitor_stream(ctx));
    facts_release(d->seen);
    d->seen = NULL;
    d->phase = DIAGNOSIS_IDLE;
    d->result = result;
    d->done = true;
    if (d->background) {
        event_queue_add(ctx->events, MIC_DIAG_EVENT_REPORT, result, d->run, NULL, NULL);
    }
    os_condition_signal_all(ctx->changed);
}

/* `words` is the key of what the host may show. */
static void progress(mic_diag_context *ctx, int32_t percent, const char *words)
{
    diagnosis *d = &ctx->diagnosis;
    if (percent > d->progress) {
        d->progress = percent;
        event_queue_add(ctx->events, MIC_DIAG_EVENT_PROGRESS, percent, d->run, d->listening.device,
                        words_find(ctx->language, NULL, words));
    }
}

static void judge(mic_diag_context *ctx)
{
    diagnosis *d = &ctx->diagnosis;
    listener_facts(&d->listening, d->seen);
    context_add_told(ctx, d->seen);
    if (facts_failed(d->seen)) {
        finish(ctx, MIC_DIAG_ERROR_NO_MEMORY);
        return;
    }
    report_settings settings = {.only = d->only,
                                .off = d->off,
                                .language = ctx->language,
                                .machine = ctx->platform->does->machine(ctx->platform),
                                .listened = d->listened};
    d->finished = report_create(d->seen, &settings);
    progress(ctx, 100, "progress.done");
    finish(ctx, d->finished ? MIC_DIAG_OK : MIC_DIAG_ERROR_NO_MEMORY);
}

void diagnosis_choose(facts *f, const char *device_id, const char *device_name)
{
    fact_selection *selection = &f->selection;
    const fact_source s = FACT_SOURCE_HOST;
    if (device_id && *device_id) {
        FACT_SET(f, selection, SELECTION, selection, chosen, text, device_id, s);
    }
    if (device_name && *device_name) {
        FACT_SET(f, selection, SELECTION, selection, chosen_name, text, device_name, s);
    }
    if (!selection->chosen || facts_find_device(f, selection->chosen) || !selection->chosen_name) {
        return;
    }
    for (uint32_t i = 0; i < f->devices.count; i++) {
        const fact_device *device = FACT_AT(fact_device, f->devices, i);
        if (device->id && device->name && device->monitor != FACT_YES &&
            strcmp(device->name, selection->chosen_name) == 0) {
            FACT_SET(f, selection, SELECTION, selection, candidate, text, device->id, s);
            return;
        }
    }
}

/* Listening to a monitor would record what the computer plays, and a port without a source has nothing to
 * open. */
static const char *device_to_listen_to(const facts *f)
{
    const fact_device *device = facts_chosen_device(f);
    if (!device || !device->id || device->monitor == FACT_YES) {
        return NULL;
    }
    bool has_source = device->state == FACT_device_state_active || device->native_id;
    return has_source ? device->id : NULL;
}

static void start_listening(mic_diag_context *ctx, int64_t now_us)
{
    diagnosis *d = &ctx->diagnosis;
    platform *p = ctx->platform;
    bool replayed = p->does->replay && p->does->replay(p, d->seen);
    bool may_listen = d->listen_ms && !replayed && now_us < d->until_us;
    const char *device = may_listen ? device_to_listen_to(d->seen) : NULL;
    if (!device) {
        d->listened = replayed;
        judge(ctx);
        return;
    }
    const listener *open = monitor_stream(ctx);
    bool shared = open && listener_share(&d->listening, open, device);
    if (!shared && !listener_open(&d->listening, p, device)) {
        finish(ctx, MIC_DIAG_ERROR_NO_MEMORY);
        return;
    }
    d->listened = true;
    d->phase = DIAGNOSIS_LISTENING;
    d->judge_us = 0;
    progress(ctx, 20, "progress.opening");
}

static void look_finished(mic_diag_context *ctx, int64_t now_us)
{
    diagnosis *d = &ctx->diagnosis;
    d->seen = looking_take(&d->look);
    if (!d->seen) {
        finish(ctx, MIC_DIAG_ERROR_NO_MEMORY);
        return;
    }
    diagnosis_choose(d->seen, d->device_id, d->device_name);
    if (facts_failed(d->seen)) {
        finish(ctx, MIC_DIAG_ERROR_NO_MEMORY); /* and no other microphone than the one meant is opened */
        return;
    }
    start_listening(ctx, now_us);
}

static bool certain(diagnosis *d)
{
    facts *now = facts_copy(d->seen);
    if (!now) {
        return false;
    }
    listener_facts(&d->listening, now);
    bool decided = !facts_failed(now) && checks_listening(now) == LISTENING_DECIDED;
    facts_release(now);
    return decided;
}

static bool listening_is_over(mic_diag_context *ctx, int64_t now_us)
{
    diagnosis *d = &ctx->diagnosis;
    listener *l = &d->listening;
    switch (l->state) {
    case LISTENER_OPENING:
        return now_us >= d->until_us;
    case LISTENER_STARTED: {
        const fact_device *device = facts_find_device(d->seen, l->device);
        return now_us >= d->until_us || listener_waited_ms(l) >= checks_first_frame_ms(device);
    }
    case LISTENER_LIVE:
        break;
    default:
        return true;
    }
    if (now_us >= d->listen_until_us || now_us >= d->until_us ||
        listener_stalled_ms(l) > checks_stalled_ms() + JUDGE_EVERY_MS) {
        return true;
    }
    if (d->stop_early && now_us >= d->judge_us) {
        d->judge_us = now_us + JUDGE_EVERY_MS * 1000;
        return certain(d);
    }
    return false;
}

static void sound_arrived(mic_diag_context *ctx)
{
    diagnosis *d = &ctx->diagnosis;
    d->listen_until_us = d->listening.first_us + d->listen_ms * (int64_t)1000;
    if (d->listen_until_us > d->until_us) {
        d->listen_until_us = d->until_us;
    }
    int64_t left = (d->listen_until_us - d->listening.first_us) / 1000;
    event_queue_add(ctx->events, MIC_DIAG_EVENT_SPEAK, (int32_t)left, d->run, d->listening.device, NULL);
}

static int64_t listening_step(mic_diag_context *ctx, int64_t now_us)
{
    diagnosis *d = &ctx->diagnosis;
    listener *l = &d->listening;
    l->judged_us = now_us;
    if (l->state == LISTENER_LIVE && !d->listen_until_us) {
        sound_arrived(ctx);
    }
    if (listening_is_over(ctx, now_us)) {
        judge(ctx);
        return INT64_MAX;
    }
    if (l->state == LISTENER_LIVE) {
        int64_t whole = d->listen_until_us - l->first_us;
        int64_t done = now_us - l->first_us;
        progress(ctx, 30 + (int32_t)(whole > 0 ? 65 * done / whole / 5 * 5 : 0), "progress.listening");
    }
    return now_us + JUDGE_EVERY_MS * 1000;
}

int64_t diagnosis_step(mic_diag_context *ctx, int64_t now_us)
{
    diagnosis *d = &ctx->diagnosis;
    if (d->phase == DIAGNOSIS_IDLE) {
        return INT64_MAX;
    }
    if (d->cancel) {
        finish(ctx, MIC_DIAG_ERROR_CANCELLED);
        return INT64_MAX;
    }
    if (d->phase == DIAGNOSIS_WANTED) {
        d->until_us = now_us + d->timeout_ms * (int64_t)1000;
        d->phase = DIAGNOSIS_LOOKING;
        progress(ctx, 0, "progress.looking");
        if (!looking_start(&d->look, ctx->platform, d->until_us)) {
            finish(ctx, MIC_DIAG_ERROR_NO_MEMORY);
        }
    }
    if (d->phase == DIAGNOSIS_LOOKING && looking_finished(&d->look)) {
        look_finished(ctx, now_us);
    }
    return d->phase == DIAGNOSIS_LISTENING ? listening_step(ctx, now_us) : INT64_MAX;
}

bool diagnosis_message(mic_diag_context *ctx, const platform_message *m)
{
    diagnosis *d = &ctx->diagnosis;
    if (d->phase == DIAGNOSIS_LOOKING) {
        return looking_message(&d->look, m);
    }
    return d->phase == DIAGNOSIS_LISTENING && listener_message(&d->listening, m);
}

void diagnosis_clear(diagnosis *d)
{
    looking_stop(&d->look);
    listener_close(&d->listening);
    facts_release(d->seen);
    report_free(d->finished);
    clear_options(d);
    memset(d, 0, sizeof *d);
}
