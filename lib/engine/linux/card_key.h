/*
 * mic_diag - the id of a sound card, the same whichever probe saw it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_CARD_KEY_H
#define MIC_DIAG_CARD_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CARD_KEY_SIZE = 256 };

/**
 * Makes the key of the card at a path of sysfs: the last PCI or USB address on it and what follows, such as
 * "pci-0000:00:1f.3" or "usb-1-2:1.0"; without an address "platform-snd_aloop.0".
 * @param path  with or without "/sys" in front and "/sound/cardN" at the end.
 * @param bus   receives FACT_bus_pci, _usb or _virtual, or FACT_UNKNOWN. May be NULL.
 * @return false: the path names no device; out is "" then.
 */
bool card_key_from_sysfs(char out[CARD_KEY_SIZE], const char *path, int32_t *bus);

/** The key from udev's ID_PATH ("pci-0000:00:1f.3"), for a server that tells no path. */
bool card_key_from_bus_path(char out[CARD_KEY_SIZE], const char *bus_path);

#endif
