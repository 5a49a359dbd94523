/*
 * mic_diag - tests of what the engine reads from the environment and from files: the server's address, the
 * stored default, and what snapctl says.
 *
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE

#include <limits.h>
#include <stdlib.h>

#include "core/os.h"
#include "engine/linux/pulse_configured.h"
#include "engine/linux/pulse_environment.h"
#include "engine/linux/snap_probe.h"
#include "tests/check.h"
#include "tests/engine/trees.h"

static void clear_environment(void)
{
    static const char *const names[] = {"PULSE_SERVER",    "PULSE_CLIENTCONFIG", "PULSE_RUNTIME_PATH",
                                        "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME",    "XDG_STATE_HOME"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unsetenv(names[i]);
    setenv("HOME", "/home/somebody", 1);
}

static void test_address_from_environment(void)
{
    pulse_address address;
    char server[PATH_MAX];
    const char *root = tree_make();
    clear_environment();
    tree_write("/socket", "", 0666);
    setenv("PULSE_SERVER", "unix:/nonexistent/native", 1);
    pulse_address_look(&address, root);
    CHECK(address.given && address.source == FACT_SOURCE_ENVIRONMENT && !address.socket_there);
    snprintf(server, sizeof server, "{0123abc}unix:%s/socket tcp:somewhere", root);
    setenv("PULSE_SERVER", server, 1);
    pulse_address_look(&address, root);
    CHECK(address.given && address.socket_there && !address.denied);
    tree_remove();
}

static void test_address_from_files(void)
{
    pulse_address address;
    const char *root = tree_make();
    clear_environment();
    pulse_address_look(&address, root);
    CHECK(!address.given && !address.socket_there && address.source == FACT_SOURCE_CONFIG);
    tree_write("/etc/pulse/client.conf",
               "# default-server = unix:/a\n; default-server = /b\nautospawn = no\n", 0644);
    pulse_address_look(&address, root);
    CHECK(!address.given);
    tree_write("/etc/pulse/client.conf", "autospawn = no\n  default-server =  tcp:far\n", 0644);
    pulse_address_look(&address, root);
    CHECK(address.given && !address.socket_there);
    tree_write("/home/somebody/.config/pulse/client.conf", "autospawn = no\n", 0644);
    pulse_address_look(&address, root);
    CHECK(!address.given); /* the user's own file replaces the system's */
    tree_write("/run/pulse/native", "", 0666);
    pulse_address_look(&address, root);
    CHECK(address.socket_there && !address.denied);
    tree_remove();
}

static void test_runtime_directory(void)
{
    char path[PATH_MAX];
    const char *root = tree_make();
    clear_environment();
    tree_directory("/run/pulse");
    snprintf(path, sizeof path, "%s/run", root);
    setenv("XDG_RUNTIME_DIR", path, 1);
    pulse_environment_prepare();
    CHECK(!getenv("PULSE_RUNTIME_PATH")); /* it is there: libpulse makes nothing */
    snprintf(path, sizeof path, "%s/other", root);
    setenv("XDG_RUNTIME_DIR", path, 1);
    pulse_environment_prepare();
    CHECK(getenv("PULSE_RUNTIME_PATH") && strncmp(getenv("PULSE_RUNTIME_PATH"), "/proc/", 6) == 0);
    tree_remove();
}

static const char *configured(facts **f, const char *root, int32_t kind)
{
    facts_release(*f);
    *f = facts_create();
    if (!*f)
        return NULL;
    FACT_SET(*f, service, SERVICE, &(*f)->service, kind, integer, kind, FACT_SOURCE_PULSE);
    pulse_configured(*f, root);
    return (*f)->selection.configured;
}

static void test_stored_default(void)
{
    facts *f = NULL;
    const char *root = tree_make();
    clear_environment();
    CHECK(configured(&f, root, FACT_service_kind_pipewire) == NULL);
    CHECK(FACT_WHY(&f->selection, SELECTION, configured) == FACT_ABSENT);
    tree_write("/home/somebody/.local/state/wireplumber/default-nodes",
               "[default-nodes]\ndefault.configured.audio.sink=speaker\n"
               "default.configured.audio.source=alsa_input.usb-gone\n",
               0644);
    CHECK_STR(configured(&f, root, FACT_service_kind_pipewire), "alsa_input.usb-gone");
    CHECK(configured(&f, root, FACT_service_kind_pulseaudio) == NULL);
    tree_write("/etc/machine-id", "0123456789abcdef\n", 0644);
    tree_write("/home/somebody/.config/pulse/0123456789abcdef-default-source", "alsa_input.pci\n", 0644);
    CHECK_STR(configured(&f, root, FACT_service_kind_pulseaudio), "alsa_input.pci");
    facts_release(f);
    tree_remove();
}

/* What a snapctl that is this script leads to. */
static int32_t asked(const char *root, const char *script, int64_t patience_us, fact_why *why)
{
    char program[PATH_MAX];
    facts *f = facts_create();
    if (!CHECK(f != NULL))
        return FACT_UNKNOWN;
    tree_write("/snapctl", script, 0755);
    snprintf(program, sizeof program, "%s/snapctl", root);
    snap_look(f, program, os_now_us() + patience_us);
    int32_t answer = f->system.sandbox_allows_microphone;
    *why = FACT_WHY(&f->system, SYSTEM, sandbox_allows_microphone);
    facts_release(f);
    return answer;
}

static void test_snapctl(void)
{
    const int64_t long_us = 20 * 1000 * 1000;
    fact_why why;
    const char *root = tree_make();
    clear_environment();
    CHECK(asked(root, "#!/bin/sh\n[ \"$1 $2\" = 'is-connected audio-record' ]\n", long_us, &why) == FACT_YES);
    CHECK(asked(root, "#!/bin/sh\nexit 1\n", long_us, &why) == FACT_NO);
    CHECK(asked(root, "#!/bin/sh\nexit 11\n", long_us, &why) == FACT_UNKNOWN && why == FACT_FAILED);
    CHECK(asked(root, "#!/bin/sh\nkill -9 $$\n", long_us, &why) == FACT_UNKNOWN && why == FACT_FAILED);
    int64_t begun_us = os_now_us();
    CHECK(asked(root, "#!/bin/sh\nexec sleep 60\n", 200 * 1000, &why) == FACT_UNKNOWN && why == FACT_TIMEOUT);
    CHECK(os_now_us() - begun_us < long_us);
    facts *f = facts_create();
    if (CHECK(f != NULL)) {
        snap_look(f, "/nonexistent/snapctl", os_now_us() + long_us);
        CHECK(FACT_WHY(&f->system, SYSTEM, sandbox_allows_microphone) == FACT_ABSENT);
    }
    facts_release(f);
    tree_remove();
}

int main(void)
{
    test_address_from_environment();
    test_address_from_files();
    test_runtime_directory();
    test_stored_default();
    test_snapctl();
    return check_result();
}
