/*
 * mic_diag - the probe "nodes": the sound cards that the kernel has, and whether we may record from them.
 *
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE

#include "engine/linux/nodes_probe.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/frames.h"
#include "engine/linux/card_key.h"

enum { CARDS_MAX = 256, LINE_SIZE = 512 };

typedef struct {
    facts *facts;
    const char *root;
    fact_card *cards[CARDS_MAX]; /* by the kernel's number */
    uint32_t capture_nodes;      /* that the kernel lists */
    uint32_t usable_nodes;
    bool denied;
} look;

static FILE *open_below(const look *l, const char *path)
{
    char full[PATH_MAX];
    if (snprintf(full, sizeof full, "%s%s", l->root, path) >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    return fopen(full, "re");
}

/* The first line of a small file below a directory, without its end. */
static bool read_line(char out[LINE_SIZE], const char *directory, const char *file)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s", directory, file) >= PATH_MAX)
        return false;
    FILE *stream = fopen(path, "re");
    if (!stream)
        return false;
    bool read = fgets(out, LINE_SIZE, stream) != NULL;
    fclose(stream);
    if (read)
        out[strcspn(out, "\r\n")] = '\0';
    return read && out[0];
}

static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]))
        text[--length] = '\0';
    return text;
}

static const char *without_0x(const char *number)
{
    return strncmp(number, "0x", 2) == 0 ? number + 2 : number;
}

/* ---- what sysfs says of a card --------------------------------------------------------------------------
 */

/* vendor and product of a USB device lie beside its interfaces, those of PCI in the device itself. */
static void set_ids(look *l, fact_card *card, const char *device)
{
    char vendor[LINE_SIZE], product[LINE_SIZE], text[LINE_SIZE], parent[PATH_MAX];
    bool found = read_line(vendor, device, "vendor") && read_line(product, device, "device");
    if (snprintf(parent, sizeof parent, "%s/..", device) < PATH_MAX && card->bus == FACT_bus_usb) {
        found = read_line(vendor, parent, "idVendor") && read_line(product, parent, "idProduct");
        if (read_line(text, parent, "authorized"))
            FACT_SET(l->facts, card, CARD, card, authorized, integer, strcmp(text, "0") != 0,
                     FACT_SOURCE_PROC);
    }
    if (!found)
        return;
    FACT_SET(l->facts, card, CARD, card, vendor_id, text, without_0x(vendor), FACT_SOURCE_PROC);
    FACT_SET(l->facts, card, CARD, card, product_id, text, without_0x(product), FACT_SOURCE_PROC);
}

static void set_driver(look *l, fact_card *card, const char *device)
{
    char path[PATH_MAX], target[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/driver", device) >= PATH_MAX)
        return;
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length <= 0)
        return;
    target[length] = '\0';
    const char *name = strrchr(target, '/');
    FACT_SET(l->facts, card, CARD, card, driver, text, name ? name + 1 : target, FACT_SOURCE_PROC);
}

static void set_from_sysfs(look *l, fact_card *card, unsigned number)
{
    char path[PATH_MAX], device[PATH_MAX], key[CARD_KEY_SIZE];
    int32_t bus = FACT_UNKNOWN;
    if (snprintf(path, sizeof path, "%s/sys/class/sound/card%u", l->root, number) >= PATH_MAX)
        return;
    if (!realpath(path, device) || !card_key_from_sysfs(key, device, &bus)) {
        /* Without sysfs the number has to do; it is no other probe's key. */
        snprintf(key, sizeof key, "card%u", number);
        FACT_SET(l->facts, card, CARD, card, id, text, key, FACT_SOURCE_PROC);
        return;
    }
    FACT_SET(l->facts, card, CARD, card, id, text, key, FACT_SOURCE_PROC);
    if (bus != FACT_UNKNOWN)
        FACT_SET(l->facts, card, CARD, card, bus, integer, bus, FACT_SOURCE_PROC);
    strncat(path, "/device", sizeof path - strlen(path) - 1);
    if (!realpath(path, device))
        return;
    set_driver(l, card, device);
    set_ids(l, card, device);
}

/* A number of the kernel's at `*at`, which moves past it. */
static bool take_number(char **at, unsigned *number)
{
    const char *first = *at;
    unsigned long value = strtoul(first, at, 10);
    bool taken = *at != first && value <= UINT_MAX;
    *number = taken ? (unsigned)value : 0;
    return taken;
}

/* ---- /proc/asound -----------------------------------------------------------------------------------------
 */

/* " 0 [PCH            ]: HDA-Intel - HDA Intel PCH", then a line of details. */
static void read_cards(look *l)
{
    char line[LINE_SIZE];
    FILE *file = open_below(l, "/proc/asound/cards");
    if (!file && (errno == EACCES || errno == EPERM)) {
        facts_list_unknown(&l->facts->cards, FACT_DENIED);
        return;
    }
    facts_list_known(&l->facts->cards, FACT_SOURCE_PROC);
    while (file && fgets(line, sizeof line, file)) {
        unsigned number;
        char *rest = line;
        if (!take_number(&rest, &number) || number >= CARDS_MAX || l->cards[number])
            continue;
        rest += strspn(rest, " ");
        char *end = rest[0] == '[' && rest[1] != ']' ? strchr(rest, ']') : NULL;
        if (!end)
            continue;
        fact_card *card = facts_list_add(l->facts, &l->facts->cards, &fact_entity_card);
        if (!card)
            break;
        l->cards[number] = card;
        char *dash = strstr(end, " - ");
        char *colon = strchr(end, ':');
        char *name = trim(dash ? dash + 3 : colon ? colon + 1 : end + 1);
        FACT_SET(l->facts, card, CARD, card, name, text, name, FACT_SOURCE_PROC);
        FACT_SET(l->facts, card, CARD, card, captures, integer, FACT_NO, FACT_SOURCE_PROC);
        set_from_sysfs(l, card, number);
    }
    if (file)
        fclose(file);
}

/* " 0 snd_hda_intel": for cards whose driver sysfs does not name. */
static void read_modules(look *l)
{
    char line[LINE_SIZE];
    FILE *file = open_below(l, "/proc/asound/modules");
    while (file && fgets(line, sizeof line, file)) {
        unsigned number;
        char *rest = line;
        if (!take_number(&rest, &number) || number >= CARDS_MAX || !l->cards[number] ||
            l->cards[number]->driver)
            continue;
        char *module = trim(rest);
        module[strcspn(module, " \t")] = '\0';
        if (*module)
            FACT_SET(l->facts, card, CARD, l->cards[number], driver, text, module, FACT_SOURCE_PROC);
    }
    if (file)
        fclose(file);
}

static void try_node(look *l, unsigned card, unsigned device)
{
    char path[PATH_MAX];
    l->capture_nodes++;
    if (snprintf(path, sizeof path, "%s/dev/snd/pcmC%uD%uc", l->root, card, device) >= PATH_MAX)
        return;
    /* Recording opens the node for both. */
    if (access(path, R_OK | W_OK) == 0) {
        l->usable_nodes++;
    } else if ((errno == EACCES || errno == EPERM || errno == EROFS) && !l->denied) {
        l->denied = true;
        FACT_SET(l->facts, permission, PERMISSION, &l->facts->permission, node, text, path + strlen(l->root),
                 FACT_SOURCE_PROC);
    }
}

/* "00-00: ALC257 Analog : ALC257 Analog : playback 1 : capture 1" */
static void read_streams(look *l)
{
    char line[LINE_SIZE];
    FILE *file = open_below(l, "/proc/asound/pcm");
    while (file && fgets(line, sizeof line, file)) {
        unsigned card, device;
        char *rest = line;
        if (!take_number(&rest, &card) || *rest++ != '-' || !take_number(&rest, &device) ||
            !strstr(rest, ": capture "))
            continue;
        if (card < CARDS_MAX && l->cards[card])
            FACT_SET(l->facts, card, CARD, l->cards[card], captures, integer, FACT_YES, FACT_SOURCE_PROC);
        try_node(l, card, device);
    }
    if (file)
        fclose(file);
}

void nodes_look(facts *f, const char *root)
{
    look l = {f, root, {NULL}, 0, 0, false};
    read_cards(&l);
    read_modules(&l);
    read_streams(&l);
    fact_permission *permission = &f->permission;
    if (l.denied || (l.capture_nodes > 0 && l.usable_nodes == l.capture_nodes))
        FACT_SET(f, permission, PERMISSION, permission, nodes_readable, integer, !l.denied, FACT_SOURCE_PROC);
    else
        FACT_SET_UNKNOWN(permission, PERMISSION, permission, nodes_readable, FACT_ABSENT);
}

noreturn void nodes_probe(const engine_request *request)
{
    (void)request;
    facts *f = facts_create();
    if (f)
        nodes_look(f, "");
    if (!f || facts_failed(f))
        frames_fail(PROTOCOL_FAILED, 0, "start", "out of memory");
    frames_facts(f);
    frames_done();
}
