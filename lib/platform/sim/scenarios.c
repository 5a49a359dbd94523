/*
 * mic_diag - the built-in scenarios, by number and by name.
 *
 * SPDX-License-Identifier: MIT
 */
#include "platform/sim/scenarios.h"

#include <string.h>

#include "platform/platform.h"

const char *scenario_json(const char *name, size_t *length)
{
    for (uint32_t i = 0; i < scenario_count; ++i)
        if (strcmp(scenario_table[i].name, name) == 0) {
            *length = scenario_table[i].length;
            return (const char *)scenario_table[i].json;
        }
    return NULL;
}

uint32_t sim_scenario_count(void)
{
    return scenario_count;
}

const char *sim_scenario_name(uint32_t index)
{
    return index < scenario_count ? scenario_table[index].name : "";
}

const char *sim_scenario_text(uint32_t index)
{
    return index < scenario_count ? scenario_table[index].text : "";
}
