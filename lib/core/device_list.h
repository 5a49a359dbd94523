/*
 * mic_diag - facts as the public interface hands them out: with their devices, and JSON made when it is asked
 * for.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_DEVICE_LIST_H
#define MIC_DIAG_DEVICE_LIST_H

#include <stdatomic.h>

#include "facts/facts.h"
#include "mic_diag.h"

struct mic_diag_device {
    const fact_device *device;
    _Atomic(char *) json; /* NULL until asked for */
};

struct mic_diag_facts {
    facts *facts;
    _Atomic(char *) json;
    uint32_t count;
    mic_diag_device devices[];
};

/** Takes over one reference. NULL: no memory (the reference is released). */
mic_diag_facts *device_list_create(facts *f);
void device_list_free(mic_diag_facts *list);
/** Any thread; "" when memory ran out. */
const char *device_list_json(mic_diag_facts *list);
const char *device_json(mic_diag_device *device);

#endif
