/*
 * mic_diag - in which kind of container this process is, on Linux.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "platform/system/linux/surroundings.h"

static bool exists(const char *root, const char *path)
{
    char name[1024];
    return snprintf(name, sizeof name, "%s%s", root, path) < (int)sizeof name && access(name, F_OK) == 0;
}

/** A word as in `container=`; names that mean the same become one. */
static void set_name(char *name, size_t size, const char *word)
{
    size_t length = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");
    if (strncmp(word, "pressure-vessel", 15) == 0)
        snprintf(name, size, "steam");
    else
        snprintf(name, size, "%.*s", (int)length, word);
}

/**
 * Steam runs games in a container of its own, which passes the sound server on. What it brings can look like
 * another kind of container, so it is asked for first.
 */
static bool is_steam(const char *root, const environment *e)
{
    char *manager = surroundings_read(root, "/run/host/container-manager");
    bool steam = (manager != NULL && strncmp(manager, "pressure-vessel", 15) == 0) ||
                 exists(root, "/run/pressure-vessel") ||
                 environment_get(e, "PRESSURE_VESSEL_RUNTIME") != NULL;
    free(manager);
    return steam;
}

/** Toolbx and Distrobox share the session, the home folder and the sound server with the computer. */
static const char *shared_container(const char *root, const environment *e)
{
    if (exists(root, "/run/.toolboxenv"))
        return "toolbox";
    return environment_get(e, "DISTROBOX_ENTER_PATH") != NULL || exists(root, "/run/.distroboxenv")
               ? "distrobox"
               : NULL;
}

/** What the program that made the container left for us to see. */
static bool told(const char *root, const environment *e, char *name, size_t size)
{
    char *text =
        surroundings_read(root, "/run/systemd/container"); /* systemd inside wrote it, for everybody */
    char word[64] = "";
    if (text != NULL)
        set_name(word, sizeof word, text);
    free(text);
    if (word[0] == '\0') {
        text = surroundings_read(root, "/proc/1/environ"); /* its owner's only */
        char value[64];
        if (surroundings_value(text, NULL, "container", value, sizeof value))
            set_name(word, sizeof word, value);
        free(text);
    }
    const char *own = environment_get(e, "container");
    if (word[0] == '\0' && own != NULL)
        set_name(word, sizeof word, own);
    /* flatpak is a sandbox here, not a container; "oci" says nothing that the other signs do not say better
     */
    if (word[0] == '\0' || strcmp(word, "flatpak") == 0 || strcmp(word, "oci") == 0)
        return false;
    snprintf(name, size, "%s", word);
    return true;
}

static bool in_control_groups(const char *root, char *name, size_t size)
{
    static const struct {
        const char *part, *name;
    } signs[] = {{"/docker/", "docker"},
                 {"/docker-", "docker"},
                 {"/kubepods", "kubernetes"},
                 {"/libpod", "podman"},
                 {"/lxc/", "lxc"},
                 {"/lxc.payload", "lxc"},
                 {"/containerd/", "containerd"},
                 {"/machine.slice/", "systemd-nspawn"}};
    char *text = surroundings_read(root, "/proc/1/cgroup");
    bool found = false;
    for (size_t i = 0; text != NULL && i < sizeof signs / sizeof signs[0] && !found; i++) {
        found = strstr(text, signs[i].part) != NULL;
        if (found)
            snprintf(name, size, "%s", signs[i].name);
    }
    free(text);
    return found;
}

fact_source surroundings_container(const char *root, const environment *e, char *name, size_t size)
{
    const char *shared = shared_container(root, e);
    if (is_steam(root, e)) {
        snprintf(name, size, "steam");
        return FACT_SOURCE_CONFIG;
    }
    if (shared != NULL) {
        snprintf(name, size, "%s", shared);
        return FACT_SOURCE_CONFIG;
    }
    if (exists(root, "/.dockerenv")) {
        snprintf(name, size, "docker");
        return FACT_SOURCE_CONFIG;
    }
    if (exists(root, "/run/.containerenv")) {
        snprintf(name, size, "podman");
        return FACT_SOURCE_CONFIG;
    }
    if (!told(root, e, name, size) && !in_control_groups(root, name, size))
        snprintf(name, size, "none");
    return FACT_SOURCE_PROC;
}
