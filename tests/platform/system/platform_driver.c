/*
 * mic_diag - drives a platform in tests: starts operations and collects what they say.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "platform_driver.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/os.h"

platform *driver_create(const char *program, const char *how)
{
    platform_settings settings = {"a test's \"name\"", program};
    setenv("FAKE_HELPER", how, 1);
    setenv("FAKE_KEPT", "1", 1);
    return platform_system.create(&settings);
}

uint32_t driver_start(platform *p, platform_operation operation, int limit_ms)
{
    platform_request request = {.operation = operation,
                                .name = operation == PLATFORM_APPLY ? "mute" : "pulse",
                                .device = "pulse:mic",
                                .seen = "yes",
                                .wanted = "no",
                                .deadline_us = p->does->now(p) + limit_ms * 1000LL};
    return p->does->start(p, &request);
}

static void keep(char *to, size_t size, const char *text)
{
    snprintf(to, size, "%s", text != NULL ? text : "(null)");
}

static void note_audio(const platform_message *m, outcome *out)
{
    for (uint32_t i = 0; i < m->frames * m->channels; i++)
        if (m->samples[i] != (float)((out->frames * m->channels + i) % 65536) / 65536.0f)
            out->samples_right = false;
    out->frames += m->frames;
    out->audio++;
}

static void note(const platform_message *m, outcome *out)
{
    switch (m->type) {
    case PLATFORM_FACTS:
        out->facts++;
        if (m->facts->system.os != NULL)
            keep(out->os, sizeof out->os, m->facts->system.os);
        if (m->facts->system.desktop != NULL)
            keep(out->desktop, sizeof out->desktop, m->facts->system.desktop);
        break;
    case PLATFORM_STARTED:
        out->started++;
        break;
    case PLATFORM_AUDIO:
        note_audio(m, out);
        break;
    case PLATFORM_CHANGED:
        if (out->changed++ == 0)
            keep(out->device, sizeof out->device, m->device);
        break;
    case PLATFORM_APPLIED:
        out->applied++;
        keep(out->before, sizeof out->before, m->before);
        break;
    case PLATFORM_FAILED:
        out->failed++;
        out->failure = m->failure;
        keep(out->failure_text, sizeof out->failure_text, m->text);
        break;
    case PLATFORM_ENDED:
        out->ended++;
        out->status = m->status;
        out->alive = m->alive;
        out->signal = m->signal;
        out->code = m->code;
        out->ms = m->ms;
        keep(out->step, sizeof out->step, m->step);
        keep(out->text, sizeof out->text, m->text);
        break;
    default:
        break;
    }
}

void driver_collect(platform *p, uint32_t number, uint64_t frames, int limit_ms, outcome *out)
{
    int64_t until_us = p->does->now(p) + limit_ms * 1000LL;
    while (out->ended == 0 && (frames == 0 || out->frames < frames) && p->does->now(p) < until_us) {
        platform_message message;
        p->does->next(p, until_us, &message);
        if (message.type != PLATFORM_NOTHING && message.operation == number)
            note(&message, out);
    }
}

outcome driver_run(const char *program, const char *how, platform_operation operation, int deadline_ms)
{
    outcome out = {.samples_right = true, .status = -1};
    platform *p = driver_create(program, how);
    if (p == NULL)
        return out;
    uint32_t number = driver_start(p, operation, deadline_ms);
    if (number != 0)
        driver_collect(p, number, 0, deadline_ms + 5000, &out);
    p->does->destroy(p);
    return out;
}

static unsigned count_entries(const char *path)
{
    DIR *directory = opendir(path);
    unsigned count = 0;
    const struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL)
        count += entry->d_name[0] != '.';
    if (directory != NULL)
        closedir(directory);
    return count;
}

unsigned driver_descriptors(void)
{
    return count_entries("/proc/self/fd");
}

unsigned driver_threads(void)
{
    return count_entries("/proc/self/task");
}

unsigned driver_children(void)
{
    char path[64], text[4096];
    unsigned count = 0;
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return 0;
    while (fscanf(file, "%4095s", text) == 1)
        count++;
    fclose(file);
    return count;
}
