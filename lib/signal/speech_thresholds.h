/*
 * mic_diag - every number that decides what is speech, in one table.
 *
 * Chosen on recordings of 31 speakers, 8 noises, 6 keyboards and 7 pieces of music, in a live stream. With
 * `begin.change_db` from 1.25 to 2.0 no noise and no keyboard is taken for speech, of the music 39 to 21 of
 * 84; at 1.0 noise is, and at 2.0 speech in noise is found late. What is found is the same with
 * `pitch_valley` (speech_features.c) from 0.2 to 0.4 and with `voiced_under_loudest_db` from 25 to 30; at 20
 * speech is found late.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_SPEECH_THRESHOLDS_H
#define MIC_DIAG_SIGNAL_SPEECH_THRESHOLDS_H

/* Lengths in blocks of 10 ms. These size arrays. */
enum {
    SPEECH_WINDOW = 100,      /**< Evidence is gathered over 1 s. */
    SPEECH_SMOOTH = 5,        /**< Band power is averaged over this. */
    SPEECH_FLOOR_PART = 50,   /**< The floor is the minimum of the running part ... */
    SPEECH_FLOOR_PARTS = 10,  /**< ... and of this many before it: 5 to 5.5 s. */
    SPEECH_SOUND_CUT = 2,     /**< The first blocks of a sound are cut by the window: each stays by itself. */
    SPEECH_CHANGE_LAG = 10,   /**< The spectrum's shape is compared with that of 100 ms before. */
    SPEECH_OPENING_KEPT = 200 /**< What began in the first second is kept up without a floor for so long. */
};

/** What is needed for speech to begin. */
typedef struct {
    unsigned voiced;   /**< Voiced blocks inside SPEECH_WINDOW. */
    unsigned compared; /**< Comparisons of shape. */
    float change_db;   /**< Their mean; tones, hum and fans stay below. */
} speech_begin_table;

typedef struct {
    float active_over_floor_db;    /**< A band is up when it is this far over its floor. */
    unsigned active_bands;         /**< Bands that must be up for the block to be active. */
    float quietest_db;             /**< No block under this is active. */
    float digital_silence_db;      /**< Blocks under this teach no floor: muted, gated, not started. */
    float voiced_strength;         /**< Normalised autocorrelation of a voiced block. */
    float voiced_under_loudest_db; /**< Not further under the loudest: keys and taps ring on far below. */
    float loudest_fall_db;         /**< The loudest falls by this with each block. */
    unsigned voiced_run;           /**< Voiced blocks count in runs of this many: clicks have shorter ones. */
    speech_begin_table begin;
    unsigned voiced_kept;   /**< Voiced blocks of SPEECH_WINDOW that keep it up. */
    unsigned hangover;      /**< Blocks after the last active one that still belong to the speech. */
    float opening_level_db; /**< In the first second, without a floor, blocks over this are active. */
    speech_begin_table begin_in_opening;
    unsigned opening_pause; /**< Blocks without voice that end what began there. */
} speech_threshold_table;

static const speech_threshold_table speech_thresholds = {
    .active_over_floor_db = 9.0F,
    .active_bands = 2,
    .quietest_db = -78.0F,
    .digital_silence_db = -105.0F,
    .voiced_strength = 0.6F,
    .voiced_under_loudest_db = 30.0F,
    .loudest_fall_db = 0.3F,
    .voiced_run = 5,
    .begin = {.voiced = 15, .compared = 4, .change_db = 1.5F},
    .voiced_kept = 5,
    .hangover = 20,
    .opening_level_db = -60.0F,
    .begin_in_opening = {.voiced = 15, .compared = 6, .change_db = 2.0F},
    .opening_pause = 50,
};

#endif
