/*
 * mic_diag - one helper process: started, spoken to, waited for, ended.
 *
 * A good guest: no signal handler, no fork, no wait for a child that is not ours; it works in a host that
 * ignores SIGCHLD or reaps every child itself. Used by one thread.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_HELPER_PROCESS_H
#define MIC_DIAG_HELPER_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/os.h"

typedef struct {
    int64_t pid;      /* 0: there is no process (any more) */
    int process_file; /* pidfd; -1: this system has none, or no descriptor was left */
    int socket;       /* our end; -1: closed */
} helper_process;

#define HELPER_PROCESS_NONE                                                                                  \
    {                                                                                                        \
        0, -1, -1                                                                                            \
    }

/** How a helper ended. */
typedef struct {
    bool known;     /* false: the host, or the system on its behalf, took the status */
    int32_t signal; /* that ended it, or -1 */
    int32_t code;   /* exit status, or -1 */
} helper_process_status;

/**
 * Starts a program with a socket as its descriptor 0, and nothing else of ours.
 * @param process      receives the process; HELPER_PROCESS_NONE on failure.
 * @param program      absolute path.
 * @param environment  all of its variables, "NAME=value", NULL at the end.
 * @return 0, or the errno of what failed.
 */
int helper_process_start(helper_process *process, const char *program, char *const *environment);

/**
 * Reads what has arrived; never waits.
 * @param got  receives the number of bytes.
 * @return false: the other side has closed (`got` is 0). With true and 0 nothing has arrived.
 */
bool helper_process_read(helper_process *process, void *bytes, size_t size, size_t *got);

/** Writes what the socket takes; never waits, never raises SIGPIPE. @return how many bytes it took. */
size_t helper_process_write(helper_process *process, const void *bytes, size_t size);

/** Closes our end, which tells the helper to end. */
void helper_process_hang_up(helper_process *process);
/** Closes our end and kills it. It still has to be reaped. */
void helper_process_kill(helper_process *process);

/**
 * Reaps it if it has ended; never waits.
 * @param status  receives how; may be NULL.
 * @return true: there is no process any more, and nothing of it is left with us.
 */
bool helper_process_reap(helper_process *process, helper_process_status *status);
/** Gives up on a process that does not end although it was killed. */
void helper_process_abandon(helper_process *process);

/** What to wait for. */
typedef struct {
    const helper_process *process;
    bool readable; /* bytes, or the other side closes */
    bool writable;
    bool ended; /* its end */
} helper_process_wait_for;

enum { HELPER_PROCESS_WAIT_MAX = 64 };

/**
 * Waits until something of that happens, `wake` is set, a signal was caught, or the time is over. Processes
 * behind the first HELPER_PROCESS_WAIT_MAX, and ends of processes without a process file, are waited for by
 * returning every 10 ms.
 * @param wake  may be NULL.
 * @return whether `wake` is set.
 */
bool helper_process_wait(const os_signal *wake, const helper_process_wait_for *what, size_t count,
                         int64_t until_us);

#endif
