/*
 * mic_diag - how long facts of a very large system take: 500 cards and 500 devices. Prints the figures.
 *
 * The bounds are ten times what was measured with optimisation, so that a slow or busy machine passes, and
 * something quadratic does not. With an argument, a number of rounds: for measuring.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <time.h>

#include "../check.h"
#include "sample_facts.h"

enum { COUNT = 500 };

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* What the sound server tells of a device: 18 fields. */
static void add_device(facts *f, int i)
{
    const fact_source s = FACT_SOURCE_PULSE;
    const double volumes[] = {-12.3456789 - i, -12.3456789 - i};
    char text[160];
    fact_device *d = facts_list_add(f, &f->devices, &fact_entity_device);
    if (d == NULL)
        return;
    snprintf(text, sizeof text, "pulse:alsa_input.usb-Maker_USB_Microphone_%06d-00.analog-stereo", i);
    FACT_SET(f, device, DEVICE, d, id, text, text, s);
    FACT_SET(f, device, DEVICE, d, native_id, text, text + 6, s);
    snprintf(text, sizeof text, "USB Microphone Analog Stereo %d", i);
    FACT_SET(f, device, DEVICE, d, name, text, text, s);
    snprintf(text, sizeof text, "usb:0d8c:0014:%06d", i);
    FACT_SET(f, device, DEVICE, d, card, text, text, FACT_SOURCE_PROC);
    FACT_SET(f, device, DEVICE, d, port, text, "analog-input-mic", s);
    FACT_SET(f, device, DEVICE, d, state, integer, FACT_device_state_active, s);
    FACT_SET(f, device, DEVICE, d, transport, integer, FACT_bus_usb, s);
    FACT_SET(f, device, DEVICE, d, form_factor, text, "microphone", s);
    FACT_SET(f, device, DEVICE, d, monitor, integer, FACT_NO, s);
    FACT_SET(f, device, DEVICE, d, virtual, integer, FACT_NO, s);
    FACT_SET(f, device, DEVICE, d, hardware, integer, FACT_YES, s);
    FACT_SET(f, device, DEVICE, d, port_available, integer, FACT_YES, s);
    FACT_SET(f, device, DEVICE, d, muted, integer, i % 2, s);
    FACT_SET(f, device, DEVICE, d, volume_db, real, volumes[0], s);
    facts_set_reals(f, &fact_entity_device, d, DEVICE_FIELD_channel_volume_db, volumes, 2, s);
    FACT_SET(f, device, DEVICE, d, channels, integer, 2, s);
    FACT_SET(f, device, DEVICE, d, rate_hz, integer, 48000, s);
    FACT_SET(f, device, DEVICE, d, suspended, integer, FACT_YES, s);
}

static void add_card(facts *f, int i)
{
    static const char *const profiles[] = {"off", "input:analog-stereo",
                                           "output:analog-stereo+input:analog-stereo"};
    const fact_source s = FACT_SOURCE_PULSE;
    char text[160];
    fact_card *c = facts_list_add(f, &f->cards, &fact_entity_card);
    if (c == NULL)
        return;
    snprintf(text, sizeof text, "usb:0d8c:0014:%06d", i);
    FACT_SET(f, card, CARD, c, id, text, text, s);
    FACT_SET(f, card, CARD, c, name, text, "USB Microphone", s);
    FACT_SET(f, card, CARD, c, bus, integer, FACT_bus_usb, s);
    FACT_SET(f, card, CARD, c, driver, text, "snd_usb_audio", s);
    FACT_SET(f, card, CARD, c, vendor_id, text, "0d8c", s);
    FACT_SET(f, card, CARD, c, product_id, text, "0014", s);
    FACT_SET(f, card, CARD, c, captures, integer, FACT_YES, FACT_SOURCE_PROC);
    FACT_SET(f, card, CARD, c, active_profile, text, profiles[1], s);
    for (int k = 0; k < 3; ++k) {
        fact_profile *p = facts_list_add(f, &c->profiles, &fact_entity_profile);
        if (p == NULL)
            return;
        FACT_SET(f, profile, PROFILE, p, id, text, profiles[k], s);
        FACT_SET(f, profile, PROFILE, p, sources, integer, k > 0, s);
    }
    fact_port *port = facts_list_add(f, &c->ports, &fact_entity_port);
    if (port == NULL)
        return;
    FACT_SET(f, port, PORT, port, id, text, "analog-input-mic", s);
    FACT_SET(f, port, PORT, port, type, integer, FACT_port_type_mic, s);
    FACT_SET(f, port, PORT, port, input, integer, FACT_YES, s);
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

int main(int argc, char **argv)
{
    const double write_max = 30, read_max = 80, copy_max = 30;
    int rounds = argc > 1 ? atoi(argv[1]) : 5;
    double fill = 1e9, write = 1e9, read = 1e9, copy = 1e9, merge = 1e9;
    size_t bytes = 0;
    for (int i = 0; i < rounds; ++i) {
        double t0 = now_ms();
        facts *f = facts_create();
        for (int k = 0; k < COUNT; ++k) {
            add_card(f, k);
            add_device(f, k);
        }
        double t1 = now_ms();
        char *text = facts_to_json(f);
        double t2 = now_ms();
        bytes = strlen(text);
        facts *again = facts_from_json(text, bytes, FACT_SOURCE_HOST, NULL, 0);
        double t3 = now_ms();
        facts *copied = facts_copy(f);
        double t4 = now_ms();
        facts_merge(copied, f);
        double t5 = now_ms();
        CHECK(again != NULL && copied != NULL && sample_same(f, again) && sample_same(f, copied));
        fill = least(fill, t1 - t0);
        write = least(write, t2 - t1);
        read = least(read, t3 - t2);
        copy = least(copy, t4 - t3);
        merge = least(merge, t5 - t4);
        facts_release(again);
        facts_release(copied);
        facts_release(f);
        free(text);
    }
    printf("%d cards, %d devices: fill %.2f ms, write %.2f ms (%zu bytes), read %.2f ms, copy %.2f ms, "
           "merge %.2f ms\n",
           COUNT, COUNT, fill, write, bytes, read, copy, merge);
    CHECK(write < write_max && read < read_max && copy < copy_max && merge < copy_max);
    return check_result();
}
