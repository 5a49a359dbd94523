/*
 * mic_diag - the probe "snap": may this snap record?
 *
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE

#include "engine/linux/snap_probe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/os.h"
#include "engine/frames.h"

extern char **environ;

enum { MARGIN_US = 200000 };

/* Its output goes nowhere, and our socket is not its. @return 0, or an error number. */
static int start(pid_t *pid, const char *program)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, pipe;
    char *arguments[] = {(char *)program, "is-connected", "audio-record", NULL};
    if (posix_spawn_file_actions_init(&actions) != 0)
        return ENOMEM;
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return ENOMEM;
    }
    sigemptyset(&none);
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    int error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDWR, 0);
    if (!error)
        error = posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO);
    if (!error)
        error = posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO);
    if (!error)
        error = posix_spawnattr_setsigmask(&attributes, &none);
    if (!error)
        error = posix_spawnattr_setsigdefault(&attributes, &pipe);
    if (!error)
        error = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (!error)
        error = posix_spawnp(pid, program, &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* @return false: the time is over; the program was killed. */
static bool wait_for(pid_t pid, int *status, int64_t until_us)
{
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    while (waitpid(pid, status, WNOHANG) == 0) {
        int64_t left_us = until_us - os_now_us();
        if (left_us <= 0) {
            (void)kill(pid, SIGKILL);
            (void)waitpid(pid, status, 0);
            return false;
        }
        /* The signal ends the wait early if it reaches this thread. */
        int64_t step_us = left_us < 10000 ? left_us : 10000;
        struct timespec pause = {0, (long)(step_us * 1000)};
        (void)sigtimedwait(&child, NULL, &pause);
    }
    return true;
}

void snap_look(facts *f, const char *program, int64_t until_us)
{
    fact_system *system = &f->system;
    pid_t pid;
    int status = 0;
    int error = start(&pid, program);
    if (error) {
        FACT_SET_UNKNOWN(system, SYSTEM, system, sandbox_allows_microphone,
                         error == ENOENT ? FACT_ABSENT : FACT_FAILED);
        return;
    }
    if (!wait_for(pid, &status, until_us))
        FACT_SET_UNKNOWN(system, SYSTEM, system, sandbox_allows_microphone, FACT_TIMEOUT);
    else if (WIFEXITED(status) && WEXITSTATUS(status) <= 1)
        FACT_SET(f, system, SYSTEM, system, sandbox_allows_microphone, integer, WEXITSTATUS(status) == 0,
                 FACT_SOURCE_ENVIRONMENT);
    else
        FACT_SET_UNKNOWN(system, SYSTEM, system, sandbox_allows_microphone, FACT_FAILED);
}

noreturn void snap_probe(const engine_request *request)
{
    facts *f = facts_create();
    frames_step("snapctl");
    if (f)
        snap_look(f, "snapctl", request->deadline_us - MARGIN_US);
    if (!f || facts_failed(f))
        frames_fail(PROTOCOL_FAILED, 0, "start", "out of memory");
    frames_facts(f);
    frames_done();
}
