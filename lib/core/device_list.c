/*
 * mic_diag - facts as the public interface hands them out: with their devices, and JSON made when it is asked
 * for.
 *
 * SPDX-License-Identifier: MIT
 */
#include "core/device_list.h"

#include <stdlib.h>

mic_diag_facts *device_list_create(facts *f)
{
    mic_diag_facts *list = calloc(1, sizeof *list + f->devices.count * sizeof list->devices[0]);
    if (!list) {
        facts_release(f);
        return NULL;
    }
    list->facts = f;
    list->count = f->devices.count;
    for (uint32_t i = 0; i < list->count; i++) {
        list->devices[i].device = FACT_AT(fact_device, f->devices, i);
    }
    return list;
}

void device_list_free(mic_diag_facts *list)
{
    if (!list) {
        return;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        free(atomic_load(&list->devices[i].json));
    }
    free(atomic_load(&list->json));
    facts_release(list->facts);
    free(list);
}

/* Two threads may both make the text; the first one's is kept. */
static const char *keep(_Atomic(char *) *slot, char *made)
{
    char *expected = NULL;
    if (!made) {
        return "";
    }
    if (!atomic_compare_exchange_strong(slot, &expected, made)) {
        free(made);
        return expected;
    }
    return made;
}

const char *device_list_json(mic_diag_facts *list)
{
    char *text = atomic_load(&list->json);
    return text ? text : keep(&list->json, facts_to_json(list->facts));
}

const char *device_json(mic_diag_device *device)
{
    char *text = atomic_load(&device->json);
    return text ? text : keep(&device->json, facts_entity_to_json(&fact_entity_device, device->device));
}
