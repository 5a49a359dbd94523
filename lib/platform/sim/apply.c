/*
 * mic_diag - changing a setting of the described computer.
 *
 * SPDX-License-Identifier: MIT
 */
#include "platform/sim/apply.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- volume as text ----------------------------------------------------------------------------- */

enum { RAW_UNITY = 65536 };

/* A sound server's scale is cubic: 60 dB for each factor of ten. */
static double db_of_raw(double raw)
{
    return raw <= 0.0 ? FACT_DB_ZERO : fmax(60.0 * log10(raw / RAW_UNITY), FACT_DB_ZERO);
}

/* "-12.5dB", or "20000,21000": the loudest channel counts, as in the facts. */
static bool read_volume(const char *text, double *db)
{
    double value, loudest = -1.0;
    const char *end = computer_read_number(text, &value);
    if (end != NULL && strcmp(end, "dB") == 0) {
        *db = fmax(value, FACT_DB_ZERO);
        return true;
    }
    while (end != NULL && value >= 0.0) {
        loudest = fmax(loudest, value);
        if (*end == '\0') {
            *db = db_of_raw(loudest);
            return true;
        }
        end = *end == ',' ? computer_read_number(end + 1, &value) : NULL;
    }
    return false;
}

/* In hundredths of a dB, with a dot in every locale. */
static void write_volume(double db, char *out, size_t size)
{
    long hundredths = lround(fmin(fmax(db, FACT_DB_ZERO), COMPUTER_DB_MAX) * 100.0), rest = labs(hundredths);
    snprintf(out, size, "%s%ld.%02lddB", hundredths < 0 ? "-" : "", rest / 100, rest % 100);
}

static platform_applied change_volume(computer *c, fact_device *d, const char *seen, const char *wanted,
                                      char *before, char *after, size_t size)
{
    const double step_db = 0.05; /* finer than any scale that it is shown on */
    double expected, target;
    if (!isfinite(d->volume_db) || !read_volume(wanted, &target))
        return PLATFORM_APPLY_UNSUPPORTED;
    write_volume(d->volume_db, before, size);
    write_volume(d->volume_db, after, size);
    if (*seen != '\0' && (!read_volume(seen, &expected) || fabs(expected - d->volume_db) > step_db))
        return PLATFORM_APPLY_STALE;
    if (!computer_set_volume(c, d, target))
        return PLATFORM_APPLY_REFUSED;
    write_volume(d->volume_db, after, size);
    return PLATFORM_APPLY_OK;
}

/* ---- mute
 * ---------------------------------------------------------------------------------------------------------
 */

static const char *answer(int32_t value)
{
    return value == FACT_YES ? "yes" : "no";
}

static platform_applied change_mute(computer *c, fact_device *d, const char *seen, const char *wanted,
                                    char *before, char *after, size_t size)
{
    bool mute = strcmp(wanted, "yes") == 0;
    if (d->muted == FACT_UNKNOWN || (!mute && strcmp(wanted, "no") != 0))
        return PLATFORM_APPLY_UNSUPPORTED;
    snprintf(before, size, "%s", answer(d->muted));
    snprintf(after, size, "%s", answer(d->muted));
    if (*seen != '\0' && strcmp(seen, answer(d->muted)) != 0)
        return PLATFORM_APPLY_STALE;
    if (!computer_set_mute(c, d, mute))
        return PLATFORM_APPLY_REFUSED;
    snprintf(after, size, "%s", answer(d->muted));
    return PLATFORM_APPLY_OK;
}

platform_applied apply_change(computer *c, const char *action, const char *device, const char *seen,
                              const char *wanted, char *before, char *after, size_t size)
{
    fact_device *d = device == NULL ? NULL : facts_find_device(c->now, device);
    *before = *after = '\0';
    if (d == NULL)
        return PLATFORM_APPLY_GONE;
    if (action == NULL || wanted == NULL)
        return PLATFORM_APPLY_UNSUPPORTED;
    if (seen == NULL)
        seen = "";
    if (strcmp(action, "mute") == 0)
        return change_mute(c, d, seen, wanted, before, after, size);
    if (strcmp(action, "volume") == 0)
        return change_volume(c, d, seen, wanted, before, after, size);
    return PLATFORM_APPLY_UNSUPPORTED;
}
