/*
 * mic_diag - the analyzer: samples in, levels and metrics out.
 *
 * Knows nothing of devices, facts or reports. One thread pushes; any other thread may read levels and
 * metrics meanwhile. Pushing does not allocate, lock, wait or call the system. Any split of the same samples
 * into pushes gives bit-equal results.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_H
#define MIC_DIAG_SIGNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "signal/metrics.def"

enum { SIGNAL_CHANNELS_MAX = 32, SIGNAL_RATE_MIN = 8000, SIGNAL_RATE_MAX = 192000 };

typedef enum { SIGNAL_F32 = 0, SIGNAL_S16 = 1, SIGNAL_S24 = 2, SIGNAL_S32 = 3 } signal_format;
enum { SIGNAL_PUSH_OVERFLOW = 1, SIGNAL_PUSH_DISCONTINUITY = 2 };

#define SIGNAL_TYPE_REAL          double
#define SIGNAL_TYPE_INTEGER       int64_t
#define SIGNAL_TYPE_ANSWER        int32_t
#define SIGNAL_MEMBER(type, name) SIGNAL_TYPE_##type name;

typedef struct {
    CHANNEL_METRICS(SIGNAL_MEMBER)
} signal_channel_metrics;

/** Everything measured since the start, or since the last reset. */
typedef struct {
    SIGNAL_METRICS(SIGNAL_MEMBER)
    signal_channel_metrics channel[SIGNAL_CHANNELS_MAX]; /**< The first `channels` are filled. */
} signal_metrics;

/** The moving picture for a meter; the public mic_diag_levels has the same meaning. */
typedef struct {
    uint32_t channels;
    uint64_t frames;
    float rms_dbfs;         /**< Last 100 ms, loudest channel. */
    float peak_dbfs;        /**< Last 100 ms, any channel. */
    float noise_dbfs;       /**< Background, last 5 s; NaN until known. */
    float speech_dbfs;      /**< Active speech level, last 5 s; NaN: none heard. */
    float speech_now;       /**< 1 while speech is heard, 0 while not. */
    float speech_ratio;     /**< Share of the last 5 s that held speech. */
    uint32_t clipped;       /**< Frames inside clipped runs, last 5 s. */
    uint32_t dropouts;      /**< Last 5 s. */
    uint32_t dead_channels; /**< Bit n: channel n has been silent while another was not. */
} signal_levels;

typedef struct signal_analyzer signal_analyzer;

/**
 * @param live  true: the first 500 ms are a device settling and are left out of the metrics, but for
 *              speech that is heard in them (not of levels).
 * @return NULL when memory ran out or a value is out of range.
 */
signal_analyzer *signal_analyzer_create(uint32_t rate_hz, uint32_t channels, bool live);
void signal_analyzer_free(signal_analyzer *analyzer);
/** Forgets what was heard. Not beside a running push. */
void signal_analyzer_reset(signal_analyzer *analyzer);

/**
 * Takes interleaved samples; real-time safe.
 * @param samples  may be NULL: `frames` of silence that was not recorded (a hole); counted as a dropout.
 * @param time_us  of the first frame on any steady clock; 0: unknown.
 */
void signal_analyzer_push(signal_analyzer *analyzer, const void *samples, uint32_t frames,
                          signal_format format, int64_t time_us, uint32_t flags);

/** Lock-free, any thread. */
void signal_analyzer_levels(const signal_analyzer *analyzer, signal_levels *out);
/** Of everything that was pushed until now. Lock-free, any thread; some microseconds. */
void signal_analyzer_metrics(const signal_analyzer *analyzer, signal_metrics *out);

#endif
