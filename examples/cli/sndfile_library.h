/*
 * mic_diag - libsndfile, loaded when a recording is read.
 *
 * It brings the decoders of every format with it: some milliseconds that commands without a recording need
 * not wait.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_CLI_SNDFILE_LIBRARY_H
#define MIC_DIAG_CLI_SNDFILE_LIBRARY_H

#include <sndfile.h>

/** The functions that the tool uses, named as in libsndfile. */
typedef struct {
    SNDFILE *(*sf_open)(const char *path, int mode, SF_INFO *info);
    int (*sf_close)(SNDFILE *file);
    int (*sf_error)(SNDFILE *file);
    const char *(*sf_strerror)(SNDFILE *file);
    sf_count_t (*sf_readf_short)(SNDFILE *file, short *samples, sf_count_t frames);
    sf_count_t (*sf_readf_int)(SNDFILE *file, int *samples, sf_count_t frames);
    sf_count_t (*sf_readf_float)(SNDFILE *file, float *samples, sf_count_t frames);
} sndfile_library;

/** Loads it at the first call. @return NULL: it is not installed; a line on stderr says so. */
const sndfile_library *sndfile_library_load(void);

#endif
