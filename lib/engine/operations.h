/*
 * mic_diag - the operations that a helper can carry out.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_OPERATIONS_H
#define MIC_DIAG_OPERATIONS_H

#include <stdint.h>
#include <stdnoreturn.h>

#include "platform/system/protocol.h"

/** A request, checked for its form. */
typedef struct {
    uint32_t operation;          /* protocol_operation */
    uint32_t rate_hz;            /* capture: wanted; 0: the device's own */
    uint32_t channels;           /* capture: wanted; 0: the device's own */
    int64_t deadline_us;         /* on os_now_us()'s clock: when the host gives up */
    char text[PROTOCOL_ID_SIZE]; /* see protocol.h */
} engine_request;

/**
 * Carries out a request, says its result to the host and ends the process. Called once, by the one thread
 * that may hang.
 */
noreturn void operation_run(const engine_request *request);

#endif
