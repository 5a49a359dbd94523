/*
 * mic_diag - whether somebody speaks in one channel.
 *
 * SPDX-License-Identifier: MIT
 */
#include "signal/speech_presence.h"

#include <math.h>
#include <string.h>

static const float nothing_db = -120.0F;
static const float nothing = 1e-12F;
static const float no_floor_db = 100.0F; /* Above every level: nothing is active before there is a floor. */

void speech_presence_start(speech_presence *presence)
{
    memset(presence, 0, sizeof *presence);
    for (int part = 0; part <= SPEECH_FLOOR_PARTS; part++)
        for (int band = 0; band < SPEECH_BANDS; band++)
            presence->part[part][band] = no_floor_db;
    presence->inactive_run = SPEECH_WINDOW;
    presence->loudest_db = nothing_db;
    /* Histories of zeros: the first block that is not zero finds them filled. */
    presence->features.quiet_blocks = SPEECH_QUIET_BLOCKS;
}

/**
 * The band levels in dB, averaged over the last blocks, for those of one block jump. Neither what was before
 * a sound nor its first blocks, which the window cuts, are averaged with what follows.
 */
static void average_bands(speech_presence *presence, const speech_features *now, float *level)
{
    float *row = presence->power[presence->blocks % SPEECH_SMOOTH];

    if (now->level_db < speech_thresholds.digital_silence_db) {
        presence->powers = 0;
        presence->sounding = 0;
        for (int band = 0; band < SPEECH_BANDS; band++)
            level[band] = nothing_db;
        return;
    }
    if (presence->sounding <= SPEECH_SOUND_CUT) {
        presence->sounding++;
        presence->powers = 0;
    }
    memcpy(row, now->band_power, sizeof now->band_power);
    presence->powers += presence->powers < SPEECH_SMOOTH;
    for (int band = 0; band < SPEECH_BANDS; band++) {
        float sum = 0.0F;

        for (uint32_t i = 0; i < presence->powers; i++)
            sum += presence->power[(presence->blocks + SPEECH_SMOOTH - i) % SPEECH_SMOOTH][band];
        level[band] = sum > nothing ? 10.0F * log10f(sum / (float)presence->powers) : nothing_db;
    }
}

static void learn_floor(speech_presence *presence, const float *level)
{
    if (presence->sounding <= SPEECH_SOUND_CUT)
        return;
    for (int band = 0; band < SPEECH_BANDS; band++)
        if (level[band] < presence->part[0][band])
            presence->part[0][band] = level[band];
    if (++presence->part_blocks < SPEECH_FLOOR_PART)
        return;
    presence->part_blocks = 0;
    memmove(presence->part[1], presence->part[0], SPEECH_FLOOR_PARTS * sizeof presence->part[0]);
    for (int band = 0; band < SPEECH_BANDS; band++)
        presence->part[0][band] = no_floor_db;
}

static bool is_active(const speech_presence *presence, const speech_features *now, const float *level)
{
    unsigned bands_up = 0;

    if (now->level_db < speech_thresholds.quietest_db)
        return false;
    for (int band = 0; band < SPEECH_BANDS; band++) {
        float floor = no_floor_db;

        for (int part = 0; part <= SPEECH_FLOOR_PARTS; part++)
            floor = presence->part[part][band] < floor ? presence->part[part][band] : floor;
        bands_up += level[band] - floor > speech_thresholds.active_over_floor_db;
    }
    return bands_up >= speech_thresholds.active_bands;
}

static float middle_of_five(const float *values)
{
    float sorted[SPEECH_BANDS] = {0};

    for (int i = 0; i < SPEECH_BANDS; i++) {
        int at = i;

        for (; at > 0 && sorted[at - 1] > values[i]; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = values[i];
    }
    return sorted[SPEECH_BANDS / 2];
}

/**
 * How much the shape of the spectrum differs from the one a lag ago; keeps the former. The band that differs
 * most does not count: a tone that comes and goes moves one band only, a voice moves several.
 */
static float shape_change(speech_presence *presence, const float *level)
{
    float *row = presence->level[presence->blocks % SPEECH_CHANGE_LAG];
    float step[SPEECH_BANDS], middle, change = 0.0F, largest = 0.0F;

    for (int band = 0; band < SPEECH_BANDS; band++) {
        step[band] = level[band] - row[band];
        row[band] = level[band];
    }
    middle = middle_of_five(step);
    for (int band = 0; band < SPEECH_BANDS; band++) {
        const float distance = fabsf(step[band] - middle);

        change += distance;
        largest = distance > largest ? distance : largest;
    }
    return (change - largest) / (SPEECH_BANDS - 1);
}

static void keep_evidence(speech_presence *presence, const speech_evidence *now)
{
    speech_evidence *place = &presence->evidence[presence->blocks % SPEECH_WINDOW];

    presence->sum.voiced += now->voiced - place->voiced;
    presence->sum.compared += now->compared - place->compared;
    presence->sum.change += now->change - place->change;
    *place = *now;
}

/** @return blocks since the first voiced one in the window, this one included. */
static uint32_t blocks_since_onset(const speech_presence *presence)
{
    for (uint32_t back = SPEECH_WINDOW - 1; back > 0; back--) {
        const speech_evidence *then =
            &presence->evidence[(presence->blocks + SPEECH_WINDOW - back) % SPEECH_WINDOW];

        if (then->voiced > 0)
            return back + then->voiced < SPEECH_WINDOW ? back + then->voiced : SPEECH_WINDOW;
    }
    return 1;
}

static uint32_t decide(speech_presence *presence, uint32_t opened)
{
    if (presence->speaking) {
        presence->speaking =
            presence->sum.voiced >= speech_thresholds.voiced_kept || speech_opening_keeps(&presence->opening);
        return presence->speaking && presence->inactive_run <= speech_thresholds.hangover;
    }
    presence->speaking = opened > 0 || speech_evidence_enough(&presence->sum, &speech_thresholds.begin);
    if (!presence->speaking)
        return 0;
    return opened > 0 ? opened : blocks_since_onset(presence);
}

uint32_t speech_presence_add(const speech_features_setup *setup, speech_presence *presence,
                             const float *samples, bool zero)
{
    speech_evidence evidence;
    speech_features now = {0};
    float level[SPEECH_BANDS], change;
    bool active, opening;
    uint32_t found;

    speech_features_bands(setup, &presence->features, samples, zero, &now);
    average_bands(presence, &now, level);
    learn_floor(presence, level);
    presence->loudest_db = fmaxf(presence->loudest_db - speech_thresholds.loudest_fall_db, now.level_db);
    active = is_active(presence, &now, level);
    if (active && presence->runs.active == 0)
        presence->sounding = 1;
    opening = speech_opening_wants(&presence->opening, &now);
    if ((active || opening) &&
        now.level_db > presence->loudest_db - speech_thresholds.voiced_under_loudest_db)
        speech_features_pitch(setup, &presence->features, &now);
    if (active || opening)
        presence->inactive_run = 0;
    else
        presence->inactive_run += presence->inactive_run < SPEECH_WINDOW;
    change = shape_change(presence, level);
    evidence = speech_evidence_of(&presence->runs, active,
                                  now.pitch_strength > speech_thresholds.voiced_strength, change);
    keep_evidence(presence, &evidence);
    found = decide(presence, speech_opening_add(&presence->opening, &now, change));
    presence->blocks = (presence->blocks + 1) % (SPEECH_WINDOW * SPEECH_CHANGE_LAG * SPEECH_SMOOTH);
    return found;
}
