/*
 * mic_diag - the numbers of thresholds.def as values. Only for the files of this folder and their tests.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_CHECKS_THRESHOLDS_H
#define MIC_DIAG_CHECKS_THRESHOLDS_H

#include "checks/thresholds.def"

#define THRESHOLD_MEMBER_(name, value, source) double name;

typedef struct {
    CHECK_THRESHOLDS(THRESHOLD_MEMBER_)
} check_thresholds;

extern const check_thresholds thresholds;

#endif
