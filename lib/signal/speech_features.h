/*
 * mic_diag - what speech presence is judged by: five band levels and the strength of a voice's pitch, each 10
 * ms.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_SPEECH_FEATURES_H
#define MIC_DIAG_SIGNAL_SPEECH_FEATURES_H

#include <stdbool.h>
#include <stdint.h>

#include "signal/layout.h"

enum {
    SPEECH_BANDS = 5,
    SPEECH_TAPS_A_STEP = 4, /**< Of the low-pass in front of the 8 kHz grid: a coarse one is enough. */
    SPEECH_FFT = 128,       /**< Points on the 8 kHz grid: 9 to 18 ms. */
    SPEECH_LOW_BLOCK_MAX = LAYOUT_BLOCK_MAX / LAYOUT_DECIMATION_MAX * 2,
    SPEECH_PITCH_TAPS = 32,
    SPEECH_QUIET_BLOCKS = 16,      /**< More than all histories together. */
    SPEECH_PITCH_WINDOW_MAX = 144, /**< 40 ms at 3.5 kHz. */
    SPEECH_PITCH_LAG_MAX = 60      /**< 60 Hz at 3.5 kHz. */
};

/** What depends on the sample rate only. */
typedef struct {
    uint32_t decimation;
    uint32_t low_block;    /**< Samples a block on the 8 kHz grid. */
    uint32_t pitch_block;  /**< A quarter of that. */
    uint32_t pitch_window; /**< 40 ms. */
    uint32_t lag_min;      /**< 400 Hz. */
    uint32_t lag_max;      /**< 60 Hz. */
    uint32_t band_edge[SPEECH_BANDS + 1];
    float taps[SPEECH_TAPS_A_STEP * LAYOUT_DECIMATION_MAX];
    float pitch_taps[SPEECH_PITCH_TAPS];
    float window[SPEECH_FFT];
    float cosine[SPEECH_FFT];
    float sine[SPEECH_FFT];
} speech_features_setup;

/** What is kept from block to block. */
typedef struct {
    float low[SPEECH_FFT + SPEECH_LOW_BLOCK_MAX]; /**< The 8 kHz grid; the newest at the end. */
    float pitch[SPEECH_PITCH_WINDOW_MAX + SPEECH_PITCH_LAG_MAX]; /**< The 2 kHz grid. */
    uint32_t quiet_blocks;                                       /**< Blocks of exact zeros up to now. */
} speech_features_state;

typedef struct {
    float band_power[SPEECH_BANDS]; /**< Of full scale squared. */
    float level_db;                 /**< Their sum; -120: nothing. */
    float pitch_strength;           /**< Normalised autocorrelation, -1 to 1. */
} speech_features;

void speech_features_prepare(speech_features_setup *setup, const signal_layout *layout);
/**
 * The band levels of a block; also keeps its sound for speech_features_pitch().
 * @param samples  a whole block; LAYOUT_HISTORY samples before it can be read.
 * @param zero     every sample of the block is 0.
 */
void speech_features_bands(const speech_features_setup *setup, speech_features_state *state,
                           const float *samples, bool zero, speech_features *out);
/** How strongly the sound that ends with this block repeats itself; costs more than the bands. */
void speech_features_pitch(const speech_features_setup *setup, const speech_features_state *state,
                           speech_features *out);

#endif
