/*
 * mic_diag - sounds for the signal tests.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sounds.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double pi = 3.14159265358979323846;

const alsa_voice alsa_voices[ALSA_VOICES] = {
    {"/usr/share/sounds/alsa/Front_Center.wav", -21.3666, 75.1334, true},
    {"/usr/share/sounds/alsa/Front_Left.wav", -19.8992, 71.3162, true},
    {"/usr/share/sounds/alsa/Front_Right.wav", -20.9860, 70.7020, true},
    {"/usr/share/sounds/alsa/Noise.wav", -29.8746, 98.0039, false},
    {"/usr/share/sounds/alsa/Rear_Center.wav", -18.9759, 92.8268, true},
    {"/usr/share/sounds/alsa/Rear_Left.wav", -20.3202, 84.8091, true},
    {"/usr/share/sounds/alsa/Rear_Right.wav", -19.4879, 79.6263, true},
    {"/usr/share/sounds/alsa/Side_Left.wav", -21.3290, 88.4158, true},
    {"/usr/share/sounds/alsa/Side_Right.wav", -21.6272, 92.3428, true},
};

uint32_t random_next(random_source *source)
{
    source->state = source->state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(source->state >> 32);
}

float random_float(random_source *source)
{
    return (float)((double)random_next(source) / 2147483647.5 - 1.0);
}

sound sound_new(uint32_t rate_hz, uint32_t channels, double seconds)
{
    sound s = {rate_hz, channels, (uint32_t)(seconds * rate_hz + 0.5), NULL};

    s.samples = calloc((size_t)s.frames * channels + 1, sizeof *s.samples);
    if (!s.samples) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    return s;
}

void sound_free(sound *s)
{
    free(s->samples);
    s->samples = NULL;
}

static uint32_t frame_at(const sound *s, double seconds)
{
    double frame = seconds < 0.0 ? s->frames : seconds * s->rate_hz + 0.5;

    return frame < s->frames ? (uint32_t)frame : s->frames;
}

static void add(sound *s, uint32_t channel, uint32_t frame, double value)
{
    float *sample = &s->samples[(size_t)frame * s->channels + channel];

    *sample = (float)((double)*sample + value);
}

void sound_add_sine(sound *s, uint32_t channel, double hz, double amplitude, double from_s, double to_s)
{
    for (uint32_t i = frame_at(s, from_s), end = frame_at(s, to_s); i < end; i++)
        add(s, channel, i, amplitude * sin(2.0 * pi * hz * i / s->rate_hz));
}

void sound_add_constant(sound *s, uint32_t channel, double value, double from_s, double to_s)
{
    for (uint32_t i = frame_at(s, from_s), end = frame_at(s, to_s); i < end; i++)
        add(s, channel, i, value);
}

void sound_add_noise(sound *s, uint32_t channel, double rms, uint64_t seed, double from_s, double to_s)
{
    random_source source = {seed};

    for (uint32_t i = frame_at(s, from_s), end = frame_at(s, to_s); i < end; i++)
        add(s, channel, i, rms * sqrt(3.0) * (double)random_float(&source));
}

void sound_add_pink(sound *s, uint32_t channel, double rms, uint64_t seed, double from_s, double to_s)
{
    /* Paul Kellet's economy filter: sums of one-pole filters over white noise, +-0.5 dB. */
    random_source source = {seed};
    double low = 0.0, middle = 0.0, high = 0.0;

    for (uint32_t i = frame_at(s, from_s), end = frame_at(s, to_s); i < end; i++) {
        const double white = (double)random_float(&source);

        low = 0.99765 * low + white * 0.0990460;
        middle = 0.96300 * middle + white * 0.2965164;
        high = 0.57000 * high + white * 1.0526913;
        add(s, channel, i, rms * 0.6 * (low + middle + high + white * 0.1848));
    }
}

void sound_add_voice(sound *s, uint32_t channel, double amplitude, double from_s, double to_s)
{
    static const double first_formant[] = {300, 650, 450, 750}, second_formant[] = {2200, 1100, 1800, 1300};
    const uint32_t begin = frame_at(s, from_s), end = frame_at(s, to_s);
    double phase = 0.0;

    for (uint32_t i = begin; i < end; i++) {
        const double t = (double)(i - begin) / s->rate_hz, syllable = t / 0.24;
        const double inside = syllable - floor(syllable);
        const unsigned now = (unsigned)syllable % 4, next = (now + 1) % 4;
        const double pitch = 120.0 + 25.0 * sin(2.0 * pi * 1.3 * t);
        const double f1 = first_formant[now] + (first_formant[next] - first_formant[now]) * inside;
        const double f2 = second_formant[now] + (second_formant[next] - second_formant[now]) * inside;
        const double loud = inside < 0.75 ? sin(pi * inside / 0.75) : 0.0;
        double value = 0.0;

        phase += pitch / s->rate_hz;
        for (int k = 1; k * pitch < 3500.0; k++) {
            const double a = (k * pitch - f1) / 120.0, b = (k * pitch - f2) / 180.0;

            value += (1.0 / (1.0 + a * a) + 0.4 / (1.0 + b * b)) * sin(2.0 * pi * k * phase);
        }
        add(s, channel, i, amplitude * 0.3 * loud * value);
    }
}

void sound_scale(sound *s, double gain)
{
    for (size_t i = 0; i < (size_t)s->frames * s->channels; i++)
        s->samples[i] = (float)((double)s->samples[i] * gain);
}

static int32_t quantise(float value, double full_scale)
{
    const double scaled = floor((double)value * full_scale + 0.5);

    return (int32_t)fmax(-full_scale, fmin(full_scale - 1.0, scaled));
}

size_t sound_encode(const sound *s, signal_format format, void *out)
{
    unsigned char *to = out;
    const uint16_t order = 1;
    unsigned char first_byte;

    memcpy(&first_byte, &order, 1);
    for (size_t i = 0; i < (size_t)s->frames * s->channels; i++) {
        const float value = s->samples[i];
        int16_t narrow;
        int32_t wide;

        switch (format) {
        case SIGNAL_F32:
            memcpy(to, &value, 4);
            to += 4;
            break;
        case SIGNAL_S16:
            narrow = (int16_t)quantise(value, 32768.0);
            memcpy(to, &narrow, 2);
            to += 2;
            break;
        case SIGNAL_S24:
            wide = quantise(value, 8388608.0);
            for (int byte = 0; byte < 3; byte++)
                to[first_byte == 1 ? byte : 2 - byte] = (unsigned char)((uint32_t)wide >> (8 * byte));
            to += 3;
            break;
        case SIGNAL_S32:
            wide = quantise(value, 2147483648.0);
            memcpy(to, &wide, 4);
            to += 4;
            break;
        }
    }
    return s->channels * (format == SIGNAL_S16 ? 2U : format == SIGNAL_S24 ? 3U : 4U);
}

static uint32_t little(const unsigned char *bytes, int count)
{
    uint32_t value = 0;

    while (count-- > 0)
        value = value << 8 | bytes[count];
    return value;
}

static bool read_chunks(FILE *file, sound *s)
{
    unsigned char head[40];

    if (fread(head, 1, 12, file) != 12 || memcmp(head, "RIFF", 4) != 0 || memcmp(head + 8, "WAVE", 4) != 0)
        return false;
    while (fread(head, 1, 8, file) == 8) {
        const uint32_t size = little(head + 4, 4);

        if (memcmp(head, "fmt ", 4) == 0 && size >= 16 && size <= sizeof head) {
            if (fread(head, 1, size, file) != size || little(head + 14, 2) != 16)
                return false;
            s->channels = little(head + 2, 2);
            s->rate_hz = little(head + 4, 4);
        } else if (memcmp(head, "data", 4) == 0 && s->channels > 0) {
            *s = sound_new(s->rate_hz, s->channels, (double)(size / 2 / s->channels) / s->rate_hz);
            for (size_t i = 0; i < (size_t)s->frames * s->channels; i++) {
                if (fread(head, 1, 2, file) != 2)
                    return false;
                s->samples[i] = (float)(int16_t)little(head, 2) / 32768.0F;
            }
            return true;
        } else if (fseek(file, (long)(size + size % 2), SEEK_CUR) != 0) {
            return false;
        }
    }
    return false;
}

bool sound_read_wav(const char *path, sound *s)
{
    FILE *file = fopen(path, "rb");
    bool good;

    memset(s, 0, sizeof *s);
    if (!file)
        return false;
    good = read_chunks(file, s);
    fclose(file);
    if (!good)
        sound_free(s);
    return good;
}

void sound_push(const sound *s, signal_analyzer *analyzer, uint32_t piece)
{
    uint32_t at = 0;

    while (at < s->frames) {
        const uint32_t left = s->frames - at, now = piece > 0 && piece < left ? piece : left;

        signal_analyzer_push(analyzer, s->samples + (size_t)at * s->channels, now, SIGNAL_F32, 0, 0);
        at += now;
    }
}

signal_metrics sound_metrics(const sound *s, bool live)
{
    signal_analyzer *analyzer = signal_analyzer_create(s->rate_hz, s->channels, live);
    signal_metrics metrics;

    if (!analyzer) {
        fputs("no analyzer\n", stderr);
        exit(1);
    }
    sound_push(s, analyzer, 0);
    signal_analyzer_metrics(analyzer, &metrics);
    signal_analyzer_free(analyzer);
    return metrics;
}
