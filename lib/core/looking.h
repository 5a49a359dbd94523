/*
 * mic_diag - one look at the system: all probes side by side, their facts merged.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_LOOKING_H
#define MIC_DIAG_LOOKING_H

#include <stdbool.h>
#include <stdint.h>

#include "facts/facts.h"
#include "platform/platform.h"

enum { LOOKING_PROBES_MAX = 16, LOOKING_PROBE_MS = 3000 };

/** Worker thread only. Zeroed: not running. */
typedef struct {
    platform *platform;
    facts *seen;
    bool running;
    uint32_t open; /* probes that have not ended */
    uint32_t count;
    struct {
        uint32_t operation; /* 0: ended */
        const char *name;
    } probes[LOOKING_PROBES_MAX];
} looking;

/**
 * Starts every probe of the platform.
 * @param until_us  on the platform's clock; each probe ends by then, or after LOOKING_PROBE_MS.
 * @return false: no memory, nothing runs.
 */
bool looking_start(looking *l, platform *p, int64_t until_us);
/** Takes a message. @return true: it was one of ours. */
bool looking_message(looking *l, const platform_message *m);
/** Every probe has ended. */
bool looking_finished(const looking *l);
/** Hands over what was seen (one reference; NULL when memory ran out) and makes ready for the next look. */
facts *looking_take(looking *l);
/** Ends running probes and forgets what was seen. */
void looking_stop(looking *l);

#endif
