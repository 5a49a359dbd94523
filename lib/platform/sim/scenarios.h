/*
 * mic_diag - the built-in scenarios: the files of scenarios/, put into C by embed.cmake.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIM_SCENARIOS_H
#define MIC_DIAG_SIM_SCENARIOS_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    const char *name; /* the file's, without its ending */
    const char *text; /* one sentence for a person */
    const unsigned char *json;
    uint32_t length; /* of the JSON in bytes */
} scenario;

/** Made by embed.cmake: "healthy", then the others by name. */
extern const scenario scenario_table[];
extern const uint32_t scenario_count;

/** The JSON of a scenario, `*length` bytes without a NUL. NULL: no such scenario. */
const char *scenario_json(const char *name, size_t *length);

#endif
