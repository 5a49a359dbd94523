/*
 * mic_diag - questions about cards and devices that several checks ask. Pure; only for this folder.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_CHECKS_INPUTS_H
#define MIC_DIAG_CHECKS_INPUTS_H

#include <stdbool.h>

#include "checks/check.h"

/** A list was read, or is said not to exist: what is not in it is not there. */
bool inputs_list_complete(const fact_list *list);

/** It stands for a microphone: no monitor. */
bool inputs_is_microphone(const fact_device *d);
/** A microphone that one could record from now: active, and nothing says that its jack is empty. */
bool inputs_is_usable(const fact_device *d);
/** The best usable microphone but `other` (NULL: any): real ones before virtual ones. NULL: none. */
const fact_device *inputs_usable(const facts *f, const fact_device *other);

/** Whether a card can record: an answer; unknown when nothing was said about it. */
int32_t inputs_card_captures(const fact_card *c);
/** The active profile of a card, or NULL. */
const fact_profile *inputs_active_profile(const fact_card *c);
/** The first profile with a source that is not known to be unavailable, or NULL. */
const fact_profile *inputs_profile_with_source(const fact_card *c);
/** The card's active profile is known and has no source, another one that could be chosen has. */
bool inputs_profile_hides(const fact_card *c);
bool inputs_is_bluetooth(const fact_card *c);
/** The device belongs to the card. */
bool inputs_is_of(const fact_device *d, const fact_card *c);

/** Name for a person: the name, else the id; NULL: neither is known. */
const char *inputs_device_name(const fact_device *d);
const char *inputs_card_name(const fact_card *c);
/** Name of a device's active port, else its id; NULL: unknown. */
const char *inputs_port_name(const facts *f, const fact_device *d);

/** Adds "choose another microphone" with the best one there is; nothing if there is none. */
void inputs_offer_other(finding *found, const facts *f, const fact_device *instead_of);

#endif
