/*
 * mic_diag - a recording, read a piece at a time and pushed into an analyzer.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sound_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"
#include "sndfile_library.h"

enum { BLOCK_FRAMES = 4096, CHANNELS_MAX = 32 };

/* The analyzer's format that holds what the file holds, no more and no less. */
static mic_diag_sample_format format_of(int subformat)
{
    switch (subformat & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8:
    case SF_FORMAT_PCM_16:
    case SF_FORMAT_ULAW:
    case SF_FORMAT_ALAW:
    case SF_FORMAT_ALAC_16:
        return MIC_DIAG_SAMPLE_S16;
    case SF_FORMAT_PCM_24:
    case SF_FORMAT_ALAC_24:
        return MIC_DIAG_SAMPLE_S24;
    case SF_FORMAT_PCM_32:
    case SF_FORMAT_ALAC_32:
        return MIC_DIAG_SAMPLE_S32;
    default:
        return MIC_DIAG_SAMPLE_F32;
    }
}

/* libsndfile gives 24 bits in the upper bytes of 32; packs them in place to 3 bytes each. */
static void pack_24_bits(void *samples, size_t count)
{
    unsigned char *out = samples;
    const uint16_t order = 1;
    bool little = *(const unsigned char *)&order == 1;
    for (size_t i = 0; i < count; ++i) {
        int32_t value;
        memcpy(&value, (unsigned char *)samples + i * sizeof value, sizeof value);
        uint32_t bits = (uint32_t)value >> 8;
        unsigned char bytes[3] = {(unsigned char)bits, (unsigned char)(bits >> 8),
                                  (unsigned char)(bits >> 16)};
        for (size_t k = 0; k < 3; ++k) {
            out[i * 3 + k] = bytes[little ? k : 2 - k];
        }
    }
}

static sf_count_t read_block(const sndfile_library *sf, SNDFILE *file, void *samples,
                             mic_diag_sample_format format, int channels)
{
    switch (format) {
    case MIC_DIAG_SAMPLE_S16:
        return sf->sf_readf_short(file, samples, BLOCK_FRAMES);
    case MIC_DIAG_SAMPLE_S24: {
        sf_count_t frames = sf->sf_readf_int(file, samples, BLOCK_FRAMES);
        pack_24_bits(samples, frames > 0 ? (size_t)frames * (size_t)channels : 0);
        return frames;
    }
    case MIC_DIAG_SAMPLE_S32:
        return sf->sf_readf_int(file, samples, BLOCK_FRAMES);
    default:
        return sf->sf_readf_float(file, samples, BLOCK_FRAMES);
    }
}

static int push_all(const sndfile_library *sf, const char *path, SNDFILE *file, const SF_INFO *info,
                    mic_diag_analyzer *analyzer)
{
    mic_diag_sample_format format = format_of(info->format);
    void *samples = malloc((size_t)BLOCK_FRAMES * CHANNELS_MAX * sizeof(int32_t));
    sf_count_t frames = 0, all = 0;
    int status = -1;
    if (samples == NULL) {
        message_error("%s: %s", path, mic_diag_result_text(MIC_DIAG_ERROR_NO_MEMORY));
        return -1;
    }
    mic_diag_result result = MIC_DIAG_OK;
    while (result == MIC_DIAG_OK && (frames = read_block(sf, file, samples, format, info->channels)) > 0) {
        result = mic_diag_analyzer_push(analyzer, samples, (uint32_t)frames, format, 0, 0);
        all += frames;
    }
    if (result != MIC_DIAG_OK) {
        message_error("%s: %s", path, mic_diag_result_text(result));
    } else if (sf->sf_error(file) != SF_ERR_NO_ERROR) {
        message_error("%s: broken after %.1f s: %s", path, (double)all / info->samplerate,
                      sf->sf_strerror(file));
    } else if (all == 0) {
        message_error("%s: holds no sound", path);
    } else {
        status = 0;
    }
    free(samples);
    return status;
}

int sound_file_judge(const char *path, mic_diag_report **out)
{
    SF_INFO info;
    memset(&info, 0, sizeof info);
    *out = NULL;
    const sndfile_library *sf = sndfile_library_load();
    if (sf == NULL) {
        return -1;
    }
    errno = 0;
    SNDFILE *file = sf->sf_open(path, SFM_READ, &info);
    if (file == NULL) {
        message_error("%s: %s", path,
                      errno == ENOENT || errno == EACCES || errno == EISDIR ? strerror(errno)
                                                                            : sf->sf_strerror(NULL));
        return -1;
    }
    mic_diag_analyzer *analyzer = NULL;
    int status = -1;
    mic_diag_result result =
        info.samplerate > 0 && info.channels > 0
            ? mic_diag_analyzer_create((uint32_t)info.samplerate, (uint32_t)info.channels, &analyzer)
            : MIC_DIAG_ERROR_INVALID;
    if (result == MIC_DIAG_ERROR_INVALID || info.channels > CHANNELS_MAX) {
        message_error("%s: %d Hz with %d channels cannot be judged (8000 to 192000 Hz, 1 to 32 channels)",
                      path, info.samplerate, info.channels);
    } else if (result != MIC_DIAG_OK) {
        message_error("%s: %s", path, mic_diag_result_text(result));
    } else if (push_all(sf, path, file, &info, analyzer) == 0) {
        result = mic_diag_analyzer_report(analyzer, out);
        if (result != MIC_DIAG_OK) {
            message_error("%s: %s", path, mic_diag_result_text(result));
        }
        status = result == MIC_DIAG_OK ? 0 : -1;
    }
    mic_diag_analyzer_free(analyzer);
    sf->sf_close(file);
    return status;
}
