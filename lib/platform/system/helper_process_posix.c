/*
 * mic_diag - one helper process on Linux and other POSIX systems.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* P_PIDFD, MSG_NOSIGNAL, SOCK_CLOEXEC */
#endif
#ifndef _DARWIN_C_SOURCE
#define _DARWIN_C_SOURCE
#endif

#include "platform/system/helper_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/syscall.h>
#endif

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0 /* macOS: SO_NOSIGPIPE instead */
#endif

enum { WAIT_STEP_MS = 10, WAIT_POLL_MAX_MS = 60 * 1000, P_PIDFD_NUMBER = 3 };

static void close_descriptor(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor); /* never again on EINTR: it may be somebody else's by then */
    *descriptor = -1;
}

/* ---- start --------------------------------------------------------------------------------------------- */

/** Moves a descriptor above 2: a host may have closed its standard ones, and the child's are overwritten. */
static int above_standard(int *descriptor)
{
    if (*descriptor >= 3)
        return 0;
    int moved = fcntl(*descriptor, F_DUPFD_CLOEXEC, 3);
    if (moved < 0)
        return errno;
    close(*descriptor);
    *descriptor = moved;
    return 0;
}

/** @return 0 or an errno; on failure nothing is left open. */
static int socket_pair(int ends[2])
{
#if defined(SOCK_CLOEXEC)
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return errno;
#else
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return errno;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
#endif
#if defined(SO_NOSIGPIPE)
    const int on = 1;
    setsockopt(ends[0], SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
    for (int i = 0; i < 2; i++) {
        int error = above_standard(&ends[i]);
        if (error != 0) {
            close(ends[0]);
            close(ends[1]);
            return error;
        }
    }
    return 0;
}

static int add_file_actions(posix_spawn_file_actions_t *actions, int socket)
{
    int error = posix_spawn_file_actions_adddup2(actions, socket, 0);
    if (error == 0)
        error = posix_spawn_file_actions_addopen(actions, 1, "/dev/null", O_WRONLY, 0);
    if (error == 0)
        error = posix_spawn_file_actions_adddup2(actions, 1, 2);
    return error;
}

static int set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP;
#if defined(POSIX_SPAWN_CLOEXEC_DEFAULT)
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT; /* macOS: what the host forgot to mark stays out */
#endif
    int error = posix_spawnattr_setsigmask(attributes, &none);
    if (error == 0)
        error = posix_spawnattr_setsigdefault(attributes, &all);
    if (error == 0)
        error = posix_spawnattr_setpgroup(attributes, 0);
    if (error == 0)
        error = posix_spawnattr_setflags(attributes, flags);
    return error;
}

static int spawn(pid_t *pid, const char *program, int socket, char *const *environment)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char name[] = "mic-diag-helper";
    char *const arguments[] = {name, NULL};
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (error == 0) {
        error = add_file_actions(&actions, socket);
        if (error == 0)
            error = set_attributes(&attributes);
        if (error == 0)
            error = posix_spawn(pid, program, &actions, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

#if defined(__linux__) && defined(SYS_pidfd_open) && defined(SYS_pidfd_send_signal)
#define HAVE_PROCESS_FILE 1
static int process_file_open(pid_t pid)
{
    return (int)syscall(SYS_pidfd_open, pid, 0u); /* close-on-exec by itself */
}

/** 1: it has ended, 0: it runs, -1: it is no child of ours (any more), errno otherwise says why not. */
static int process_file_state(int file, siginfo_t *information, int options)
{
    information->si_pid = 0;
    while (waitid((idtype_t)P_PIDFD_NUMBER, (id_t)file, information, WEXITED | WNOHANG | options) != 0)
        if (errno != EINTR)
            return -1;
    return information->si_pid != 0 ? 1 : 0;
}
#endif

/**
 * Opens the process file. In a host that reaps every child our pid may have become somebody else's meanwhile;
 * so the file is kept only if it names a child of ours.
 */
static void open_process_file(helper_process *process)
{
#if defined(HAVE_PROCESS_FILE)
    siginfo_t information;
    process->process_file = process_file_open((pid_t)process->pid);
    if (process->process_file < 0 && errno == ESRCH)
        process->pid = 0;
    if (process->process_file >= 0 && process_file_state(process->process_file, &information, WNOWAIT) < 0 &&
        errno == ECHILD) {
        close_descriptor(&process->process_file);
        process->pid = 0;
    }
#else
    (void)process;
#endif
}

int helper_process_start(helper_process *process, const char *program, char *const *environment)
{
    const helper_process none = HELPER_PROCESS_NONE;
    int ends[2];
    pid_t pid = 0;
    *process = none;
    int error = socket_pair(ends);
    if (error != 0)
        return error;
    error = spawn(&pid, program, ends[1], environment);
    close(ends[1]);
    if (error != 0) {
        close(ends[0]);
        return error;
    }
    process->pid = pid;
    process->socket = ends[0];
    open_process_file(process);
    return 0;
}

/* ---- bytes --------------------------------------------------------------------------------------------- */

bool helper_process_read(helper_process *process, void *bytes, size_t size, size_t *got)
{
    *got = 0;
    if (process->socket < 0)
        return false;
    for (;;) {
        ssize_t count = recv(process->socket, bytes, size, MSG_DONTWAIT);
        if (count > 0) {
            *got = (size_t)count;
            return true;
        }
        if (count < 0 && errno == EINTR)
            continue;
        return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOMEM || errno == ENOBUFS);
    }
}

size_t helper_process_write(helper_process *process, const void *bytes, size_t size)
{
    size_t written = 0;
    while (process->socket >= 0 && written < size) {
        ssize_t count =
            send(process->socket, (const char *)bytes + written, size - written, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count > 0)
            written += (size_t)count;
        else if (count == 0 || errno != EINTR)
            break; /* full, or closed: reading says which */
    }
    return written;
}

/* ---- end ----------------------------------------------------------------------------------------------- */

void helper_process_hang_up(helper_process *process)
{
    close_descriptor(&process->socket);
}

void helper_process_kill(helper_process *process)
{
    helper_process_hang_up(process);
    if (process->pid <= 0)
        return;
#if defined(HAVE_PROCESS_FILE)
    if (process->process_file >= 0) {
        syscall(SYS_pidfd_send_signal, process->process_file, SIGKILL, NULL, 0u);
        return;
    }
#endif
    /* A child that was not reaped keeps its number; so the number is ours as long as waitpid knows it. */
    helper_process_status status;
    if (!helper_process_reap(process, &status))
        kill((pid_t)process->pid, SIGKILL);
}

static void status_from_wait(helper_process_status *status, int value)
{
    status->known = true;
    if (WIFSIGNALED(value))
        status->signal = WTERMSIG(value);
    else if (WIFEXITED(value))
        status->code = WEXITSTATUS(value);
}

/** @return true: it has ended; `status` says how if that is known. */
static bool take_status(helper_process *process, helper_process_status *status)
{
#if defined(HAVE_PROCESS_FILE)
    if (process->process_file >= 0) {
        siginfo_t information;
        int state = process_file_state(process->process_file, &information, 0);
        if (state > 0) {
            status->known = true;
            *(information.si_code == CLD_EXITED ? &status->code : &status->signal) = information.si_status;
            return true;
        }
        if (state == 0)
            return false;
        if (errno == ECHILD) { /* somebody else reaped it, or nobody had to */
            struct pollfd end = {process->process_file, POLLIN, 0};
            return poll(&end, 1, 0) > 0;
        }
    } /* a kernel with process files that cannot be waited for: by number */
#endif
    int value = 0;
    pid_t pid;
    do
        pid = waitpid((pid_t)process->pid, &value, WNOHANG);
    while (pid < 0 && errno == EINTR);
    if (pid == process->pid)
        status_from_wait(status, value);
    return pid != 0;
}

bool helper_process_reap(helper_process *process, helper_process_status *status)
{
    helper_process_status taken = {false, -1, -1};
    bool over = process->pid <= 0 || take_status(process, &taken);
    if (over)
        helper_process_abandon(process);
    if (status != NULL)
        *status = taken;
    return over;
}

void helper_process_abandon(helper_process *process)
{
    helper_process_hang_up(process);
    close_descriptor(&process->process_file);
    process->pid = 0;
}

/* ---- wait ---------------------------------------------------------------------------------------------- */

static int wait_ms(int64_t until_us, int limit_ms)
{
    int64_t left_us = until_us - os_now_us();
    if (left_us <= 0)
        return 0;
    int64_t left_ms = left_us / 1000 + 1; /* rounded up: a wait never ends just before its time */
    return left_ms < limit_ms ? (int)left_ms : limit_ms;
}

bool helper_process_wait(const os_signal *wake, const helper_process_wait_for *what, size_t count,
                         int64_t until_us)
{
    struct pollfd files[1 + 2 * HELPER_PROCESS_WAIT_MAX];
    nfds_t used = 0;
    int limit_ms = WAIT_POLL_MAX_MS;
    if (wake != NULL) {
        files[used].fd = (int)os_signal_handle(wake);
        files[used++].events = POLLIN;
    }
    if (count > HELPER_PROCESS_WAIT_MAX) {
        count = HELPER_PROCESS_WAIT_MAX;
        limit_ms = WAIT_STEP_MS;
    }
    for (size_t i = 0; i < count; i++) {
        const helper_process *process = what[i].process;
        if ((what[i].readable || what[i].writable) && process->socket >= 0) {
            files[used].fd = process->socket;
            files[used++].events =
                (short)((what[i].readable ? POLLIN : 0) | (what[i].writable ? POLLOUT : 0));
        }
        if (what[i].ended && process->process_file >= 0) {
            files[used].fd = process->process_file;
            files[used++].events = POLLIN;
        } else if (what[i].ended) {
            limit_ms = process->pid > 0 ? WAIT_STEP_MS : 0;
        }
    }
    /* Whatever ended the wait, the caller looks at everything again. */
    return poll(files, used, wait_ms(until_us, limit_ms)) > 0 && wake != NULL && files[0].revents != 0;
}
