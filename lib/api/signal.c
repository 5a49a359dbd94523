/*
 * mic_diag - public functions: levels, the analyzer, the monitor.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "api/arguments.h"
#include "core/context.h"
#include "core/signal_facts.h"
#include "mic_diag.h"

enum { LEVELS_SIZE = sizeof(mic_diag_levels) };

void mic_diag_levels_init(mic_diag_levels *levels, uint32_t struct_size)
{
    if (!levels || struct_size < sizeof levels->struct_size) {
        return;
    }
    memset(levels, 0, struct_size);
    if (struct_size >= LEVELS_SIZE) {
        levels->struct_size = struct_size;
        levels->rms_dbfs = levels->peak_dbfs = levels->noise_dbfs = levels->speech_dbfs = NAN;
    }
}

static void fill_levels(const signal_analyzer *analyzer, mic_diag_levels *levels)
{
    signal_levels now;
    signal_analyzer_levels(analyzer, &now);
    levels->channels = now.channels;
    levels->frames = now.frames;
    levels->rms_dbfs = now.rms_dbfs;
    levels->peak_dbfs = now.peak_dbfs;
    levels->noise_dbfs = now.noise_dbfs;
    levels->speech_dbfs = now.speech_dbfs;
    levels->speech_now = now.speech_now;
    levels->speech_ratio = now.speech_ratio;
    levels->clipped = now.clipped;
    levels->dropouts = now.dropouts;
    levels->dead_channels = now.dead_channels;
}

static bool good_levels(const mic_diag_levels *levels)
{
    return levels && levels->struct_size >= LEVELS_SIZE;
}

/* ---- the running diagnosis --------------------------------------------------------------------------------
 */

mic_diag_result mic_diag_diagnose_levels(const mic_diag_context *ctx, mic_diag_levels *levels)
{
    if (!ctx || !good_levels(levels)) {
        return MIC_DIAG_ERROR_INVALID;
    }
    if (os_fork_guard_is_child(ctx->fork_guard)) {
        return MIC_DIAG_ERROR_FORKED;
    }
    os_mutex_lock(ctx->lock);
    const listener *l = &ctx->diagnosis.listening;
    bool live = ctx->diagnosis.phase == DIAGNOSIS_LISTENING && l->analyzer && l->first_us;
    if (live) {
        fill_levels(l->analyzer, levels);
    }
    os_mutex_unlock(ctx->lock);
    return live ? MIC_DIAG_OK : MIC_DIAG_ERROR_NOT_FOUND;
}

/* ---- the analyzer ------------------------------------------------------------------------------- */

struct mic_diag_analyzer {
    signal_analyzer *signal;
};

mic_diag_result mic_diag_analyzer_create(uint32_t sample_rate, uint32_t channels, mic_diag_analyzer **out)
{
    if (!out) {
        return MIC_DIAG_ERROR_INVALID;
    }
    *out = NULL;
    if (sample_rate < SIGNAL_RATE_MIN || sample_rate > SIGNAL_RATE_MAX || channels < 1 ||
        channels > SIGNAL_CHANNELS_MAX) {
        return MIC_DIAG_ERROR_INVALID;
    }
    mic_diag_analyzer *a = calloc(1, sizeof *a);
    if (a) {
        a->signal = signal_analyzer_create(sample_rate, channels, false);
    }
    if (!a || !a->signal) {
        free(a);
        return MIC_DIAG_ERROR_NO_MEMORY;
    }
    *out = a;
    return MIC_DIAG_OK;
}

void mic_diag_analyzer_free(mic_diag_analyzer *a)
{
    if (a) {
        signal_analyzer_free(a->signal);
        free(a);
    }
}

mic_diag_result mic_diag_analyzer_reset(mic_diag_analyzer *a)
{
    if (!a) {
        return MIC_DIAG_ERROR_INVALID;
    }
    signal_analyzer_reset(a->signal);
    return MIC_DIAG_OK;
}

mic_diag_result mic_diag_analyzer_push(mic_diag_analyzer *a, const void *samples, uint32_t frames,
                                       mic_diag_sample_format format, int64_t time_us, uint32_t flags)
{
    const uint32_t known = MIC_DIAG_PUSH_OVERFLOW | MIC_DIAG_PUSH_DISCONTINUITY;
    if (!a || (!samples && frames) || format < MIC_DIAG_SAMPLE_F32 || format > MIC_DIAG_SAMPLE_S32 ||
        (flags & ~known)) {
        return MIC_DIAG_ERROR_INVALID;
    }
    signal_analyzer_push(a->signal, samples, frames, (signal_format)format, time_us, flags);
    return MIC_DIAG_OK;
}

mic_diag_result mic_diag_analyzer_levels(const mic_diag_analyzer *a, mic_diag_levels *levels)
{
    if (!a || !good_levels(levels)) {
        return MIC_DIAG_ERROR_INVALID;
    }
    fill_levels(a->signal, levels);
    return MIC_DIAG_OK;
}

static mic_diag_result make_report(facts *f, const report_settings *settings, mic_diag_report **out)
{
    if (f && !facts_failed(f)) {
        *out = (mic_diag_report *)report_create(f, settings);
    }
    facts_release(f);
    return *out ? MIC_DIAG_OK : MIC_DIAG_ERROR_NO_MEMORY;
}

mic_diag_result mic_diag_analyzer_report(const mic_diag_analyzer *a, mic_diag_report **out)
{
    if (out) {
        *out = NULL;
    }
    if (!a || !out) {
        return MIC_DIAG_ERROR_INVALID;
    }
    facts *f = facts_create();
    signal_metrics *metrics = malloc(sizeof *metrics);
    if (f && metrics) {
        signal_analyzer_metrics(a->signal, metrics);
        signal_facts_add(f, metrics, FACT_SOURCE_SAMPLES);
    }
    if (!metrics) {
        facts_release(f);
        f = NULL;
    }
    free(metrics);
    return make_report(f, &(report_settings){.listened = true}, out);
}

/* ---- the monitor -------------------------------------------------------------------------------- */

mic_diag_result mic_diag_monitor_open(mic_diag_context *ctx, const char *device_id, mic_diag_monitor **out)
{
    if (out) {
        *out = NULL;
    }
    mic_diag_result result = context_begin(ctx);
    if (result != MIC_DIAG_OK) {
        return result;
    }
    if (!out || !good_text(device_id)) {
        return context_end(ctx, MIC_DIAG_ERROR_INVALID);
    }
    result = context_need_worker(ctx);
    return context_end(ctx, result == MIC_DIAG_OK ? monitor_want(ctx, device_id, out) : result);
}

/* Takes the context's lock; false: this is a forked child. */
static bool enter(mic_diag_context *ctx)
{
    if (os_fork_guard_is_child(ctx->fork_guard)) {
        return false;
    }
    os_mutex_lock(ctx->lock);
    return true;
}

void mic_diag_monitor_free(mic_diag_monitor *monitor)
{
    mic_diag_context *ctx = monitor ? monitor_context(monitor) : NULL;
    if (!ctx || !enter(ctx)) {
        return;
    }
    int64_t until = os_now_us() + 1000000;
    monitor_unwant(ctx, monitor);
    while (ctx->monitor == monitor && os_condition_wait(ctx->changed, ctx->lock, until)) {
    }
    os_mutex_unlock(ctx->lock);
}

mic_diag_monitor_state mic_diag_monitor_get_state(const mic_diag_monitor *monitor)
{
    mic_diag_context *ctx = monitor ? monitor_context(monitor) : NULL;
    if (!ctx || !enter(ctx)) {
        return MIC_DIAG_MONITOR_UNKNOWN;
    }
    mic_diag_monitor_state state = monitor_state(monitor);
    os_mutex_unlock(ctx->lock);
    return state;
}

mic_diag_result mic_diag_monitor_levels(const mic_diag_monitor *monitor, mic_diag_levels *levels)
{
    if (!monitor || !good_levels(levels)) {
        return MIC_DIAG_ERROR_INVALID;
    }
    mic_diag_context *ctx = monitor_context(monitor);
    if (!enter(ctx)) {
        return MIC_DIAG_ERROR_FORKED;
    }
    const listener *l = monitor_listener(monitor);
    bool live = l->analyzer && l->first_us;
    if (live) {
        fill_levels(l->analyzer, levels);
    }
    os_mutex_unlock(ctx->lock);
    return live ? MIC_DIAG_OK : MIC_DIAG_ERROR_NOT_FOUND;
}

mic_diag_result mic_diag_monitor_report(const mic_diag_monitor *monitor, mic_diag_report **out)
{
    if (out) {
        *out = NULL;
    }
    if (!monitor || !out) {
        return MIC_DIAG_ERROR_INVALID;
    }
    mic_diag_context *ctx = monitor_context(monitor);
    if (!enter(ctx)) {
        return MIC_DIAG_ERROR_FORKED;
    }
    mic_diag_result result = MIC_DIAG_ERROR_BUSY;
    facts *f = monitor_facts(monitor);
    if (monitor_has_looked(monitor)) {
        if (f) {
            context_add_told(ctx, f);
        }
        report_settings settings = {.language = ctx->language,
                                    .machine = ctx->platform->does->machine(ctx->platform),
                                    .listened = true};
        result = make_report(f, &settings, out);
    }
    os_mutex_unlock(ctx->lock);
    return result;
}

mic_diag_result mic_diag_monitor_format(const mic_diag_monitor *monitor, uint32_t *rate, uint32_t *channels)
{
    if (!monitor || !rate || !channels) {
        return MIC_DIAG_ERROR_INVALID;
    }
    mic_diag_context *ctx = monitor_context(monitor);
    if (!enter(ctx)) {
        return MIC_DIAG_ERROR_FORKED;
    }
    const listener *l = monitor_listener(monitor);
    *rate = l->first_us ? l->rate_hz : 0;
    *channels = l->first_us ? l->channels : 0;
    os_mutex_unlock(ctx->lock);
    return MIC_DIAG_OK;
}

int32_t mic_diag_monitor_read(mic_diag_monitor *monitor, float *samples, uint32_t max_samples)
{
    if (!monitor || (!samples && max_samples)) {
        return MIC_DIAG_ERROR_INVALID;
    }
    mic_diag_context *ctx = monitor_context(monitor);
    if (!enter(ctx)) {
        return MIC_DIAG_ERROR_FORKED;
    }
    uint32_t taken = monitor_read(monitor, samples, max_samples < INT32_MAX ? max_samples : INT32_MAX);
    os_mutex_unlock(ctx->lock);
    return (int32_t)taken;
}
