/*
 * mic_diag - which PulseAudio cookie a helper is to use, so that libpulse writes none into the home
 * directory.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* O_CLOEXEC */
#endif

#include "platform/system/pulse_cookie.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/system/small_file.h"

enum { CONFIGURATION_BYTES_MAX = 64 * 1024 };

/** A folder of the user's in which libpulse keeps things: a variable, and the path below it. */
typedef struct {
    const char *variable, *below;
} folder;

static const folder config_folders[] = {
    {"PULSE_CONFIG_PATH", ""},
    {"HOME", "/.pulse"},
    {"XDG_CONFIG_HOME", "/pulse"},
    {"HOME", "/.config/pulse"},
};
enum { CONFIG_FOLDER_COUNT = sizeof config_folders / sizeof config_folders[0] };

/** Path of `name` in one of the folders. @return false: the variable is not set, or the path is too long. */
static bool path_in(const environment *e, const folder *where, const char *name, char *path)
{
    const char *base = environment_get(e, where->variable);
    if (base == NULL || base[0] != '/')
        return false;
    int length = snprintf(path, PULSE_COOKIE_PATH_SIZE, "%s%s/%s", base, where->below, name);
    return length > 0 && length < PULSE_COOKIE_PATH_SIZE;
}

static bool is_cookie(const char *path)
{
    return small_file_size(path) >= PULSE_COOKIE_BYTES;
}

/** Looks for a cookie under a name as libpulse does: a relative one is below the user's folders. */
static bool find_cookie(const environment *e, const char *name, char *path)
{
    if (name[0] == '/') {
        int length = snprintf(path, PULSE_COOKIE_PATH_SIZE, "%s", name);
        return length < PULSE_COOKIE_PATH_SIZE && is_cookie(path);
    }
    for (size_t i = 0; i < CONFIG_FOLDER_COUNT; i++)
        if (path_in(e, &config_folders[i], name, path) && is_cookie(path))
            return true;
    return false;
}

/* ---- client.conf -----------------------------------------------------------------------------------------
 */

/** Takes the last `cookie-file` of a file, if there is one, into `value`. @return whether the file is there.
 */
static bool read_configuration(const char *path, char *value)
{
    char *text = small_file_read(path, CONFIGURATION_BYTES_MAX);
    if (text == NULL)
        return false;
    for (char *line = text; line != NULL;) {
        char *end = strchr(line, '\n');
        if (end != NULL)
            *end = '\0';
        line += strspn(line, " \t");
        if (strncmp(line, "cookie-file", 11) == 0) {
            char *from = line + 11 + strspn(line + 11, " \t");
            if (*from == '=') {
                from++;
                from += strspn(from, " \t");
                from[strcspn(from, " \t\r;#")] = '\0';
                snprintf(value, PULSE_COOKIE_PATH_SIZE, "%s", from);
            }
        }
        line = end != NULL ? end + 1 : NULL;
    }
    free(text);
    return true;
}

/** The same of the files in `path`.d; the one that is last in the alphabet counts. */
static void read_configuration_folder(const char *path, char *value)
{
    char name[PULSE_COOKIE_PATH_SIZE], file[PULSE_COOKIE_PATH_SIZE], last[256] = "";
    if (snprintf(name, sizeof name, "%s.d", path) >= (int)sizeof name)
        return;
    DIR *directory = opendir(name);
    if (directory == NULL)
        return;
    const struct dirent *entry;
    while ((entry = readdir(directory)) != NULL) {
        size_t length = strlen(entry->d_name);
        char found[PULSE_COOKIE_PATH_SIZE] = "";
        if (length < 5 || length >= sizeof last || strcmp(entry->d_name + length - 5, ".conf") != 0 ||
            strcmp(entry->d_name, last) < 0)
            continue;
        if (snprintf(file, sizeof file, "%s/%s", name, entry->d_name) >= (int)sizeof file)
            continue;
        if (read_configuration(file, found) && found[0] != '\0') {
            memcpy(last, entry->d_name, length + 1);
            memcpy(value, found, strlen(found) + 1);
        }
    }
    closedir(directory);
}

/** The value of cookie-file as libpulse finds it; "": none. */
static void configured_cookie(const environment *e, char *value)
{
    char path[PULSE_COOKIE_PATH_SIZE];
    const char *given = environment_get(e, "PULSE_CLIENTCONFIG");
    value[0] = '\0';
    if (given != NULL) {
        if (given[0] == '/')
            read_configuration(given, value);
        return;
    }
    for (size_t i = 0; i < CONFIG_FOLDER_COUNT; i++)
        if (path_in(e, &config_folders[i], "client.conf", path) && read_configuration(path, value))
            return;
    read_configuration("/etc/pulse/client.conf", value);
    read_configuration_folder("/etc/pulse/client.conf", value);
}

void pulse_cookie_choose(const environment *e, char *path)
{
    static const folder home = {"HOME", ""};
    char value[PULSE_COOKIE_PATH_SIZE];
    const char *given = environment_get(e, "PULSE_COOKIE");
    if (given != NULL && given[0] != '\0' && find_cookie(e, given, path))
        return;
    configured_cookie(e, value);
    if (value[0] != '\0' && find_cookie(e, value, path))
        return;
    if (find_cookie(e, "cookie", path))
        return;
    if (path_in(e, &home, ".pulse-cookie", path) && is_cookie(path))
        return;
    snprintf(path, PULSE_COOKIE_PATH_SIZE, "/dev/zero");
}
