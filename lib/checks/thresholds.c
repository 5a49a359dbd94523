/*
 * mic_diag - the values of thresholds.def.
 *
 * SPDX-License-Identifier: MIT
 */
#include "checks/thresholds.h"

#define THRESHOLD_VALUE_(name, value, source) .name = (value),

const check_thresholds thresholds = {CHECK_THRESHOLDS(THRESHOLD_VALUE_)};
