/*
 * mic_diag - the default microphone that the system stores, which may be one that is gone.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_PULSE_CONFIGURED_H
#define MIC_DIAG_PULSE_CONFIGURED_H

#include "facts/facts.h"

/**
 * Sets selection.configured from the file of PulseAudio or of WirePlumber, whichever f->service.kind asks
 * for. Without a file it becomes unknown: absent.
 * @param root  directory in front of every path, "" for the computer itself.
 */
void pulse_configured(facts *f, const char *root);

#endif
