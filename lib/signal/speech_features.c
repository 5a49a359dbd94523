/*
 * mic_diag - what speech presence is judged by.
 *
 * SPDX-License-Identifier: MIT
 */
#include "signal/speech_features.h"

#include <math.h>
#include <string.h>

enum { LANES = 8, HALF = SPEECH_FFT / 2 };

static const double band_edge_hz[SPEECH_BANDS + 1] = {250, 500, 1000, 2000, 3000, 4000};
static const double pitch_highest_hz = 400, pitch_lowest_hz = 60, pitch_window_s = 0.04;
static const double pi = 3.14159265358979323846;
static const float nothing_db = -120.0F;
static const float nothing = 1e-12F;
static const float pitch_share = 0.01F;
static const float pitch_valley = 0.3F;

/** A low-pass: windowed sine cardinal (Hann), gain 1 at 0 Hz. */
static void make_low_pass(float *taps, uint32_t count, double cutoff)
{
    double sum = 0.0;

    for (uint32_t i = 0; i < count; i++) {
        double t = i - 0.5 * (count - 1);
        double x = 2.0 * pi * cutoff * t;
        double sine_cardinal = fabs(x) < 1e-9 ? 1.0 : sin(x) / x;
        double tap = sine_cardinal * (0.5 - 0.5 * cos(2.0 * pi * (i + 0.5) / count));

        taps[i] = (float)tap;
        sum += tap;
    }
    for (uint32_t i = 0; i < count; i++)
        taps[i] = (float)(taps[i] / sum);
}

void speech_features_prepare(speech_features_setup *setup, const signal_layout *layout)
{
    const double low_rate = (double)layout->rate_hz / layout->decimation;
    const double pitch_rate = low_rate / 4;

    memset(setup, 0, sizeof *setup);
    setup->decimation = layout->decimation;
    setup->low_block = layout->block_frames / layout->decimation;
    setup->pitch_block = setup->low_block / 4;
    setup->pitch_window = (uint32_t)(pitch_rate * pitch_window_s) / LANES * LANES;
    setup->lag_min = (uint32_t)(pitch_rate / pitch_highest_hz);
    setup->lag_max = (uint32_t)(pitch_rate / pitch_lowest_hz + 0.5);
    for (int i = 0; i <= SPEECH_BANDS; i++) {
        uint32_t edge = (uint32_t)(band_edge_hz[i] / low_rate * SPEECH_FFT + 0.5);

        setup->band_edge[i] = edge < HALF ? edge : HALF;
    }
    make_low_pass(setup->taps, SPEECH_TAPS_A_STEP * setup->decimation, 0.45 / setup->decimation);
    make_low_pass(setup->pitch_taps, SPEECH_PITCH_TAPS, 0.4 / 4);
    for (uint32_t i = 0; i < SPEECH_FFT; i++) {
        setup->window[i] = (float)(0.5 - 0.5 * cos(2.0 * pi * (i + 0.5) / SPEECH_FFT));
        setup->cosine[i] = (float)cos(2.0 * pi * i / SPEECH_FFT);
        setup->sine[i] = (float)sin(2.0 * pi * i / SPEECH_FFT);
    }
}

/** @param count  a multiple of 4. */
static float product_sum(const float *a, const float *b, uint32_t count)
{
    /* Four sums of their own name, not an array: compilers keep these in registers at every level. */
    float sum_0 = 0.0F, sum_1 = 0.0F, sum_2 = 0.0F, sum_3 = 0.0F;

    for (uint32_t i = 0; i < count; i += 4) {
        sum_0 += a[i] * b[i];
        sum_1 += a[i + 1] * b[i + 1];
        sum_2 += a[i + 2] * b[i + 2];
        sum_3 += a[i + 3] * b[i + 3];
    }
    return (sum_0 + sum_2) + (sum_1 + sum_3);
}

static void decimate(const speech_features_setup *setup, speech_features_state *state, const float *samples)
{
    const uint32_t step = setup->decimation, count = setup->low_block;
    float *low = state->low + SPEECH_FFT;

    memmove(state->low, state->low + count, SPEECH_FFT * sizeof *state->low);
    if (step == 1) {
        memcpy(low, samples, count * sizeof *low);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        const float *first = samples + (size_t)i * step - (size_t)(SPEECH_TAPS_A_STEP - 1) * step;

        low[i] = product_sum(setup->taps, first, SPEECH_TAPS_A_STEP * step);
    }
}

static void move_pitch_history(const speech_features_setup *setup, speech_features_state *state)
{
    const uint32_t count = setup->pitch_block, length = setup->pitch_window + setup->lag_max;
    const float *end = state->low + SPEECH_FFT + setup->low_block;

    memmove(state->pitch, state->pitch + count, (length - count) * sizeof *state->pitch);
    for (uint32_t i = 0; i < count; i++) {
        const float *first = end - 4 * (size_t)(count - 1 - i) - SPEECH_PITCH_TAPS;

        state->pitch[length - count + i] = product_sum(setup->pitch_taps, first, SPEECH_PITCH_TAPS);
    }
}

/** In place, decimation in time; HALF complex points. */
static void transform(const speech_features_setup *setup, float *real, float *imaginary)
{
    for (uint32_t half = 1; half < HALF; half *= 2) {
        const uint32_t stride = SPEECH_FFT / (2 * half);

        for (uint32_t first = 0; first < HALF; first += 2 * half) {
            for (uint32_t i = 0; i < half; i++) {
                const float c = setup->cosine[i * stride], s = setup->sine[i * stride];
                float *ar = real + first + i, *ai = imaginary + first + i;
                float *br = ar + half, *bi = ai + half;
                const float tr = *br * c + *bi * s, ti = *bi * c - *br * s;

                *br = *ar - tr;
                *bi = *ai - ti;
                *ar += tr;
                *ai += ti;
            }
        }
    }
}

static uint32_t reversed(uint32_t i)
{
    uint32_t out = 0;

    for (uint32_t bit = 1; bit < HALF; bit *= 2) {
        out = out * 2 + (i & 1);
        i /= 2;
    }
    return out;
}

static void measure_bands(const speech_features_setup *setup, const speech_features_state *state,
                          speech_features *out)
{
    const float *newest = state->low + setup->low_block;
    float real[HALF], imaginary[HALF];
    float total = 0.0F;

    /* A real transform of 128 points through a complex one of 64. */
    for (uint32_t i = 0; i < HALF; i++) {
        const uint32_t to = reversed(i);

        real[to] = newest[2 * i] * setup->window[2 * i];
        imaginary[to] = newest[2 * i + 1] * setup->window[2 * i + 1];
    }
    transform(setup, real, imaginary);
    for (int band = 0; band < SPEECH_BANDS; band++) {
        float power = 0.0F;

        for (uint32_t k = setup->band_edge[band]; k < setup->band_edge[band + 1]; k++) {
            const uint32_t m = HALF - k;
            const float even_r = real[k] + real[m], even_i = imaginary[k] - imaginary[m];
            const float odd_r = imaginary[k] + imaginary[m], odd_i = real[m] - real[k];
            const float c = setup->cosine[k], s = setup->sine[k];
            const float r = even_r + odd_r * c + odd_i * s;
            const float i = even_i + odd_i * c - odd_r * s;

            power += r * r + i * i;
        }
        /* Both sides, the factors 1/2 of the split, the mean square of the window (3/8). */
        power *= 2.0F * 0.25F / (0.375F * SPEECH_FFT * SPEECH_FFT);
        total += power;
        out->band_power[band] = power;
    }
    out->level_db = total > nothing ? 10.0F * log10f(total) : nothing_db;
}

/**
 * Only what repeats has a peak with a valley before it; what sways slowly, rumble, is merely ever less like
 * itself.
 * @param strength  from the lag before the first on.
 */
static float highest_peak(const float *strength, uint32_t first, uint32_t last)
{
    float lowest = strength[first - 1], highest = -1.0F;

    for (uint32_t lag = first; lag < last; lag++) {
        const float here = strength[lag];

        if (here > highest && here >= strength[lag - 1] && here >= strength[lag + 1] &&
            here - lowest > pitch_valley)
            highest = here;
        lowest = here < lowest ? here : lowest;
    }
    return highest;
}

void speech_features_pitch(const speech_features_setup *setup, const speech_features_state *state,
                           speech_features *out)
{
    const uint32_t window = setup->pitch_window, length = window + setup->lag_max;
    float sound[SPEECH_PITCH_WINDOW_MAX + SPEECH_PITCH_LAG_MAX];
    const float *newest = sound + setup->lag_max;
    float strength[SPEECH_PITCH_LAG_MAX + 1];
    float mean = 0.0F, energy, energy_lagged = 0.0F;

    for (uint32_t i = 0; i < length; i++)
        mean += state->pitch[i];
    mean /= (float)length;
    for (uint32_t i = 0; i < length; i++)
        sound[i] = state->pitch[i] - mean;
    energy = product_sum(newest, newest, window);
    /* A voice has its strength below 1 kHz; what leaks down from a tone far above would be periodic too. */
    if (energy < nothing || energy / (float)window < pitch_share * powf(10.0F, 0.1F * out->level_db)) {
        out->pitch_strength = 0.0F;
        return;
    }
    for (uint32_t lag = setup->lag_min - 1; lag <= setup->lag_max; lag++) {
        const float *older = newest - lag;

        if (lag < setup->lag_min)
            energy_lagged = product_sum(older, older, window);
        else
            energy_lagged += older[0] * older[0] - older[window] * older[window];
        strength[lag] = product_sum(newest, older, window) / sqrtf(energy * fmaxf(energy_lagged, nothing));
    }
    out->pitch_strength = highest_peak(strength, setup->lag_min, setup->lag_max);
}

void speech_features_bands(const speech_features_setup *setup, speech_features_state *state,
                           const float *samples, bool zero, speech_features *out)
{
    /* Once zeros fill every history nothing can be different: digital silence costs nothing. */
    if (zero && state->quiet_blocks >= SPEECH_QUIET_BLOCKS) {
        for (int band = 0; band < SPEECH_BANDS; band++)
            out->band_power[band] = 0.0F;
        out->level_db = nothing_db;
        return;
    }
    state->quiet_blocks = zero ? state->quiet_blocks + 1 : 0;
    decimate(setup, state, samples);
    move_pitch_history(setup, state);
    measure_bands(setup, state, out);
}
