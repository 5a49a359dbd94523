/*
 * mic_diag - the environment of the host program, copied once, and the one that helpers get.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* O_CLOEXEC */
#endif

#include "platform/system/environment.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/os.h"
#include "core/utf8.h"
#include "platform/system/pulse_cookie.h"

#if defined(__APPLE__)
#include <crt_externs.h>
#define HOST_ENVIRONMENT (*_NSGetEnviron())
#else
extern char **environ;
#define HOST_ENVIRONMENT environ
#endif

enum { APP_NAME_SIZE = 128, PROPERTIES_SIZE = 64 + 32 + 2 * APP_NAME_SIZE };

struct environment {
    char *block; /* all variables, each with its NUL */
    char **variables;
    size_t count;
    char properties[PROPERTIES_SIZE]; /* PULSE_PROP=... */
};

/* ---- the token and our name ---------------------------------------------------------------------------- */

/** Unlikely to be anybody else's; it is a mark, not a secret. */
static uint64_t random_number(const void *salt)
{
    uint64_t number = 0;
    int file = open("/dev/urandom", O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (file >= 0) {
        while (read(file, &number, sizeof number) < 0 && errno == EINTR)
            ;
        close(file);
    }
    if (number == 0)
        number = (uint64_t)os_now_us() * 0x9E3779B97F4A7C15u ^ (uint64_t)getpid() << 32 ^
                 (uint64_t)(uintptr_t)salt;
    return number;
}

/**
 * Copies a name into a property that stands between single quotes. The server drops a whole list of
 * properties for one byte that is not UTF-8. @return length.
 */
static size_t quote(char *out, const char *name)
{
    char valid[APP_NAME_SIZE];
    size_t length = strlen(name), used = 0;
    length = utf8_repair(valid, sizeof valid, name, length < 2 * sizeof valid ? length : 2 * sizeof valid);
    for (size_t i = 0; i < length; i++) {
        if (valid[i] == '\'' || valid[i] == '\\')
            out[used++] = '\\';
        bool is_control = (unsigned char)valid[i] < 0x20 || valid[i] == 0x7F;
        out[used++] = is_control ? ' ' : valid[i];
    }
    return used;
}

static void make_properties(environment *e, const char *app_name)
{
    uint64_t token[2] = {random_number(e), random_number(e->block)};
    int used = snprintf(e->properties, sizeof e->properties,
                        "PULSE_PROP=mic_diag.token=%016llx%016llx application.name='",
                        (unsigned long long)token[0], (unsigned long long)token[1]);
    size_t length = (size_t)used;
    length += quote(e->properties + length, app_name);
    e->properties[length++] = '\'';
    e->properties[length] = '\0';
}

/* ---- the copy ------------------------------------------------------------------------------------------ */

static bool copy_variables(environment *e, char *const *from)
{
    size_t bytes = 0, count = 0;
    for (; from != NULL && from[count] != NULL; count++)
        bytes += strlen(from[count]) + 1;
    e->block = malloc(bytes > 0 ? bytes : 1);
    e->variables = malloc((count > 0 ? count : 1) * sizeof *e->variables);
    if (e->block == NULL || e->variables == NULL)
        return false;
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(from[i]) + 1;
        if (size > bytes - used) /* somebody changed it while we looked */
            break;
        memcpy(e->block + used, from[i], size);
        e->variables[e->count++] = e->block + used;
        used += size;
    }
    return true;
}

environment *environment_create(char *const *variables, const char *app_name)
{
    environment *e = calloc(1, sizeof *e);
    if (e == NULL)
        return NULL;
    if (!copy_variables(e, variables != NULL ? variables : HOST_ENVIRONMENT)) {
        environment_free(e);
        return NULL;
    }
    make_properties(e, app_name);
    return e;
}

void environment_free(environment *e)
{
    if (e == NULL)
        return;
    free(e->block);
    free(e->variables);
    free(e);
}

static bool is_named(const char *variable, const char *name)
{
    size_t length = strlen(name);
    return strncmp(variable, name, length) == 0 && variable[length] == '=';
}

const char *environment_get(const environment *e, const char *name)
{
    for (size_t i = 0; i < e->count; i++)
        if (is_named(e->variables[i], name))
            return e->variables[i] + strlen(name) + 1;
    return NULL;
}

/* ---- a helper's ---------------------------------------------------------------------------------------- */

static bool is_replaced(const char *variable, bool without_preload)
{
    return is_named(variable, "PULSE_LATENCY_MSEC") || is_named(variable, "PULSE_PROP") ||
           is_named(variable, "PULSE_COOKIE") ||
           (without_preload && (is_named(variable, "LD_PRELOAD") || is_named(variable, "LD_LIBRARY_PATH")));
}

char **environment_for_helper(const environment *e, bool without_preload)
{
    char cookie[PULSE_COOKIE_PATH_SIZE];
    pulse_cookie_choose(e, cookie);
    size_t slots = (e->count + 4) * sizeof(char *);
    size_t cookie_size = sizeof "PULSE_COOKIE=" + strlen(cookie);
    char *block = malloc(slots + cookie_size);
    if (block == NULL)
        return NULL;
    char **variables = (char **)(void *)block;
    size_t count = 0;
    for (size_t i = 0; i < e->count; i++)
        if (!is_replaced(e->variables[i], without_preload))
            variables[count++] = e->variables[i];
    /* posix_spawn takes char *const *, and changes nothing */
    variables[count++] = (char *)"PULSE_LATENCY_MSEC=20";
    variables[count++] = (char *)e->properties;
    variables[count] = block + slots;
    snprintf(variables[count++], cookie_size, "PULSE_COOKIE=%s", cookie);
    variables[count] = NULL;
    return variables;
}
