/*
 * mic_diag - a name for this computer that says nothing about it, on Linux.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/system/host.h"
#include "platform/system/linux/surroundings.h"

static uint64_t rotate(uint64_t value, int bits)
{
    return value << bits | value >> (64 - bits);
}

static void mix(uint64_t v[4], int rounds)
{
    while (rounds-- > 0) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = rotate(v[1], 13) ^ v[0];
        v[3] = rotate(v[3], 16) ^ v[2];
        v[0] = rotate(v[0], 32);
        v[2] += v[1];
        v[0] += v[3];
        v[1] = rotate(v[1], 17) ^ v[2];
        v[3] = rotate(v[3], 21) ^ v[0];
        v[2] = rotate(v[2], 32);
    }
}

/** SipHash-2-4. machine-id(5) asks for a keyed hash, so that the id itself never leaves the computer. */
static uint64_t keyed_hash(const char *text, size_t length, uint64_t key0, uint64_t key1)
{
    uint64_t v[4] = {key0 ^ 0x736f6d6570736575u, key1 ^ 0x646f72616e646f6du, key0 ^ 0x6c7967656e657261u,
                     key1 ^ 0x7465646279746573u};
    uint64_t word = 0;
    for (size_t i = 0; i <= length; i++) {
        if (i < length)
            word |= (uint64_t)(unsigned char)text[i] << (8 * (i % 8));
        if (i == length)
            word |= (uint64_t)length << 56;
        if (i % 8 != 7 && i != length)
            continue;
        v[3] ^= word;
        mix(v, 2);
        v[0] ^= word;
        word = 0;
    }
    v[2] ^= 0xff;
    mix(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

void host_machine(const char *root, char *name)
{
    static const char *const files[] = {"/etc/machine-id", "/var/lib/dbus/machine-id",
                                        "/proc/sys/kernel/hostname"};
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof files / sizeof files[0] && hash == 0; i++) {
        char *id = surroundings_read(root, files[i]);
        size_t length = id != NULL ? strcspn(id, " \r\n") : 0;
        if (length > 0)
            hash =
                keyed_hash(id, length, 0x6d69635f64696167u, 0x6d616368696e6531u); /* "mic_diag" "machine1" */
        free(id);
    }
    snprintf(name, HOST_MACHINE_SIZE, "system-%016" PRIx64, hash);
}
