/*
 * mic_diag - Ctrl-C and its like: remembered, so that work is ended in order.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

/** From now on SIGINT, SIGTERM and SIGHUP are only remembered (those ignored by the caller stay ignored). */
void interrupt_catch(void);
/** The signal that came, or 0. */
int interrupt_signal(void);
/** Ignores SIGPIPE: a reader that went away is an error of writing like any other. */
void interrupt_ignore_broken_pipes(void);

#endif
