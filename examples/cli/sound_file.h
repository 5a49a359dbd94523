/*
 * mic_diag - a recording, read a piece at a time and pushed into an analyzer.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CLI_SOUND_FILE_H
#define CLI_SOUND_FILE_H

#include "mic_diag.h"

/**
 * Judges a sound file of any format that libsndfile reads, in the precision it was stored in, so that full
 * scale stays full scale. Needs the same memory for any length. Writes a line to stderr on failure.
 * @return 0 and a report to free; -1: it could not be read or holds no sound.
 */
int sound_file_judge(const char *path, mic_diag_report **out);

#endif
