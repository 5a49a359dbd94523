/*
 * mic_diag - Ctrl-C and its like: remembered, so that work is ended in order.
 *
 * SPDX-License-Identifier: MIT
 */
#define _POSIX_C_SOURCE 200809L
#include "interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>

static volatile sig_atomic_t caught;

static void remember(int number)
{
    caught = number;
}

void interrupt_catch(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; ++i) {
        struct sigaction before, action;
        memset(&action, 0, sizeof action);
        action.sa_handler = remember; /* without SA_RESTART: a question that waits for an answer ends */
        sigemptyset(&action.sa_mask);
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
            sigaction(numbers[i], &action, NULL);
        }
    }
}

int interrupt_signal(void)
{
    return caught;
}

void interrupt_ignore_broken_pipes(void)
{
    signal(SIGPIPE, SIG_IGN);
}
