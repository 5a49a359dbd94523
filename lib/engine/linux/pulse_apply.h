/*
 * mic_diag - changing one thing of a microphone: mute or volume.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_PULSE_APPLY_H
#define MIC_DIAG_PULSE_APPLY_H

#include <pulse/pulseaudio.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdnoreturn.h>

#include "engine/operations.h"

/**
 * Compares with the value that the request was judged by, sets, reads back, sends PROTOCOL_APPLIED and ends
 * the process.
 */
noreturn void pulse_apply(const engine_request *request);

/* ---- values of "volume"; libpulse must be loaded ------------------------------------------------------ */

/**
 * Reads "3277,3277" (one value a channel, or one for all) or "-12.5dB" (the loudest channel; the others keep
 * their distance).
 * @param now  the present volume: its channels and balance.
 * @return false: the text is neither.
 */
bool pulse_volume_read(const char *text, const pa_cvolume *now, pa_cvolume *out);

/** Writes the volume of each channel; dB of the loudest if that does not fit. */
void pulse_volume_write(const pa_cvolume *volume, char *out, size_t size);

/** The same for the ear: within half a decibel in every channel, and zero only with zero. */
bool pulse_volume_equal(const pa_cvolume *a, const pa_cvolume *b);

#endif
