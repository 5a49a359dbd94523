/*
 * mic_diag - the side of the analyzer that reads: levels and metrics out of what was published.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <string.h>

#include "signal/analyzer_state.h"
#include "signal/decibel.h"

/** What is gathered over the channels before it can be judged. */
typedef struct {
    stream_state stream;
    constant_ends ends;
    double loudest_power; /**< While somebody speaks. */
    double loudest_peak;
    double power[SIGNAL_CHANNELS_MAX];
    double peak[SIGNAL_CHANNELS_MAX];
    bool active_found; /**< Some channel has an active speech level. */
    bool any_channel;
} gathered;

void signal_analyzer_levels(const signal_analyzer *analyzer, signal_levels *out)
{
    size_t version;
    stream_state stream;

    do
        version = published_version(&analyzer->shown);
    while (!published_read(&analyzer->shown, version, 0, &stream, sizeof stream));
    *out = stream.levels;
}

static double larger(double a, double b)
{
    return b > a || isnan(a) ? b : a;
}

/** Ends the block that was not full when it was published, on our own copy. */
static void finish_block(const signal_analyzer *analyzer, channel_state *state, const float *samples,
                         gathered *all)
{
    levels_block block;

    levels_measure(&state->dc, samples, all->stream.pending, &block);
    clipping_add(&state->clip, &block);
    levels_add(&state->sums, &block);
    speech_level_add(&analyzer->speech_level_setup, &state->speech, &block);
    constant_ends_narrow(&all->ends, &state->constant, &block);
}

static void add_channel(signal_metrics *out, uint32_t index, const channel_state *state, gathered *all)
{
    signal_channel_metrics *channel = &out->channel[index];
    const double frames = (double)state->sums.frames;
    const double clipped = frames > 0.0 ? (double)state->clip.samples / frames : (double)NAN;
    double activity;
    bool loudest;

    channel->rms_dbfs = levels_rms_dbfs(&state->sums);
    channel->peak_dbfs = levels_peak_dbfs(&state->sums);
    channel->dc_offset = frames > 0.0 ? state->sums.mean : (double)NAN;
    channel->active_speech_level_dbov = speech_level_dbov(&state->speech, &activity);
    all->power[index] = state->dead.speech_power;
    all->peak[index] = (double)state->sums.peak;
    all->loudest_power = larger(all->loudest_power, all->power[index]);
    all->loudest_peak = larger(all->loudest_peak, all->peak[index]);

    if (isnan(out->dc_offset) || fabs(channel->dc_offset) > fabs(out->dc_offset))
        out->dc_offset = channel->dc_offset;
    out->peak_dbfs = larger(out->peak_dbfs, channel->peak_dbfs);
    out->clipped_ratio = larger(out->clipped_ratio, clipped);
    if ((int64_t)state->clip.runs > out->clipped_runs)
        out->clipped_runs = (int64_t)state->clip.runs;

    /* Speech and noise are told of one channel: of all with an active speech level the loudest. */
    if (isnan(channel->active_speech_level_dbov))
        loudest = !all->active_found && (!all->any_channel || channel->rms_dbfs > out->rms_dbfs);
    else
        loudest = !all->active_found || channel->active_speech_level_dbov > out->active_speech_level_dbov;
    if (loudest) {
        out->active_speech_level_dbov = channel->active_speech_level_dbov;
        out->activity_percent = activity;
        out->noise_floor_dbfs = state->noise_floor_dbfs;
    }
    out->rms_dbfs = larger(out->rms_dbfs, channel->rms_dbfs);
    all->active_found = all->active_found || !isnan(channel->active_speech_level_dbov);
    all->any_channel = true;
}

static void add_stream(const signal_analyzer *analyzer, signal_metrics *out, gathered *all)
{
    const stream_state *stream = &all->stream;
    const double rate = analyzer->layout.rate_hz, ms = 1000.0 / rate;
    const bool judged = stream->skip_left == 0;
    const uint64_t frames = stream->judged_frames + (judged ? stream->pending : 0);
    const constant_run *run = stream->runs.run;

    out->rate_hz = analyzer->layout.rate_hz;
    out->channels = analyzer->layout.channels;
    out->frames = (int64_t)frames;
    out->seconds = (double)frames / rate;
    out->snr_db = out->active_speech_level_dbov - out->noise_floor_dbfs;
    out->speech_seconds = (double)stream->speech_frames / rate;
    out->speech_ratio = frames > 0 ? fmin(1.0, (double)stream->speech_frames / (double)frames) : (double)NAN;
    out->zero_ms = (double)run[CONSTANT_ZERO].longest * ms;
    out->zero_now_ms = (double)run[CONSTANT_ZERO].now * ms;
    out->silent_ms = (double)run[CONSTANT_SILENT].longest * ms;
    out->stuck_ms = (double)run[CONSTANT_EQUAL].longest * ms;
    out->stuck_now_ms = (double)constant_runs_stuck_now(&stream->runs) * ms;
    out->stuck_value = run[CONSTANT_EQUAL].longest > 0 ? (double)stream->runs.value_longest : (double)NAN;
    out->dropout_count = (int64_t)stream->drop.count;
    out->dropout_ms = dropouts_ms(&stream->drop, analyzer->layout.rate_hz);
    out->invalid_samples = (int64_t)stream->invalid;
    for (uint32_t c = 0; c < analyzer->layout.channels; c++)
        out->channel[c].dead =
            dead_channel_answer(all->peak[c], all->power[c], all->loudest_peak, all->loudest_power);
}

static bool try_metrics(const signal_analyzer *analyzer, signal_metrics *out)
{
    const size_t version = published_version(&analyzer->shown);
    gathered all = {0};
    bool finish;

    if (!published_read(&analyzer->shown, version, 0, &all.stream, sizeof all.stream))
        return false;
    finish = all.stream.pending > 0 && all.stream.skip_left == 0;
    constant_ends_start(&all.ends, all.stream.pending);
    memset(out, 0, sizeof *out);
    out->rms_dbfs = out->peak_dbfs = out->dc_offset = (double)NAN;
    out->active_speech_level_dbov = out->activity_percent = out->noise_floor_dbfs = (double)NAN;
    out->clipped_ratio = (double)NAN;
    for (uint32_t c = 0; c < analyzer->layout.channels; c++) {
        const size_t offset = analyzer_channel_offset(analyzer, c);
        float samples[LAYOUT_BLOCK_MAX];
        channel_state state;

        if (!published_read(&analyzer->shown, version, offset, &state, sizeof state) ||
            (finish && !published_read(&analyzer->shown, version, offset + analyzer->channel_room, samples,
                                       published_room(all.stream.pending * sizeof(float)))))
            return false;
        if (finish)
            finish_block(analyzer, &state, samples, &all);
        add_channel(out, c, &state, &all);
    }
    if (finish)
        constant_runs_add(&all.stream.runs, &all.ends, all.stream.pending);
    add_stream(analyzer, out, &all);
    return true;
}

void signal_analyzer_metrics(const signal_analyzer *analyzer, signal_metrics *out)
{
    while (!try_metrics(analyzer, out))
        ;
}
