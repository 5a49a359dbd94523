/*
 * mic_diag - a volume as text, for requests to change it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/linux/pulse_apply.h"
#include "engine/linux/pulse_connection.h"
#include "engine/linux/pulse_library.h"
#include "facts/facts.h"

static const double SAME_DB = 0.5, ROUNDING_DB = 0.005;

static bool read_db(const char *text, const pa_cvolume *now, pa_cvolume *out)
{
    char *end;
    double db = strtod(text, &end);
    if (end == text || strcmp(end, "dB") != 0 || !isfinite(db) || db > 60.0)
        return false;
    bool is_zero = fabs(db - FACT_DB_ZERO) < ROUNDING_DB;
    pa_volume_t loudest = is_zero ? PA_VOLUME_MUTED : pulse.sw_volume_from_dB(db);
    *out = *now;
    if (pulse.cvolume_max(now) == PA_VOLUME_MUTED || loudest == PA_VOLUME_MUTED)
        return pulse.cvolume_set(out, now->channels, loudest) != NULL;
    return pulse.cvolume_scale(out, loudest) != NULL;
}

static bool read_list(const char *text, const pa_cvolume *now, pa_cvolume *out)
{
    unsigned count = 0;
    *out = *now;
    while (count < PA_CHANNELS_MAX) {
        char *end;
        if (*text < '0' || *text > '9')
            return false;
        unsigned long value = strtoul(text, &end, 10);
        if (value > PA_VOLUME_MAX)
            return false;
        out->values[count++] = (pa_volume_t)value;
        if (!*end)
            break;
        if (*end != ',')
            return false;
        text = end + 1;
    }
    if (count == 1)
        return pulse.cvolume_set(out, now->channels, out->values[0]) != NULL;
    return count == now->channels;
}

bool pulse_volume_read(const char *text, const pa_cvolume *now, pa_cvolume *out)
{
    return strchr(text, 'd') ? read_db(text, now, out) : read_list(text, now, out);
}

void pulse_volume_write(const pa_cvolume *volume, char *out, size_t size)
{
    size_t used = 0;
    for (unsigned i = 0; i < volume->channels; i++) {
        int length = snprintf(out + used, size - used, "%s%u", i ? "," : "", volume->values[i]);
        if (length < 0 || (size_t)length >= size - used) {
            snprintf(out, size, "%.2fdB", pulse_volume_db(pulse.cvolume_max(volume)));
            return;
        }
        used += (size_t)length;
    }
}

bool pulse_volume_equal(const pa_cvolume *a, const pa_cvolume *b)
{
    if (a->channels != b->channels)
        return false;
    for (unsigned i = 0; i < a->channels; i++) {
        if (a->values[i] == b->values[i])
            continue;
        if (a->values[i] == PA_VOLUME_MUTED || b->values[i] == PA_VOLUME_MUTED ||
            fabs(pulse_volume_db(a->values[i]) - pulse_volume_db(b->values[i])) > SAME_DB)
            return false;
    }
    return true;
}
