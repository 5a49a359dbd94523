/*
 * mic_diag - public functions: the context and the simulated computer.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>

#include "api/arguments.h"
#include "core/context.h"
#include "core/text.h"
#include "mic_diag.h"

static mic_diag_result create(const char *app_name, const platform_operations *kind, mic_diag_context **out)
{
    if (!out) {
        return MIC_DIAG_ERROR_INVALID;
    }
    *out = NULL;
    if (!good_text(app_name)) {
        return MIC_DIAG_ERROR_INVALID;
    }
    mic_diag_context *ctx = calloc(1, sizeof *ctx);
    if (!ctx) {
        return MIC_DIAG_ERROR_NO_MEMORY;
    }
    ctx->fork_guard = os_fork_guard_create();
    ctx->lock = os_mutex_create();
    ctx->changed = os_condition_create();
    ctx->events = event_queue_create();
    ctx->app_name = text_copy(app_name && *app_name ? app_name : "mic_diag");
    ctx->language = text_copy("en");
    ctx->platform_kind = kind;
    ctx->call_timeout_ms = CONTEXT_CALL_MS;
    ctx->told_muted = ctx->told_transmitting = ctx->told_prompted = MIC_DIAG_UNKNOWN;
    if (!ctx->fork_guard || !ctx->lock || !ctx->changed || !ctx->events || !ctx->app_name || !ctx->language) {
        mic_diag_context_free(ctx);
        /* All is freed: only in a child it would not be. NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
        return MIC_DIAG_ERROR_NO_MEMORY;
    }
    *out = ctx;
    return MIC_DIAG_OK;
}

mic_diag_result mic_diag_context_create(const char *app_name, mic_diag_context **out)
{
#if defined(__linux__)
    return create(app_name, &platform_system, out);
#else
    return create(app_name, &platform_none, out);
#endif
}

mic_diag_result mic_diag_context_create_simulated(const char *app_name, mic_diag_context **out)
{
    return create(app_name, &platform_sim, out);
}

void mic_diag_context_free(mic_diag_context *ctx)
{
    if (!ctx) {
        return;
    }
    if (ctx->fork_guard && os_fork_guard_is_child(ctx->fork_guard)) {
        /* Thread, processes and descriptors are the parent's; its lock may be held. Memory goes with the
         * process. */
        return;
    }
    if (ctx->worker) {
        os_mutex_lock(ctx->lock);
        ctx->quit = true;
        context_wake(ctx);
        os_mutex_unlock(ctx->lock);
        os_thread_join(ctx->worker);
    }
    looking_stop(&ctx->reading.look);
    facts_release(ctx->reading.result);
    diagnosis_clear(&ctx->diagnosis);
    fixing_clear(&ctx->fixing);
    if (ctx->monitor) {
        monitor_close(ctx, ctx->monitor);
    }
    if (ctx->platform) {
        ctx->platform->does->destroy(ctx->platform);
    }
    queued_event_clear(&ctx->taken);
    event_queue_free(ctx->events);
    os_condition_free(ctx->changed);
    os_mutex_free(ctx->lock);
    os_fork_guard_free(ctx->fork_guard);
    free(ctx->app_name);
    free(ctx->helper_program);
    free(ctx->language);
    free(ctx);
}

const char *mic_diag_context_error(const mic_diag_context *ctx)
{
    return ctx ? ctx->error : "";
}

static mic_diag_result replace(char **slot, const char *value)
{
    char *copy = text_copy(value);
    if (!copy) {
        return MIC_DIAG_ERROR_NO_MEMORY;
    }
    free(*slot);
    *slot = copy;
    return MIC_DIAG_OK;
}

static mic_diag_result configure_timeout(mic_diag_context *ctx, const char *value)
{
    uint32_t ms = 0;
    for (const char *c = value; *c; c++) {
        if (*c < '0' || *c > '9' || ms > 100000000) {
            context_fail(ctx, "call-timeout-ms takes a number of milliseconds, not '%.40s'", value);
            return MIC_DIAG_ERROR_INVALID;
        }
        ms = ms * 10 + (uint32_t)(*c - '0');
    }
    if (ms == 0 || ms > 3600000) {
        context_fail(ctx, "call-timeout-ms takes 1 to 3600000 milliseconds");
        return MIC_DIAG_ERROR_INVALID;
    }
    ctx->call_timeout_ms = ms;
    return MIC_DIAG_OK;
}

static mic_diag_result configure(mic_diag_context *ctx, const char *key, const char *value)
{
    if (strcmp(key, "call-timeout-ms") == 0) {
        return configure_timeout(ctx, value);
    }
    if (strcmp(key, "language") == 0) {
        return replace(&ctx->language, value);
    }
    if (strcmp(key, "helper-program") != 0) {
        context_fail(ctx, "there is no setting '%.80s'", key);
        return MIC_DIAG_ERROR_NOT_FOUND;
    }
    if (ctx->platform) {
        context_fail(ctx, "helper-program must be set before the first look");
        return MIC_DIAG_ERROR_BUSY;
    }
    if (value[0] != '/') {
        context_fail(ctx, "helper-program takes an absolute path");
        return MIC_DIAG_ERROR_INVALID;
    }
    return replace(&ctx->helper_program, value);
}

mic_diag_result mic_diag_context_configure(mic_diag_context *ctx, const char *key, const char *value)
{
    mic_diag_result result = context_begin(ctx);
    if (result != MIC_DIAG_OK) {
        return result;
    }
    bool good = key && value && good_text(key) && good_text(value);
    return context_end(ctx, good ? configure(ctx, key, value) : MIC_DIAG_ERROR_INVALID);
}

static mic_diag_result tell(mic_diag_context *ctx, const char *fact, const char *value)
{
    static const struct {
        const char *word;
        int32_t answer;
    } answers[] = {{"yes", MIC_DIAG_YES}, {"no", MIC_DIAG_NO}, {"unknown", MIC_DIAG_UNKNOWN}};
    const struct {
        const char *fact;
        int32_t *slot;
    } slots[] = {{"muted", &ctx->told_muted},
                 {"transmitting", &ctx->told_transmitting},
                 {"prompted", &ctx->told_prompted}};
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        if (strcmp(slots[i].fact, fact) != 0) {
            continue;
        }
        for (size_t k = 0; k < sizeof answers / sizeof *answers; k++) {
            if (strcmp(answers[k].word, value) == 0) {
                *slots[i].slot = answers[k].answer;
                return MIC_DIAG_OK;
            }
        }
        context_fail(ctx, "'%s' takes yes, no or unknown", slots[i].fact);
        return MIC_DIAG_ERROR_INVALID;
    }
    context_fail(ctx, "there is no fact '%.80s' to tell", fact);
    return MIC_DIAG_ERROR_NOT_FOUND;
}

mic_diag_result mic_diag_context_tell(mic_diag_context *ctx, const char *fact, const char *value)
{
    mic_diag_result result = context_begin(ctx);
    if (result != MIC_DIAG_OK) {
        return result;
    }
    bool good = fact && value && good_text(fact) && good_text(value);
    return context_end(ctx, good ? tell(ctx, fact, value) : MIC_DIAG_ERROR_INVALID);
}

mic_diag_result mic_diag_simulate(mic_diag_context *ctx, const char *what)
{
    mic_diag_result result = context_begin(ctx);
    if (result != MIC_DIAG_OK) {
        return result;
    }
    if (!what) {
        return context_end(ctx, MIC_DIAG_ERROR_INVALID);
    }
    if (!ctx->platform_kind->simulate) {
        context_fail(ctx, "this context is for the real computer");
        return context_end(ctx, MIC_DIAG_ERROR_UNSUPPORTED);
    }
    result = context_need_platform(ctx);
    if (result == MIC_DIAG_OK) {
        result = ctx->platform->does->simulate(ctx->platform, what, ctx->error, sizeof ctx->error);
        context_wake(ctx);
    }
    return context_end(ctx, result);
}

uint32_t mic_diag_scenario_count(void)
{
    return sim_scenario_count();
}

const char *mic_diag_scenario_name(uint32_t index)
{
    return sim_scenario_name(index);
}

const char *mic_diag_scenario_text(uint32_t index)
{
    return sim_scenario_text(index);
}
