/*
 * mic_diag - the default microphone that the system stores.
 *
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE

#include "engine/linux/pulse_configured.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 4096 };

/* A path in a directory of the XDG rules: of `variable` if it is set, else of `in_home` below the home. */
static bool xdg_path(char out[PATH_MAX], const char *root, const char *variable, const char *in_home,
                     const char *file)
{
    const char *given = getenv(variable);
    const char *home = getenv("HOME");
    int length = -1;
    if (given && *given)
        length = snprintf(out, PATH_MAX, "%s%s/%s", root, given, file);
    else if (home && *home)
        length = snprintf(out, PATH_MAX, "%s%s/%s/%s", root, home, in_home, file);
    return length > 0 && length < PATH_MAX;
}

/* The rest of the first line that starts with `start`. */
static bool read_line(const char *path, const char *start, char out[LINE_SIZE])
{
    FILE *file = fopen(path, "re");
    char line[LINE_SIZE];
    bool found = false;
    if (!file)
        return false;
    while (!found && fgets(line, sizeof line, file)) {
        size_t length = strlen(start);
        if (strncmp(line, start, length) != 0)
            continue;
        line[strcspn(line, "\r\n")] = '\0';
        memmove(out, line + length, strlen(line + length) + 1);
        found = *out != '\0';
    }
    fclose(file);
    return found;
}

static bool read_pulseaudio(const char *root, char out[LINE_SIZE])
{
    char path[PATH_MAX], machine[LINE_SIZE], file[LINE_SIZE + 32];
    if (snprintf(path, sizeof path, "%s/etc/machine-id", root) >= PATH_MAX || !read_line(path, "", machine))
        return false;
    snprintf(file, sizeof file, "pulse/%s-default-source", machine);
    return xdg_path(path, root, "XDG_CONFIG_HOME", ".config", file) && read_line(path, "", out);
}

static bool read_wireplumber(const char *root, char out[LINE_SIZE])
{
    char path[PATH_MAX];
    return xdg_path(path, root, "XDG_STATE_HOME", ".local/state", "wireplumber/default-nodes") &&
           read_line(path, "default.configured.audio.source=", out);
}

void pulse_configured(facts *f, const char *root)
{
    char name[LINE_SIZE];
    bool found = f->service.kind == FACT_service_kind_pipewire ? read_wireplumber(root, name)
                                                               : read_pulseaudio(root, name);
    if (found)
        FACT_SET(f, selection, SELECTION, &f->selection, configured, text, name, FACT_SOURCE_CONFIG);
    else
        FACT_SET_UNKNOWN(selection, SELECTION, &f->selection, configured, FACT_ABSENT);
}
