/*
 * mic_diag - the id of a sound card, the same whichever probe saw it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "engine/linux/card_key.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "facts/facts.h"

/* "0000:00:1f.3" */
static bool is_pci(const char *part, size_t length)
{
    static const char FORM[] = "xxxx:xx:xx.x";
    if (length != sizeof FORM - 1)
        return false;
    for (size_t i = 0; i < length; i++)
        if (FORM[i] == 'x' ? !isxdigit((unsigned char)part[i]) : part[i] != FORM[i])
            return false;
    return true;
}

/* "1-2", "3-1.4:1.0": digits, a hyphen, and then only digits, dots and a colon. */
static bool is_usb(const char *part, size_t length)
{
    size_t i = 0;
    while (i < length && isdigit((unsigned char)part[i]))
        i++;
    if (i == 0 || i + 1 >= length || part[i] != '-')
        return false;
    for (i++; i < length; i++)
        if (!isdigit((unsigned char)part[i]) && part[i] != '.' && part[i] != ':')
            return false;
    return true;
}

/* Appends a part of the path, in front of it a hyphen. */
static bool append(char out[CARD_KEY_SIZE], const char *part, size_t length)
{
    size_t used = strlen(out);
    int written = snprintf(out + used, CARD_KEY_SIZE - used, "%s%.*s", used ? "-" : "", (int)length, part);
    return written > 0 && (size_t)written < CARD_KEY_SIZE - used;
}

static bool is_virtual_driver(const char *path)
{
    return strstr(path, "snd_aloop") || strstr(path, "snd_dummy") || strncmp(path, "virtual/", 8) == 0;
}

bool card_key_from_sysfs(char out[CARD_KEY_SIZE], const char *path, int32_t *bus)
{
    int32_t kind = FACT_UNKNOWN;
    out[0] = '\0';
    if (bus)
        *bus = FACT_UNKNOWN;
    const char *devices = strstr(path, "/devices/");
    if (!devices)
        return false;
    path = devices + strlen("/devices/");
    const char *sound = strstr(path, "/sound/");
    /* A card without a device of its own has only its number. */
    const char *end = !sound || strncmp(path, "virtual/", 8) == 0 ? path + strlen(path) : sound;
    const char *from = path;
    for (const char *part = path; part < end;) {
        size_t length = strcspn(part, "/");
        if (part + length > end)
            length = (size_t)(end - part);
        if (is_pci(part, length) || is_usb(part, length)) {
            from = part;
            kind = is_pci(part, length) ? FACT_bus_pci : FACT_bus_usb;
        }
        part += length + 1;
    }
    if (kind == FACT_UNKNOWN && is_virtual_driver(path))
        kind = FACT_bus_virtual;
    bool fits = true;
    if (kind == FACT_bus_pci || kind == FACT_bus_usb)
        fits = append(out, kind == FACT_bus_pci ? "pci" : "usb", 3);
    for (const char *part = from; part < end && fits;) {
        size_t length = strcspn(part, "/");
        if (part + length > end)
            length = (size_t)(end - part);
        if (length > 0)
            fits = append(out, part, length);
        part += length + 1;
    }
    if (!fits || !out[0]) {
        out[0] = '\0';
        return false;
    }
    if (bus)
        *bus = kind;
    return true;
}

bool card_key_from_bus_path(char out[CARD_KEY_SIZE], const char *bus_path)
{
    int written = snprintf(out, CARD_KEY_SIZE, "%s", bus_path);
    if (written > 0 && written < CARD_KEY_SIZE)
        return true;
    out[0] = '\0';
    return false;
}
