/*
 * mic_diag - the surroundings of the host process on Linux: system, session, sandbox, container.
 *
 * SPDX-License-Identifier: MIT
 */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/os.h"
#include "platform/system/host.h"
#include "platform/system/linux/surroundings.h"
#include "platform/system/small_file.h"

enum { FILE_BYTES_MAX = 64 * 1024, VALUE_SIZE = 1024 };

#define SET_SYSTEM(f, field, kind, value, source)                                                            \
    FACT_SET(f, system, SYSTEM, &(f)->system, field, kind, value, source)
#define UNKNOWN_SYSTEM(f, field, why) FACT_SET_UNKNOWN(system, SYSTEM, &(f)->system, field, why)

/* ---- files --------------------------------------------------------------------------------------------- */

char *surroundings_read(const char *root, const char *path)
{
    char name[VALUE_SIZE];
    if (snprintf(name, sizeof name, "%s%s", root, path) >= (int)sizeof name) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    return small_file_read(name, FILE_BYTES_MAX);
}

bool surroundings_value(const char *text, const char *section, const char *key, char *value, size_t size)
{
    bool in_section = section == NULL;
    size_t key_length = strlen(key);
    while (text != NULL) {
        const char *end = strchr(text, '\n');
        size_t length = end != NULL ? (size_t)(end - text) : strlen(text);
        if (section != NULL && length > 1 && text[0] == '[')
            in_section = length == strlen(section) + 2 && strncmp(text + 1, section, length - 2) == 0;
        else if (in_section && length > key_length && text[key_length] == '=' &&
                 strncmp(text, key, key_length) == 0) {
            const char *from = text + key_length + 1;
            length -= key_length + 1;
            while (length > 0 && isspace((unsigned char)from[length - 1]))
                length--;
            if (length > 1 && (*from == '"' || *from == '\'') && from[length - 1] == *from) {
                from++;
                length -= 2;
            }
            if (length >= size)
                length = size - 1;
            memcpy(value, from, length);
            value[length] = '\0';
            return true;
        }
        text = end != NULL ? end + 1 : NULL;
    }
    return false;
}

/* ---- system and session -----------------------------------------------------------------------------------
 */

static void look_at_system(facts *into, const char *root, const environment *e)
{
    /* Inside a sandbox the file in its usual place is about the runtime, not about the computer. */
    static const char *const files[] = {"/run/host/os-release", "/run/host/etc/os-release", "/etc/os-release",
                                        "/usr/lib/os-release"};
    char name[VALUE_SIZE];
    bool found = false;
    SET_SYSTEM(into, os, text, "linux", FACT_SOURCE_PROC);
    for (size_t i = 0; i < sizeof files / sizeof files[0] && !found; i++) {
        char *text = surroundings_read(root, files[i]);
        found = surroundings_value(text, NULL, "PRETTY_NAME", name, sizeof name);
        free(text);
    }
    if (found)
        SET_SYSTEM(into, os_version, text, name, FACT_SOURCE_CONFIG);
    else
        UNKNOWN_SYSTEM(into, os_version, FACT_ABSENT);

    char *kernel = surroundings_read(root, "/proc/sys/kernel/osrelease");
    if (kernel != NULL) {
        for (char *c = kernel; *c != '\0'; c++)
            *c = (char)tolower((unsigned char)*c);
        SET_SYSTEM(into, wsl, integer, strstr(kernel, "microsoft") != NULL ? FACT_YES : FACT_NO,
                   FACT_SOURCE_PROC);
    } else {
        UNKNOWN_SYSTEM(into, wsl, FACT_FAILED);
    }
    free(kernel);

    const char *desktop = environment_get(e, "XDG_CURRENT_DESKTOP");
    if (desktop != NULL && desktop[0] != '\0')
        SET_SYSTEM(into, desktop, text, desktop, FACT_SOURCE_ENVIRONMENT);
    else
        UNKNOWN_SYSTEM(into, desktop, FACT_ABSENT);
}

static bool any_is_set(const environment *e, const char *const *names)
{
    for (; *names != NULL; names++) {
        const char *value = environment_get(e, *names);
        if (value != NULL && value[0] != '\0')
            return true;
    }
    return false;
}

/** What systemd-logind wrote about our session. @return FACT_session_*, or FACT_UNKNOWN. */
static int32_t session_of_logind(const char *root, const environment *e)
{
    const char *id = environment_get(e, "XDG_SESSION_ID");
    char path[64], remote[8], service[64] = "";
    if (id == NULL || id[0] == '\0' || strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789") != strlen(id) ||
        snprintf(path, sizeof path, "/run/systemd/sessions/%s", id) >= (int)sizeof path)
        return FACT_UNKNOWN;
    char *text = surroundings_read(root, path);
    bool known = surroundings_value(text, NULL, "REMOTE", remote, sizeof remote);
    surroundings_value(text, NULL, "SERVICE", service, sizeof service);
    free(text);
    if (!known)
        return FACT_UNKNOWN;
    if (strncmp(service, "xrdp", 4) == 0)
        return FACT_session_remote;
    if (strcmp(remote, "1") != 0)
        return FACT_session_local;
    return strncmp(service, "ssh", 3) == 0 ? FACT_session_ssh : FACT_session_remote;
}

static void look_at_session(facts *into, const char *root, const environment *e)
{
    static const char *const remote[] = {
        "XRDP_SESSION", "XRDP_SOCKET_PATH", "REMOTEHOST",  "CHROME_REMOTE_DESKTOP_SESSION",
        "X2GO_SESSION", "NX_SESSION_ID",    "NXSESSIONID", NULL};
    static const char *const ssh[] = {"SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", NULL};
    if (any_is_set(e, remote)) {
        SET_SYSTEM(into, session, integer, FACT_session_remote, FACT_SOURCE_ENVIRONMENT);
        return;
    }
    if (any_is_set(e, ssh)) {
        SET_SYSTEM(into, session, integer, FACT_session_ssh, FACT_SOURCE_ENVIRONMENT);
        return;
    }
    int32_t session = session_of_logind(root, e);
    bool from_file = session != FACT_UNKNOWN;
    SET_SYSTEM(into, session, integer, from_file ? session : FACT_session_local,
               from_file ? FACT_SOURCE_CONFIG : FACT_SOURCE_ENVIRONMENT);
}

/* ---- sandbox ------------------------------------------------------------------------------------ */

/** Whether a list as in `sockets=x11;pulseaudio;` has a word. */
static bool list_has(const char *list, const char *word)
{
    size_t length = strlen(word);
    while (*list != '\0') {
        size_t item = strcspn(list, ";");
        if (item == length && strncmp(list, word, length) == 0)
            return true;
        list += item;
        list += *list == ';';
    }
    return false;
}

static void look_at_flatpak(facts *into, const char *text)
{
    char value[VALUE_SIZE];
    SET_SYSTEM(into, sandbox, integer, FACT_sandbox_flatpak, FACT_SOURCE_CONFIG);
    if (text == NULL) {
        UNKNOWN_SYSTEM(into, sandbox_id, FACT_DENIED);
        UNKNOWN_SYSTEM(into, sandbox_allows_microphone, FACT_DENIED);
        return;
    }
    if (surroundings_value(text, "Application", "name", value, sizeof value) ||
        surroundings_value(text, "Runtime", "name", value, sizeof value))
        SET_SYSTEM(into, sandbox_id, text, value, FACT_SOURCE_CONFIG);
    else
        UNKNOWN_SYSTEM(into, sandbox_id, FACT_ABSENT);
    bool allows = surroundings_value(text, "Context", "sockets", value, sizeof value) &&
                  (list_has(value, "pulseaudio") || list_has(value, "pipewire"));
    /* every device: /dev/snd is there as well */
    allows = allows ||
             (surroundings_value(text, "Context", "devices", value, sizeof value) && list_has(value, "all"));
    SET_SYSTEM(into, sandbox_allows_microphone, integer, allows ? FACT_YES : FACT_NO, FACT_SOURCE_CONFIG);
}

/** A program that was started from a snap's terminal has the variables, but is not confined. */
static bool is_unconfined(const char *root)
{
    char *label = surroundings_read(root, "/proc/self/attr/current");
    bool unconfined = label != NULL && strncmp(label, "unconfined", 10) == 0 &&
                      (label[10] == '\0' || label[10] == '\n' || label[10] == ' ');
    free(label);
    return unconfined;
}

static void look_at_sandbox(facts *into, const char *root, const environment *e)
{
    char *flatpak = surroundings_read(root, "/.flatpak-info");
    bool is_flatpak = flatpak != NULL || errno == EACCES || errno == EPERM;
    if (is_flatpak) {
        look_at_flatpak(into, flatpak);
        free(flatpak);
        return;
    }
    const char *snap = environment_get(e, "SNAP"), *name = environment_get(e, "SNAP_NAME");
    if (snap != NULL && snap[0] != '\0' && !is_unconfined(root)) {
        SET_SYSTEM(into, sandbox, integer, FACT_sandbox_snap, FACT_SOURCE_ENVIRONMENT);
        if (name == NULL || name[0] == '\0')
            name = environment_get(e, "SNAP_INSTANCE_NAME");
        if (name != NULL && name[0] != '\0')
            SET_SYSTEM(into, sandbox_id, text, name, FACT_SOURCE_ENVIRONMENT);
        else
            UNKNOWN_SYSTEM(into, sandbox_id, FACT_ABSENT);
        return; /* whether it may record is asked by the helper's probe "snap" */
    }
    SET_SYSTEM(into, sandbox, integer, FACT_sandbox_none, FACT_SOURCE_PROC);
}

/* ---- all -------------------------------------------------------------------------------------------------
 */

void host_look(facts *into, const char *root, const environment *e)
{
    char container[64];
    int64_t begun_us = os_now_us();
    look_at_system(into, root, e);
    look_at_session(into, root, e);
    look_at_sandbox(into, root, e);
    fact_source source = surroundings_container(root, e, container, sizeof container);
    SET_SYSTEM(into, container, text, container, source);

    fact_probe *probe = facts_list_add(into, &into->probes, &fact_entity_probe);
    if (probe == NULL)
        return;
    FACT_SET(into, probe, PROBE, probe, name, text, "sandbox", FACT_SOURCE_PROC);
    FACT_SET(into, probe, PROBE, probe, where, integer, FACT_place_host, FACT_SOURCE_PROC);
    FACT_SET(into, probe, PROBE, probe, status, integer, FACT_probe_status_ok, FACT_SOURCE_PROC);
    FACT_SET(into, probe, PROBE, probe, ms, real, (double)(os_now_us() - begun_us) / 1000.0,
             FACT_SOURCE_PROC);
}

const char *const *host_probes(const environment *e)
{
    static const char *const all[] = {"pulse", "nodes", "snap", NULL};
    static const char *const usual[] = {"pulse", "nodes", NULL};
    return environment_get(e, "SNAP") != NULL ? all : usual;
}

const char *host_watcher(void)
{
    return "pulse";
}
