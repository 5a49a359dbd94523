/*
 * mic_diag - a level, drawn as a bar.
 *
 * SPDX-License-Identifier: MIT
 */
#include "level_meter.h"

#include <math.h>
#include <string.h>

#define LOWEST_DBFS (-60.0F)

/* Where speech is too loud, and where it is clipped next. Only colours: the verdict is the library's. */
#define LOUD_DBFS     (-6.0F)
#define TOO_LOUD_DBFS (-1.0F)

static float fraction_of(float dbfs)
{
    if (!(dbfs > LOWEST_DBFS)) { /* NaN too */
        return 0.0F;
    }
    return dbfs >= 0.0F ? 1.0F : (dbfs - LOWEST_DBFS) / -LOWEST_DBFS;
}

static void append(char *out, size_t size, const char *text)
{
    size_t used = strlen(out);
    snprintf(out + used, size - used, "%s", text);
}

void level_meter_format(const struct terminal *terminal, const mic_diag_levels *levels, unsigned columns,
                        char *out, size_t size)
{
    static const char *const eighths[] = {"",
                                          "\xE2\x96\x8F",
                                          "\xE2\x96\x8E",
                                          "\xE2\x96\x8D",
                                          "\xE2\x96\x8C",
                                          "\xE2\x96\x8B",
                                          "\xE2\x96\x8A",
                                          "\xE2\x96\x89"};
    bool heard = levels->frames > 0;
    float peak = heard ? levels->peak_dbfs : NAN;
    enum terminal_colour colour = peak > TOO_LOUD_DBFS ? COLOUR_RED
                                  : peak > LOUD_DBFS   ? COLOUR_YELLOW
                                                       : COLOUR_GREEN;
    columns = columns < 4 ? 4 : columns > 60 ? 60 : columns;
    unsigned steps = (unsigned)(fraction_of(heard ? levels->rms_dbfs : NAN) * (float)(columns * 8) + 0.5F);
    unsigned peak_at = (unsigned)(fraction_of(peak) * (float)(columns - 1) + 0.5F);
    unsigned used = 0;
    if (size == 0) {
        return;
    }
    out[0] = '\0';
    append(out, size, "[");
    append(out, size, terminal_colour(terminal, colour));
    for (; used < steps / 8; ++used) {
        append(out, size, terminal->utf8 ? "\xE2\x96\x88" : "#");
    }
    if (terminal->utf8 && steps % 8 != 0) {
        append(out, size, eighths[steps % 8]);
        ++used;
    }
    for (; used < columns; ++used) {
        bool mark = used == peak_at && peak > LOWEST_DBFS;
        append(out, size, mark ? "|" : terminal->utf8 ? " " : "-");
    }
    append(out, size, terminal_colour(terminal, COLOUR_NONE));
    append(out, size, "]");
    char figures[48];
    float level = levels->rms_dbfs;
    if (!heard || isnan(level)) {
        snprintf(figures, sizeof figures, "  no sound yet");
    } else if (level <= -120.0F) {
        snprintf(figures, sizeof figures, "  silence");
    } else {
        snprintf(figures, sizeof figures, " %4.0f dBFS%s", (double)level,
                 levels->speech_now > 0.5F ? " speech" : "");
    }
    append(out, size, figures);
}
