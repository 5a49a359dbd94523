/*
 * mic_diag - the helper process: one operation on the sound system, for one host.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_HELPER_H
#define MIC_DIAG_HELPER_H

/** Exit statuses of the helper. */
enum {
    HELPER_EXIT_DONE = 0,    /* the operation ended, or the host went away */
    HELPER_EXIT_USAGE = 2,   /* not started by a host */
    HELPER_EXIT_REQUEST = 3, /* what the host sent is no request */
    HELPER_EXIT_SYSTEM = 4   /* no memory, threads or descriptors */
};

/**
 * Carries out one request of the host that is connected to descriptor 0, and ends the process. Closes every
 * descriptor from 3 on. The calling thread never calls the sound stack: it keeps the host informed that the
 * process lives, and ends it as soon as the host closes its end or dies.
 * @return HELPER_EXIT_USAGE or HELPER_EXIT_SYSTEM, for the process to exit with; else it does not return.
 */
int mic_diag_helper_run(void);

#endif
