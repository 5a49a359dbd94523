/*
 * mic_diag - the tool's commands; each gives the exit status.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "options.h"

int command_diagnose(const struct options *options);
int command_devices(const struct options *options);
int command_meter(const struct options *options);
int command_analyze(const struct options *options);
int command_facts(const struct options *options);
int command_scenarios(const struct options *options);

#endif
