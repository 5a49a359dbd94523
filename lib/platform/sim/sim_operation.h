/*
 * mic_diag - operations of the simulation: when each has something to say, and what.
 *
 * Not locked: the instance that owns them (sim.c) holds its lock around every call.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIM_OPERATION_H
#define MIC_DIAG_SIM_OPERATION_H

#include "platform/platform.h"
#include "platform/sim/computer.h"

enum { SIM_OPERATION_TEXT_SIZE = 64 };

/** Something a watcher has to say. */
typedef struct sim_change {
    struct sim_change *next;
    platform_change change;
    int32_t value;
    int64_t time_us;
    char device[]; /* "" if none */
} sim_change;

typedef enum {
    STAGE_BEGIN = 0, /* nothing was said yet */
    STAGE_RUNNING,   /* capture, watch: STARTED was said */
    STAGE_END        /* only ENDED is left */
} sim_stage;

typedef struct sim_operation {
    struct sim_operation *next;
    uint32_t number;
    platform_operation kind;
    sim_stage stage;
    char *name, *device, *seen, *wanted; /* of the request; NULL as there */
    int64_t start_us, deadline_us;
    /* capture */
    uint32_t rate_hz, channels;
    uint64_t blocks;  /* that are over */
    int64_t first_us; /* end of the first block */
    microphone_state place;
    float *samples;
    bool lost;
    /* watch */
    sim_change *changes, **changes_end;
    sim_change *told; /* the one that was taken last */
    /* how it ends */
    int32_t status;
    /* texts of the message that was taken last */
    char before[SIM_OPERATION_TEXT_SIZE], after[SIM_OPERATION_TEXT_SIZE];
    facts *given;
} sim_operation;

/** @return NULL: no memory. */
sim_operation *sim_operation_create(const platform_request *request, uint32_t number, int64_t now_us);
void sim_operation_free(sim_operation *o);

/** When it has something to say: a time in the past for what is due now, INT64_MAX for never. */
int64_t sim_operation_due(const sim_operation *o, const computer *c, int64_t now_us);
/**
 * Says it, at the present time. What the message points to lives until the next call or sim_operation_free().
 * After ENDED the operation is over.
 */
void sim_operation_take(sim_operation *o, computer *c, int64_t now_us, platform_message *out);

/** Adds a change for a watcher; other operations leave it alone. @return false: no memory. */
bool sim_operation_add_change(sim_operation *o, platform_change change, const char *device, int32_t value,
                              int64_t now_us);
/** Drops what passed unheard while nothing could be delivered (a stall, a frozen server). */
void sim_operation_catch_up(sim_operation *o, int64_t now_us);

#endif
