/*
 * mic_diag - the analyzer: cuts the stream into blocks, gives each block to every measurement, publishes.
 *
 * What a reader needs lies in `stream_state` and `channel_state`, which are published whole at the end of
 * each push, together with the samples of the block that is not full yet. The reader finishes that block on
 * its own copy: so all samples count, at no cost for the thread that pushes.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "signal/analyzer_state.h"
#include "signal/sample_formats.h"

static void publish(signal_analyzer *analyzer)
{
    const size_t tail = published_room(analyzer->stream.pending * sizeof(float));

    published_begin(&analyzer->shown);
    published_write(&analyzer->shown, 0, &analyzer->stream, sizeof analyzer->stream);
    for (uint32_t c = 0; c < analyzer->layout.channels; c++) {
        const size_t offset = analyzer_channel_offset(analyzer, c);

        published_write(&analyzer->shown, offset, &analyzer->channel[c].state, sizeof(channel_state));
        published_write(&analyzer->shown, offset + analyzer->channel_room,
                        analyzer->channel[c].samples + LAYOUT_HISTORY, tail);
    }
    published_show(&analyzer->shown);
}

static void update_levels(signal_analyzer *analyzer)
{
    signal_levels *levels = &analyzer->stream.levels;

    meter_read(&analyzer->meter, analyzer->layout.channels, levels);
    levels->noise_dbfs = NAN;
    for (uint32_t c = 0; c < analyzer->layout.channels; c++)
        levels->noise_dbfs =
            fmaxf(levels->noise_dbfs, (float)noise_floor_recent_dbfs(&analyzer->channel[c].floor));
    levels->dead_channels = analyzer->dead.mask;
}

static void start(signal_analyzer *analyzer)
{
    const uint32_t channels = analyzer->layout.channels;

    memset(&analyzer->stream, 0, sizeof analyzer->stream);
    memset(&analyzer->meter, 0, sizeof analyzer->meter);
    memset(&analyzer->dead, 0, sizeof analyzer->dead);
    memset(analyzer->channel, 0, channels * sizeof *analyzer->channel);
    analyzer->hole_frames = 0;
    analyzer->stream.skip_left = analyzer->live ? LAYOUT_BLOCKS_SKIPPED * analyzer->layout.block_frames : 0;
    for (uint32_t c = 0; c < channels; c++) {
        analyzer->channel[c].state.noise_floor_dbfs = (double)NAN;
        constant_channel_break(&analyzer->channel[c].state.constant);
        speech_presence_start(&analyzer->channel[c].presence);
    }
    update_levels(analyzer);
    publish(analyzer);
}

signal_analyzer *signal_analyzer_create(uint32_t rate_hz, uint32_t channels, bool live)
{
    signal_analyzer *analyzer;
    size_t shown;
    void *memory;

    if (rate_hz < SIGNAL_RATE_MIN || rate_hz > SIGNAL_RATE_MAX || channels < 1 ||
        channels > SIGNAL_CHANNELS_MAX)
        return NULL;
    analyzer = calloc(1, sizeof *analyzer);
    if (!analyzer)
        return NULL;
    signal_layout_make(&analyzer->layout, rate_hz, channels);
    speech_level_prepare(&analyzer->speech_level_setup, &analyzer->layout);
    speech_features_prepare(&analyzer->features_setup, &analyzer->layout);
    analyzer->live = live;
    analyzer->channel_room = published_room(sizeof(channel_state));
    analyzer->channel_step =
        analyzer->channel_room + published_room(analyzer->layout.block_frames * sizeof(float));
    shown = analyzer_channel_offset(analyzer, channels);
    analyzer->channel = calloc(channels, sizeof *analyzer->channel);
    memory = calloc(2, shown);
    if (!analyzer->channel || !memory) {
        free(analyzer->channel);
        free(memory);
        free(analyzer);
        return NULL;
    }
    published_start(&analyzer->shown, memory, shown);
    start(analyzer);
    return analyzer;
}

void signal_analyzer_free(signal_analyzer *analyzer)
{
    if (!analyzer)
        return;
    free((void *)analyzer->shown.copy[0]);
    free(analyzer->channel);
    free(analyzer);
}

void signal_analyzer_reset(signal_analyzer *analyzer)
{
    start(analyzer);
}

/** Measurements that judge whole blocks only. @return blocks of speech that ended with this one. */
static uint32_t whole_block(signal_analyzer *analyzer, bool judged)
{
    uint32_t found = 0;

    for (uint32_t c = 0; c < analyzer->layout.channels; c++) {
        channel_private *channel = &analyzer->channel[c];
        uint32_t here;

        noise_floor_add(&channel->floor, &analyzer->block[c], judged);
        channel->state.noise_floor_dbfs = noise_floor_dbfs(&channel->floor);
        here = speech_presence_add(&analyzer->features_setup, &channel->presence,
                                   channel->samples + LAYOUT_HISTORY, analyzer->block[c].zero);
        found = here > found ? here : found;
    }
    return found;
}

/** Measurements to which every sample counts. @return clipped samples in the worst channel. */
static uint32_t every_sample(signal_analyzer *analyzer, uint32_t frames, bool judged)
{
    const uint32_t channels = analyzer->layout.channels;
    constant_ends ends;
    uint32_t worst = 0;

    constant_ends_start(&ends, frames);
    for (uint32_t c = 0; c < channels; c++) {
        channel_state *state = &analyzer->channel[c].state;
        const uint32_t clipped = clipping_add(&state->clip, &analyzer->block[c]);

        worst = clipped > worst ? clipped : worst;
        if (!judged)
            continue;
        levels_add(&state->sums, &analyzer->block[c]);
        speech_level_add(&analyzer->speech_level_setup, &state->speech, &analyzer->block[c]);
        constant_ends_narrow(&ends, &state->constant, &analyzer->block[c]);
    }
    if (!judged)
        return worst;
    for (uint32_t c = 0; c < channels; c++)
        constant_channel_move(&analyzer->channel[c].state.constant, &ends, &analyzer->block[c]);
    constant_runs_add(&analyzer->stream.runs, &ends, frames);
    return worst;
}

static void leave_start_out(signal_analyzer *analyzer, uint32_t frames)
{
    stream_state *stream = &analyzer->stream;

    stream->skip_left = stream->skip_left > frames ? stream->skip_left - frames : 0;
    if (stream->skip_left > 0)
        return;
    for (uint32_t c = 0; c < analyzer->layout.channels; c++) {
        analyzer->channel[c].state.clip.samples = 0;
        analyzer->channel[c].state.clip.runs = 0;
    }
}

/* Speech in the start that is left out counts: what settles there is the offset and the level, and a person
 * who speaks at once should not have to speak longer than one who waits. */
static void note_speech(signal_analyzer *analyzer, uint32_t found, bool judged)
{
    const uint32_t marked = meter_mark_speech(&analyzer->meter, found);

    analyzer->stream.speech_frames += (uint64_t)analyzer->layout.block_frames * marked;
    for (uint32_t c = 0; judged && found > 0 && c < analyzer->layout.channels; c++)
        analyzer->channel[c].state.dead.speech_power += analyzer->block[c].power;
}

/** Ends the block that fills up: it is full, or what follows does not follow it. */
static void end_block(signal_analyzer *analyzer)
{
    const uint32_t frames = analyzer->stream.pending, channels = analyzer->layout.channels;
    const bool judged = analyzer->stream.skip_left == 0;
    uint32_t found = 0, clipped;

    if (frames == 0)
        return;
    for (uint32_t c = 0; c < channels; c++)
        levels_measure(&analyzer->channel[c].state.dc, analyzer->channel[c].samples + LAYOUT_HISTORY, frames,
                       &analyzer->block[c]);
    clipped = every_sample(analyzer, frames, judged);
    if (frames == analyzer->layout.block_frames)
        found = whole_block(analyzer, judged);
    meter_add(&analyzer->meter, analyzer->block, channels, clipped);
    if (judged) {
        analyzer->stream.judged_frames += frames;
    } else {
        leave_start_out(analyzer, frames);
    }
    note_speech(analyzer, found, judged);
    dead_recent_add(&analyzer->dead, analyzer->block, channels, found);
    for (uint32_t c = 0; c < channels; c++) {
        float *samples = analyzer->channel[c].samples;

        memmove(samples, samples + frames, LAYOUT_HISTORY * sizeof *samples);
    }
    analyzer->stream.pending = 0;
}

/** What comes next does not follow what was. */
static void break_stream(signal_analyzer *analyzer, bool other_recording)
{
    end_block(analyzer);
    for (uint32_t c = 0; c < analyzer->layout.channels; c++) {
        channel_private *channel = &analyzer->channel[c];

        noise_floor_break(&channel->floor);
        clipping_break(&channel->state.clip);
        if (!other_recording)
            continue;
        channel->state.dc.blocks = 0;
        speech_presence_start(&channel->presence);
        constant_channel_break(&channel->state.constant);
    }
    if (other_recording)
        constant_runs_break(&analyzer->stream.runs);
}

static void push_hole(signal_analyzer *analyzer, uint32_t frames)
{
    const uint64_t all = (uint64_t)analyzer->hole_frames + frames;
    uint64_t blocks = all / analyzer->layout.block_frames;

    analyzer->hole_frames = (uint32_t)(all % analyzer->layout.block_frames);
    /* When nothing but the hole is left in the windows, more of it changes nothing. */
    if (blocks > LAYOUT_BLOCKS_5_S + 1)
        blocks = LAYOUT_BLOCKS_5_S + 1;
    for (; blocks > 0; blocks--)
        meter_add(&analyzer->meter, NULL, analyzer->layout.channels, 0);
}

static void push_samples(signal_analyzer *analyzer, const unsigned char *samples, uint32_t frames,
                         signal_format format)
{
    const uint32_t channels = analyzer->layout.channels;
    const size_t bytes = sample_format_bytes(format), stride = bytes * channels;

    while (frames > 0) {
        const uint32_t room = analyzer->layout.block_frames - analyzer->stream.pending;
        const uint32_t now = frames < room ? frames : room;

        for (uint32_t c = 0; c < channels; c++) {
            float *to = analyzer->channel[c].samples + LAYOUT_HISTORY + analyzer->stream.pending;

            analyzer->stream.invalid += sample_format_read(format, samples + c * bytes, stride, now, to);
        }
        analyzer->stream.pending += now;
        samples += now * stride;
        frames -= now;
        if (now == room)
            end_block(analyzer);
    }
}

void signal_analyzer_push(signal_analyzer *analyzer, const void *samples, uint32_t frames,
                          signal_format format, int64_t time_us, uint32_t flags)
{
    stream_state *stream = &analyzer->stream;
    const uint32_t hole = samples == NULL;
    uint32_t lost;

    if (!hole && sample_format_bytes(format) == 0)
        return;
    if ((flags & (SIGNAL_PUSH_OVERFLOW | SIGNAL_PUSH_DISCONTINUITY)) || (hole && frames > 0))
        break_stream(analyzer, flags & SIGNAL_PUSH_DISCONTINUITY);
    if (flags & SIGNAL_PUSH_DISCONTINUITY)
        stream->drop.expected_us = 0;
    lost = dropouts_add(&stream->drop, analyzer->layout.rate_hz, frames, hole, time_us, flags);
    meter_add_dropouts(&analyzer->meter, lost);
    if (hole)
        push_hole(analyzer, frames);
    else if (frames > 0) {
        analyzer->hole_frames = 0;
        push_samples(analyzer, samples, frames, format);
    }
    stream->frames += frames;
    update_levels(analyzer);
    stream->levels.frames = stream->frames;
    publish(analyzer);
}
