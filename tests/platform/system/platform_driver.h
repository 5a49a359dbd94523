/*
 * mic_diag - drives a platform in tests: starts operations and collects what they say.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_TESTS_PLATFORM_DRIVER_H
#define MIC_DIAG_TESTS_PLATFORM_DRIVER_H

#include "platform/platform.h"

/** What one operation said. */
typedef struct {
    unsigned facts, started, audio, changed, applied, failed, ended;
    uint64_t frames;
    bool samples_right; /* the fake's counting samples came without a hole */
    char os[256];       /* system.os of its facts */
    char desktop[512];  /* system.desktop of its facts */
    char device[64], before[256], failure_text[256];
    platform_failure failure;
    int32_t status, alive, signal, code;
    char step[64], text[4200];
    double ms;
} outcome;

/** A platform whose helper is `program`, which behaves as `how` says. */
platform *driver_create(const char *program, const char *how);

uint32_t driver_start(platform *p, platform_operation operation, int limit_ms);

/** Collects messages of one operation until it ended, `frames` came, or the time is over. */
void driver_collect(platform *p, uint32_t number, uint64_t frames, int limit_ms, outcome *out);

/** Runs one operation to its end on a platform of its own. */
outcome driver_run(const char *program, const char *how, platform_operation operation, int deadline_ms);

/** How many descriptors, threads and children this process has. */
unsigned driver_descriptors(void);
unsigned driver_threads(void);
unsigned driver_children(void);

#endif
