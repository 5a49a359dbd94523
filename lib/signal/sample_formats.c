/*
 * mic_diag - interleaved samples of any format into one float array a channel.
 *
 * SPDX-License-Identifier: MIT
 */
#include "signal/sample_formats.h"

#include <string.h>

static const float largest_valid = 16.0F;
static const float smallest_valid = 1e-15F;

size_t sample_format_bytes(signal_format format)
{
    switch (format) {
    case SIGNAL_F32:
    case SIGNAL_S32:
        return 4;
    case SIGNAL_S16:
        return 2;
    case SIGNAL_S24:
        return 3;
    }
    return 0;
}

/* Magnitudes of floats are ordered like their bits; NaN and infinity come after every number. */
static uint32_t magnitude_bits(float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits & 0x7FFFFFFF;
}

static uint32_t read_f32(const unsigned char *in, size_t stride, uint32_t frames, float *out)
{
    const uint32_t highest = magnitude_bits(largest_valid), lowest = magnitude_bits(smallest_valid);
    uint32_t invalid = 0;

    for (uint32_t i = 0; i < frames; i++) {
        float value;
        uint32_t bits;

        memcpy(&value, in + i * stride, sizeof value);
        bits = magnitude_bits(value);
        invalid += bits > highest;
        out[i] = bits - lowest <= highest - lowest ? value : 0.0F;
    }
    return invalid;
}

static void read_s16(const unsigned char *in, size_t stride, uint32_t frames, float *out)
{
    for (uint32_t i = 0; i < frames; i++) {
        int16_t value;

        memcpy(&value, in + i * stride, sizeof value);
        out[i] = (float)value * (1.0F / 32768.0F);
    }
}

static bool little_endian(void)
{
    const uint16_t probe = 1;
    unsigned char first;

    memcpy(&first, &probe, 1);
    return first == 1;
}

static void read_s24(const unsigned char *in, size_t stride, uint32_t frames, float *out)
{
    const bool little = little_endian();

    for (uint32_t i = 0; i < frames; i++) {
        const unsigned char *byte = in + i * stride;
        int32_t low = little ? byte[0] : byte[2];
        int32_t high = little ? byte[2] : byte[0];
        int32_t value = low + byte[1] * 256 + (high < 128 ? high : high - 256) * 65536;

        out[i] = (float)value * (1.0F / 8388608.0F);
    }
}

static void read_s32(const unsigned char *in, size_t stride, uint32_t frames, float *out)
{
    for (uint32_t i = 0; i < frames; i++) {
        int32_t value;

        memcpy(&value, in + i * stride, sizeof value);
        out[i] = (float)value * (1.0F / 2147483648.0F);
    }
}

uint32_t sample_format_read(signal_format format, const unsigned char *first, size_t stride, uint32_t frames,
                            float *out)
{
    switch (format) {
    case SIGNAL_F32:
        return read_f32(first, stride, frames, out);
    case SIGNAL_S16:
        read_s16(first, stride, frames, out);
        break;
    case SIGNAL_S24:
        read_s24(first, stride, frames, out);
        break;
    case SIGNAL_S32:
        read_s32(first, stride, frames, out);
        break;
    }
    return 0;
}
