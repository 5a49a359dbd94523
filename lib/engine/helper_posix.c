/*
 * mic_diag - the helper's control thread: takes the request, says that it lives, ends with its host.
 *
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE

#include "engine/helper.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/os.h"
#include "engine/frames.h"
#include "engine/operations.h"

static const char USAGE[] =
    "mic-diag-helper: this program is started by the mic_diag library and does nothing by itself; "
    "run mic-diag instead\n";

enum { HOST = 0, FIRST_OTHER = 3 };

/* The request on its way in, then the one that the worker reads. */
static struct {
    size_t taken; /* bytes of the frame that are here */
    protocol_header header;
    protocol_request request;
    char text[PROTOCOL_ID_SIZE];
} incoming;
static engine_request accepted;

static void close_inherited(void)
{
#ifdef SYS_close_range
    if (syscall(SYS_close_range, (unsigned)FIRST_OTHER, UINT_MAX, 0u) == 0)
        return;
#endif
    struct rlimit limit;
    rlim_t end = 1024;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        end = limit.rlim_cur;
    for (rlim_t i = FIRST_OTHER; i < end && i < 1 << 20; i++)
        (void)close((int)i);
}

/* The host is gone or has enough. What we started goes too, such as a snapctl that hangs. */
static noreturn void leave(int status)
{
    if (getpgrp() == getpid() && signal(SIGTERM, SIG_IGN) != SIG_ERR)
        (void)kill(0, SIGTERM);
    _exit(status);
}

/* ---- the host's process ----------------------------------------------------------------------------- */

typedef struct {
    pid_t parent; /* when we started */
    pid_t host;   /* that made the socket */
    int pidfd;    /* of the host; -1: this kernel has none, so it is asked for now and then */
} host_watch;

static bool host_is_gone(const host_watch *watch)
{
    return getppid() != watch->parent || (kill(watch->host, 0) != 0 && errno == ESRCH);
}

/*
 * The socket knows who made it. This is the host even where a wrapper sits between us, and even if it died
 * before this line, when getppid() already names somebody else.
 */
static void watch_host(host_watch *watch)
{
    watch->parent = getppid();
    watch->host = watch->parent;
    struct ucred maker;
    socklen_t size = sizeof maker;
    if (getsockopt(HOST, SOL_SOCKET, SO_PEERCRED, &maker, &size) == 0 && maker.pid > 0)
        watch->host = maker.pid;
    watch->pidfd = -1;
#ifdef SYS_pidfd_open
    watch->pidfd = (int)syscall(SYS_pidfd_open, watch->host, 0u);
#endif
    if (host_is_gone(watch))
        _exit(HELPER_EXIT_DONE);
}

/* ---- the request ------------------------------------------------------------------------------------- */

static void run_worker(void *argument)
{
    operation_run(argument);
}

static void accept_request(void)
{
    incoming.text[incoming.request.text_length] = '\0';
    if (memchr(incoming.text, '\0', incoming.request.text_length))
        _exit(HELPER_EXIT_REQUEST);
    accepted.operation = incoming.request.operation;
    accepted.rate_hz = incoming.request.rate_hz;
    accepted.channels = incoming.request.channels;
    accepted.deadline_us = os_now_us() + (int64_t)incoming.request.deadline_ms * 1000;
    memcpy(accepted.text, incoming.text, sizeof accepted.text);
    frames_set_request(incoming.header.request);
    /* Never joined: the worker ends the process. */
    if (!os_thread_start(run_worker, &accepted))
        frames_fail(PROTOCOL_FAILED, errno, "start", "the system refuses a thread");
}

/* Where the next bytes belong, and how many are missing there; 0: the request is complete. */
static size_t missing(char **into)
{
    const size_t head = sizeof incoming.header;
    const size_t fixed = head + sizeof incoming.request;
    if (incoming.taken < head) {
        *into = (char *)&incoming.header + incoming.taken;
        return head - incoming.taken;
    }
    if (incoming.taken < fixed) {
        *into = (char *)&incoming.request + (incoming.taken - head);
        return fixed - incoming.taken;
    }
    *into = incoming.text + (incoming.taken - fixed);
    return fixed + incoming.request.text_length - incoming.taken;
}

static bool is_well_formed(void)
{
    const size_t head = sizeof incoming.header;
    const size_t fixed = head + sizeof incoming.request;
    if (incoming.taken == head)
        return incoming.header.type == PROTOCOL_REQUEST &&
               incoming.header.length >= sizeof incoming.request &&
               incoming.header.length < sizeof incoming.request + PROTOCOL_ID_SIZE;
    if (incoming.taken == fixed)
        return incoming.header.length == sizeof incoming.request + incoming.request.text_length &&
               incoming.request.operation >= PROTOCOL_PROBE && incoming.request.operation <= PROTOCOL_APPLY;
    return true;
}

/* The socket is readable: more of the request, or its end. Anything else is not for us to understand. */
static void take(bool *started)
{
    do {
        char spare;
        char *into = &spare;
        size_t wanted = *started ? 1 : missing(&into);
        ssize_t got = recv(HOST, into, wanted, MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (got <= 0)
            leave(HELPER_EXIT_DONE);
        if (*started)
            leave(HELPER_EXIT_REQUEST);
        incoming.taken += (size_t)got;
        if (!is_well_formed())
            _exit(HELPER_EXIT_REQUEST);
        if (incoming.taken >= sizeof incoming.header + sizeof incoming.request && missing(&into) == 0) {
            *started = true;
            accept_request();
        }
    } while (!*started);
}

/* ---- the loop ----------------------------------------------------------------------------------------- */

static void control(const host_watch *watch)
{
    bool started = false;
    int64_t next_alive_us = os_now_us() + PROTOCOL_ALIVE_MS * 1000;
    for (;;) {
        struct pollfd wait[2] = {{HOST, POLLIN, 0}, {watch->pidfd, POLLIN, 0}};
        int64_t left_us = next_alive_us - os_now_us();
        int ready = poll(wait, 2, left_us > 0 ? (int)((left_us + 999) / 1000) : 0);
        if (ready < 0 && errno != EINTR)
            _exit(HELPER_EXIT_SYSTEM);
        if (ready > 0 && wait[1].revents)
            leave(HELPER_EXIT_DONE);
        if (ready > 0 && wait[0].revents)
            take(&started);
        if (os_now_us() >= next_alive_us) {
            if (watch->pidfd < 0 && host_is_gone(watch))
                leave(HELPER_EXIT_DONE);
            frames_alive();
            next_alive_us = os_now_us() + PROTOCOL_ALIVE_MS * 1000;
        }
    }
}

int mic_diag_helper_run(void)
{
    int type = 0;
    socklen_t size = sizeof type;
    if (getsockopt(HOST, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_STREAM) {
        ssize_t written = write(STDERR_FILENO, USAGE, sizeof USAGE - 1);
        (void)written;
        return HELPER_EXIT_USAGE;
    }
    close_inherited();
    /* Our own sends ask for no signal; the libraries' may not. */
    if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        return HELPER_EXIT_SYSTEM;
    host_watch watch;
    watch_host(&watch);
    protocol_hello hello = {PROTOCOL_MAGIC, PROTOCOL_VERSION, (uint64_t)getpid()};
    frames_send(PROTOCOL_HELLO, &(frame_part){&hello, sizeof hello}, 1);
    control(&watch);
    return HELPER_EXIT_SYSTEM;
}
