/*
 * mic_diag - what the host's surroundings are taken for, on trees of files; and the name of a machine.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../check.h"
#include "facts/facts.h"
#include "platform/system/environment.h"
#include "platform/system/host.h"

static char root[] = "/tmp/mic_diag_surroundings_XXXXXX";

static int remove_entry(const char *path, const struct stat *about, int kind, struct FTW *walk)
{
    (void)about;
    (void)kind;
    return walk->level == 0 ? 0 : remove(path);
}

/** An empty computer. */
static void clear(void)
{
    nftw(root, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static void put(const char *path, const char *text)
{
    char name[512];
    snprintf(name, sizeof name, "%s%s", root, path);
    for (char *slash = strchr(name + sizeof root, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(name, 0755);
        *slash = '/';
    }
    FILE *file = fopen(name, "w");
    CHECK(file != NULL);
    if (file != NULL) {
        fputs(text, file);
        fclose(file);
    }
}

/** Looks with these variables ("A=1\nB=2"). */
static facts *look(const char *variables)
{
    char copy[1024], *list[16];
    size_t count = 0;
    snprintf(copy, sizeof copy, "%s", variables);
    for (char *line = strtok(copy, "\n"); line != NULL; line = strtok(NULL, "\n"))
        list[count++] = line;
    list[count] = NULL;
    environment *e = environment_create(list, "test");
    facts *f = facts_create();
    host_look(f, root, e);
    environment_free(e);
    CHECK(!facts_failed(f));
    return f;
}

static void check_container(const char *variables, const char *expected)
{
    facts *f = look(variables);
    CHECK_STR(f->system.container, expected);
    facts_release(f);
}

static void check_session(const char *variables, int32_t expected)
{
    facts *f = look(variables);
    CHECK(f->system.session == expected);
    facts_release(f);
}

static void plain_computer(void)
{
    clear();
    put("/etc/os-release", "NAME=\"Debian GNU/Linux\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
    put("/proc/sys/kernel/osrelease", "6.1.0-13-amd64\n");
    facts *f = look("XDG_CURRENT_DESKTOP=GNOME");
    CHECK_STR(f->system.os, "linux");
    CHECK_STR(f->system.os_version, "Debian GNU/Linux 12 (bookworm)");
    CHECK(f->system.session == FACT_session_local && f->system.sandbox == FACT_sandbox_none);
    CHECK(f->system.wsl == FACT_NO && f->system.sandbox_allows_microphone == FACT_UNKNOWN);
    CHECK_STR(f->system.container, "none");
    CHECK_STR(f->system.desktop, "GNOME");
    const fact_probe *probe = facts_find_probe(f, "sandbox");
    CHECK(probe != NULL && probe->where == FACT_place_host && probe->status == FACT_probe_status_ok);
    facts_release(f);

    clear();
    f = look(""); /* nothing to read at all: unknown, never wrong */
    CHECK(f->system.os_version == NULL && f->system.wsl == FACT_UNKNOWN && f->system.desktop == NULL);
    facts_release(f);
}

static void sessions(void)
{
    clear();
    check_session("SSH_CONNECTION=1.2.3.4 5 6.7.8.9 22", FACT_session_ssh);
    check_session("SSH_TTY=/dev/pts/3", FACT_session_ssh);
    check_session("XRDP_SESSION=1", FACT_session_remote);
    check_session("REMOTEHOST=far.example", FACT_session_remote);
    check_session("SSH_CONNECTION=", FACT_session_local);
    put("/run/systemd/sessions/7", "UID=1000\nREMOTE=1\nSERVICE=sshd\n");
    put("/run/systemd/sessions/c2", "UID=1000\nREMOTE=0\nSERVICE=xrdp-sesman\n");
    put("/run/systemd/sessions/8", "UID=1000\nREMOTE=1\nSERVICE=vnc\n");
    put("/run/systemd/sessions/2", "UID=1000\nREMOTE=0\nSERVICE=gdm-password\n");
    check_session("XDG_SESSION_ID=7", FACT_session_ssh);
    check_session("XDG_SESSION_ID=c2", FACT_session_remote);
    check_session("XDG_SESSION_ID=8", FACT_session_remote);
    check_session("XDG_SESSION_ID=2", FACT_session_local);
    check_session("XDG_SESSION_ID=../../../etc/passwd", FACT_session_local);
}

static void check_flatpak(const char *context, int32_t allows)
{
    char text[512];
    snprintf(text, sizeof text, "[Application]\nname=org.example.Talk\n\n[Context]\n%s", context);
    put("/.flatpak-info", text);
    facts *f = look("");
    CHECK(f->system.sandbox == FACT_sandbox_flatpak && f->system.sandbox_allows_microphone == allows);
    CHECK_STR(f->system.sandbox_id, "org.example.Talk");
    CHECK_STR(f->system.container, "none");
    facts_release(f);
}

static void sandboxes(void)
{
    clear();
    put("/run/host/container-manager", "flatpak\n");
    put("/run/host/os-release", "PRETTY_NAME=Fedora\n");
    put("/etc/os-release", "PRETTY_NAME=Freedesktop SDK\n");
    check_flatpak("sockets=x11;wayland;pulseaudio;\n", FACT_YES);
    check_flatpak("sockets=x11;pipewire\n", FACT_YES);
    check_flatpak("sockets=x11;wayland;\n", FACT_NO);
    check_flatpak("sockets=x11;!pulseaudio;\n", FACT_NO);
    check_flatpak("sockets=x11;pulseaudio-not;\n", FACT_NO);
    check_flatpak("devices=all;\n", FACT_YES);
    check_flatpak("devices=dri;\n", FACT_NO);
    check_flatpak("", FACT_NO);
    check_flatpak("[Session Bus Policy]\nsockets=pulseaudio;\n", FACT_NO); /* of another section */
    facts *f = look("container=flatpak");
    CHECK_STR(f->system.os_version, "Fedora");
    CHECK_STR(f->system.container, "none");
    facts_release(f);

    clear();
    f = look("SNAP=/snap/talk/12\nSNAP_NAME=talk");
    CHECK(f->system.sandbox == FACT_sandbox_snap && f->system.sandbox_allows_microphone == FACT_UNKNOWN);
    CHECK_STR(f->system.sandbox_id, "talk");
    facts_release(f);
    put("/proc/self/attr/current", "snap.talk.talk (enforce)\n");
    f = look("SNAP=/snap/talk/12\nSNAP_INSTANCE_NAME=talk_1");
    CHECK(f->system.sandbox == FACT_sandbox_snap);
    CHECK_STR(f->system.sandbox_id, "talk_1");
    facts_release(f);
    put("/proc/self/attr/current", "unconfined\n"); /* started from a snap, not in it */
    f = look("SNAP=/snap/code/1\nSNAP_NAME=code");
    CHECK(f->system.sandbox == FACT_sandbox_none && f->system.sandbox_id == NULL);
    facts_release(f);
    put("/proc/self/attr/current", "unconfined_u:unconfined_r:unconfined_t:s0\n"); /* SELinux */
    f = look("SNAP=/snap/talk/12\nSNAP_NAME=talk");
    CHECK(f->system.sandbox == FACT_sandbox_snap);
    facts_release(f);
}

static void containers(void)
{
    clear();
    put("/proc/1/cgroup", "0::/init.scope\n");
    check_container("", "none");
    put("/proc/1/cgroup", "12:devices:/docker/0123456789abcdef\n");
    check_container("", "docker");
    put("/proc/1/cgroup", "0::/kubepods/besteffort/pod1\n");
    check_container("", "kubernetes");
    put("/proc/1/cgroup", "0::/lxc.payload.box\n");
    check_container("", "lxc");
    put("/run/systemd/container", "systemd-nspawn\n");
    check_container("", "systemd-nspawn");
    clear();
    check_container("container=podman", "podman");
    check_container("container=oci", "none");
    put("/.dockerenv", "");
    check_container("", "docker");
    clear();
    put("/run/.containerenv", "engine=\"podman-4.3.1\"\n");
    check_container("container=oci", "podman");
    put("/run/.toolboxenv", "");
    check_container("", "toolbox");
    clear();
    put("/run/.containerenv", "");
    check_container("DISTROBOX_ENTER_PATH=/usr/bin/distrobox-enter", "distrobox");
    /* Steam's own container, whatever else it looks like */
    clear();
    put("/run/host/container-manager", "pressure-vessel\n");
    put("/.dockerenv", "");
    check_container("", "steam");
    clear();
    put("/run/systemd/container", "pressure-vessel\n");
    check_container("", "steam");
    clear();
    char zeros[512];
    snprintf(zeros, sizeof zeros, "%s/proc/1", root);
    put("/proc/1/environ", "");
    snprintf(zeros, sizeof zeros, "%s/proc/1/environ", root);
    FILE *file = fopen(zeros, "w");
    fwrite("PATH=/bin\0container=lxc\0TERM=linux", 1, 35, file);
    fclose(file);
    check_container("", "lxc");
}

static void windows_subsystem(void)
{
    clear();
    put("/proc/sys/kernel/osrelease", "5.15.90.1-Microsoft-standard-WSL2\n");
    facts *f = look("");
    CHECK(f->system.wsl == FACT_YES);
    facts_release(f);
}

/** Files that are none: nothing waits, nothing is believed. */
static void strange_files(void)
{
    char name[512];
    clear();
    put("/etc/x", "");
    snprintf(name, sizeof name, "%s/etc/os-release", root);
    CHECK(mkfifo(name, 0600) == 0);
    snprintf(name, sizeof name, "%s/.flatpak-info", root);
    CHECK(mkdir(name, 0700) == 0);
    facts *f = look("");
    CHECK(f->system.os_version == NULL && f->system.sandbox == FACT_sandbox_none);
    facts_release(f);
}

static void machine(void)
{
    char first[HOST_MACHINE_SIZE], second[HOST_MACHINE_SIZE];
    clear();
    host_machine(root, first);
    CHECK(strncmp(first, "system-", 7) == 0 && strlen(first) == 7 + 16);
    put("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    host_machine(root, first);
    host_machine(root, second);
    CHECK_STR(first, second);
    CHECK(strlen(first) == 7 + 16 && strpbrk(first, " /") == NULL && strstr(first, "01234567") == NULL);
    put("/etc/machine-id", "1123456789abcdef0123456789abcdef\n");
    host_machine(root, second);
    CHECK(strcmp(first, second) != 0);
    clear();
    put("/proc/sys/kernel/hostname", "box\n");
    host_machine(root, second);
    CHECK(strstr(second, "box") == NULL && strlen(second) == 7 + 16);
}

static void probes(void)
{
    char snap[] = "SNAP=/snap/talk/12", *with[] = {snap, NULL}, *without[] = {NULL};
    environment *e = environment_create(without, "test");
    const char *const *names = host_probes(e);
    CHECK_STR(names[0], "pulse");
    CHECK_STR(names[1], "nodes");
    CHECK(names[2] == NULL);
    environment_free(e);
    e = environment_create(with, "test");
    CHECK_STR(host_probes(e)[2], "snap");
    CHECK(host_probes(e)[3] == NULL);
    CHECK_STR(host_watcher(), "pulse");
    environment_free(e);
}

int main(void)
{
    if (mkdtemp(root) == NULL)
        return 1;
    plain_computer();
    sessions();
    sandboxes();
    containers();
    windows_subsystem();
    strange_files();
    machine();
    probes();
    clear();
    CHECK(rmdir(root) == 0);
    return check_result();
}
