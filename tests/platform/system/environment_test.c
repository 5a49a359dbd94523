/*
 * mic_diag - the environment that helpers get, and the PulseAudio cookie in it.
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
#include "platform/system/environment.h"
#include "platform/system/helper_program.h"
#include "platform/system/pulse_cookie.h"

static char root[] = "/tmp/mic_diag_environment_XXXXXX";

static int remove_entry(const char *path, const struct stat *about, int kind, struct FTW *walk)
{
    (void)about;
    (void)kind;
    return walk->level == 0 ? 0 : remove(path);
}

static void clear(void)
{
    nftw(root, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

/** A file below the root, of `size` bytes that start with a text. */
static void put(const char *path, const char *text, size_t size)
{
    char name[512], bytes[512];
    snprintf(name, sizeof name, "%s%s", root, path);
    for (char *slash = strchr(name + sizeof root, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(name, 0755);
        *slash = '/';
    }
    memset(bytes, 'c', sizeof bytes);
    memcpy(bytes, text, strlen(text));
    FILE *file = fopen(name, "w");
    CHECK(file != NULL && fwrite(bytes, 1, size, file) == size);
    if (file != NULL)
        fclose(file);
}

/** Makes the environment of a host with these variables, "%" standing for the root. */
static environment *make(const char *variables, const char *app_name)
{
    char copy[2048], *list[16];
    size_t used = 0, count = 0;
    for (; *variables != '\0' && used < 1500; variables++) {
        if (*variables == '%')
            used += (size_t)snprintf(copy + used, sizeof copy - used, "%s", root);
        else
            copy[used++] = *variables;
    }
    copy[used] = '\0';
    for (char *line = strtok(copy, "\n"); line != NULL; line = strtok(NULL, "\n"))
        list[count++] = line;
    list[count] = NULL;
    return environment_create(list, app_name);
}

static const char *find(char *const *variables, const char *name)
{
    size_t length = strlen(name);
    for (; *variables != NULL; variables++)
        if (strncmp(*variables, name, length) == 0 && (*variables)[length] == '=')
            return *variables + length + 1;
    return NULL;
}

static void check_cookie(const char *variables, const char *expected)
{
    char path[PULSE_COOKIE_PATH_SIZE], whole[1024];
    environment *e = make(variables, "test");
    pulse_cookie_choose(e, path);
    snprintf(whole, sizeof whole, "%s%s", expected[0] == '%' ? root : "",
             expected[0] == '%' ? expected + 1 : expected);
    CHECK_STR(path, whole);
    environment_free(e);
}

static void cookies(void)
{
    clear();
    /* nobody has one: libpulse must not make one */
    check_cookie("HOME=%/home", "/dev/zero");
    check_cookie("", "/dev/zero");
    check_cookie("HOME=%/home\nPULSE_COOKIE=%/home/mine", "/dev/zero");
    /* the user's own, in libpulse's order */
    put("/home/.pulse-cookie", "", 256);
    check_cookie("HOME=%/home", "%/home/.pulse-cookie");
    put("/home/.config/pulse/cookie", "", 256);
    check_cookie("HOME=%/home", "%/home/.config/pulse/cookie");
    put("/xdg/pulse/cookie", "", 300);
    check_cookie("HOME=%/home\nXDG_CONFIG_HOME=%/xdg", "%/xdg/pulse/cookie");
    /* one that is too short would be made new */
    put("/home/.config/pulse/cookie", "", 255);
    check_cookie("HOME=%/home", "%/home/.pulse-cookie");
    /* given by somebody */
    put("/given", "", 256);
    check_cookie("HOME=%/home\nPULSE_COOKIE=%/given", "%/given");
    check_cookie("HOME=%/home\nPULSE_COOKIE=%/nothing", "%/home/.pulse-cookie");
    put("/home/.config/pulse/other", "", 256);
    check_cookie("HOME=%/home\nPULSE_COOKIE=other", "%/home/.config/pulse/other");
    /* in client.conf */
    char line[512];
    snprintf(line, sizeof line, "# cookie-file = /wrong\n; x\n  cookie-file =  %s/given  ; tail\n", root);
    put("/home/.config/pulse/client.conf", line, strlen(line));
    check_cookie("HOME=%/home", "%/given");
    snprintf(line, sizeof line, "default-server = x\n");
    put("/conf", line, strlen(line));
    check_cookie("HOME=%/home\nPULSE_CLIENTCONFIG=%/conf", "%/home/.pulse-cookie");
    check_cookie("HOME=%/home\nPULSE_COOKIE=%/xdg/pulse/cookie", "%/xdg/pulse/cookie");
    /* a pipe is none, and is not waited for */
    char name[512];
    snprintf(name, sizeof name, "%s/pipe", root);
    CHECK(mkfifo(name, 0600) == 0);
    check_cookie("HOME=/nonexistent\nPULSE_COOKIE=%/pipe", "/dev/zero");
    struct stat about;
    snprintf(name, sizeof name, "%s/home/mine", root);
    CHECK(stat(name, &about) != 0);
}

static void variables_of_a_helper(void)
{
    clear();
    environment *e = make("HOME=/nonexistent\nPULSE_PROP=media.role=phone\nPULSE_LATENCY_MSEC=500\n"
                          "PULSE_SERVER=unix:/x\nLD_PRELOAD=a.so\nLD_LIBRARY_PATH=/b",
                          "Talk & 'Tell' \\ \xff\n");
    char **all = environment_for_helper(e, false), **bare = environment_for_helper(e, true);
    CHECK_STR(find(all, "PULSE_LATENCY_MSEC"), "20");
    CHECK_STR(find(all, "PULSE_SERVER"), "unix:/x");
    CHECK_STR(find(all, "PULSE_COOKIE"), "/dev/zero");
    CHECK_STR(find(all, "LD_PRELOAD"), "a.so");
    CHECK_STR(find(all, "LD_LIBRARY_PATH"), "/b");
    CHECK(find(bare, "LD_PRELOAD") == NULL && find(bare, "LD_LIBRARY_PATH") == NULL);
    CHECK_STR(find(bare, "HOME"), "/nonexistent");
    const char *properties = find(all, "PULSE_PROP");
    CHECK(properties != NULL && strncmp(properties, "mic_diag.token=", 15) == 0);
    CHECK(properties != NULL && strspn(properties + 15, "0123456789abcdef") == 32);
    CHECK(properties != NULL &&
          strcmp(properties + 15 + 32, " application.name='Talk & \\'Tell\\' \\\\ \xef\xbf\xbd '") == 0);
    CHECK_STR(find(bare, "PULSE_PROP"), properties); /* the same token in each helper */
    unsigned count = 0;
    for (char **v = all; *v != NULL; v++)
        count += strncmp(*v, "PULSE_PROP=", 11) == 0;
    CHECK(count == 1);
    CHECK_STR(environment_get(e, "PULSE_LATENCY_MSEC"), "500"); /* the host's own stays */
    CHECK(environment_get(e, "PULSE") == NULL);

    environment *other = make("", "test");
    char **others = environment_for_helper(other, false);
    CHECK(strncmp(find(others, "PULSE_PROP"), properties, 15 + 32) != 0);
    free(others);
    environment_free(other);
    free(all);
    free(bare);
    environment_free(e);

    char name[5000];
    memset(name, '\'', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    e = make("", name);
    all = environment_for_helper(e, false);
    CHECK(strlen(find(all, "PULSE_PROP")) < 400);
    free(all);
    environment_free(e);
    environment_free(NULL);
}

static void programs(void)
{
    char path[HELPER_PROGRAM_PATH_SIZE], name[5000];
    CHECK(helper_program_find("/some/where/helper", path));
    CHECK_STR(path, "/some/where/helper");
    CHECK(!helper_program_find("helper", path));
    CHECK(!helper_program_find("./helper", path));
    CHECK(!helper_program_find("", path));
    memset(name, '/', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    CHECK(!helper_program_find(name, path));
    setenv("PATH", root, 1);
    put("/mic-diag-helper", "#!/bin/sh\n", 10);
    snprintf(name, sizeof name, "%s/mic-diag-helper", root);
    CHECK(chmod(name, 0755) == 0 && chdir(root) == 0);
    if (helper_program_find(NULL, path)) /* of a whole build beside this test, but never this one */
        CHECK(strcmp(path, name) != 0);
    CHECK(path[0] == '/' && strstr(path, root) == NULL);
    CHECK(chdir("/") == 0);
}

int main(void)
{
    if (mkdtemp(root) == NULL)
        return 1;
    cookies();
    variables_of_a_helper();
    programs();
    clear();
    CHECK(rmdir(root) == 0);
    return check_result();
}
