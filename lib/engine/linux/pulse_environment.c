/*
 * mic_diag - the helper's own environment for libpulse, and what it says about the server's address.
 *
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE

#include "engine/linux/pulse_environment.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_SIZE = 4096, ADDRESS_SIZE = 2048 };

static bool exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

/* The path of a file of libpulse's configuration in the home; false: there is no home. */
static bool config_path(char *out, size_t size, const char *file)
{
    const char *config = environment("XDG_CONFIG_HOME");
    const char *home = environment("HOME");
    int length;
    if (config)
        length = snprintf(out, size, "%s/pulse/%s", config, file);
    else if (home)
        length = snprintf(out, size, "%s/.config/pulse/%s", home, file);
    else
        return false;
    return length > 0 && (size_t)length < size;
}

/* Where a session has no runtime directory, libpulse keeps a link to one, named after the machine. */
static bool linked_runtime_directory(char *out, size_t size)
{
    char machine[64] = "", name[sizeof machine + 16];
    FILE *file = fopen("/etc/machine-id", "re");
    bool read = file && fgets(machine, sizeof machine, file);
    if (file)
        fclose(file);
    machine[strcspn(machine, "\r\n")] = '\0';
    snprintf(name, sizeof name, "%s-runtime", machine);
    return read && config_path(out, size, name) && exists(out);
}

/* The directory of the user's own server; false: there is none, and libpulse would make one. */
static bool runtime_directory(char *out, size_t size)
{
    const char *named = environment("PULSE_RUNTIME_PATH");
    const char *runtime = environment("XDG_RUNTIME_DIR");
    if (named)
        return snprintf(out, size, "%s", named) < (int)size && exists(out);
    if (runtime)
        return snprintf(out, size, "%s/pulse", runtime) < (int)size && exists(out);
    return linked_runtime_directory(out, size);
}

void pulse_environment_prepare(void)
{
    char path[PATH_MAX];
    /* A path that cannot be made: the user's own server is then left out, and the system's is tried. */
    if (!runtime_directory(path, sizeof path))
        setenv("PULSE_RUNTIME_PATH", "/proc/self/no-runtime-directory", 1);
}

/* ---- the address ------------------------------------------------------------------------------------- */

/* Reads `default-server` from a client.conf. */
static bool read_default_server(const char *path, char out[ADDRESS_SIZE])
{
    static const char KEY[] = "default-server";
    FILE *file = fopen(path, "re");
    bool found = false;
    char line[LINE_SIZE];
    if (!file)
        return false;
    while (fgets(line, sizeof line, file)) {
        const char *at = line + strspn(line, " \t");
        if (strncmp(at, KEY, sizeof KEY - 1) != 0)
            continue;
        at += sizeof KEY - 1;
        at += strspn(at, " \t");
        if (*at != '=')
            continue;
        at += 1 + strspn(at + 1, " \t");
        size_t length = strcspn(at, "\r\n");
        if (length > 0 && length < ADDRESS_SIZE) {
            memcpy(out, at, length);
            out[length] = '\0';
            found = true;
        }
    }
    fclose(file);
    return found;
}

/* The first client.conf that exists decides, as for libpulse. */
static bool configured_server(const char *root, char out[ADDRESS_SIZE])
{
    char path[PATH_MAX];
    const char *named = environment("PULSE_CLIENTCONFIG");
    if (named)
        return read_default_server(named, out);
    char own[PATH_MAX];
    if (config_path(own, sizeof own, "client.conf") &&
        snprintf(path, sizeof path, "%s%s", root, own) < (int)sizeof path && exists(path))
        return read_default_server(path, out);
    return snprintf(path, sizeof path, "%s/etc/pulse/client.conf", root) < (int)sizeof path &&
           read_default_server(path, out);
}

static void look_at_socket(pulse_address *address, const char *path)
{
    struct stat info;
    /* A directory on the way that we may not enter hides the socket: that, too, is a denial. */
    if (stat(path, &info) != 0) {
        if (access(path, F_OK) != 0 && errno == EACCES)
            address->socket_there = address->denied = true;
        return;
    }
    address->socket_there = true;
    if (access(path, W_OK) != 0)
        address->denied = true;
}

/* Looks at each part of a list such as "{machine}unix:/run/x tcp:host". */
static void look_at_servers(pulse_address *address, char *servers)
{
    char *rest = NULL;
    for (char *server = strtok_r(servers, " \t", &rest); server; server = strtok_r(NULL, " \t", &rest)) {
        const char *end = *server == '{' ? strchr(server, '}') : NULL;
        const char *at = end ? end + 1 : server;
        if (strncmp(at, "unix:", 5) == 0)
            look_at_socket(address, at + 5);
        else if (*at == '/')
            look_at_socket(address, at);
    }
}

void pulse_address_look(pulse_address *address, const char *root)
{
    char text[ADDRESS_SIZE];
    const char *set = environment("PULSE_SERVER");
    *address = (pulse_address){false, false, false, FACT_SOURCE_ENVIRONMENT};
    if (set) {
        address->given = true;
        if (snprintf(text, sizeof text, "%s", set) < (int)sizeof text)
            look_at_servers(address, text);
        return;
    }
    address->source = FACT_SOURCE_CONFIG;
    if (configured_server(root, text)) {
        address->given = true;
        look_at_servers(address, text);
        return;
    }
    char directory[PATH_MAX], path[PATH_MAX + 8];
    if (runtime_directory(directory, sizeof directory)) {
        snprintf(path, sizeof path, "%s/native", directory);
        look_at_socket(address, path);
    }
    snprintf(path, sizeof path, "%s/run/pulse/native", root);
    look_at_socket(address, path);
}
