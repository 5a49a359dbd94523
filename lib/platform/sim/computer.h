/*
 * mic_diag - the described computer: its facts as they are now, its microphone, and what steps change.
 *
 * Not locked: the instance that owns it (sim.c) holds its lock around every call.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIM_COMPUTER_H
#define MIC_DIAG_SIM_COMPUTER_H

#include <stdbool.h>
#include <stddef.h>

#include "facts/facts.h"
#include "platform/platform.h"
#include "platform/sim/microphone.h"

typedef enum { SERVER_RUNNING = 0, SERVER_FROZEN, SERVER_DEAD } server_state;

/** A device that was removed, until it is plugged in again. */
typedef struct away_device {
    struct away_device *next;
    fact_device device; /* its texts live with the facts */
    bool had_card;
    fact_card card;
} away_device;

/** Told of every change that a watcher would see. `device` may be NULL. @return false: no memory. */
typedef bool computer_changed(void *listener, platform_change change, const char *device, int32_t value);

typedef struct {
    facts *now;              /* its own copy: edited in place */
    char *microphone_device; /* id; NULL: the default one */
    microphone microphone;
    bool described; /* its microphone is: it can be listened to. Else facts are replayed */
    bool stalled;
    server_state server;
    away_device *away;
    computer_changed *changed;
    void *listener;
} computer;

/** Makes it from nothing: no card, no device, no server. @return false: no memory. */
bool computer_init(computer *c, computer_changed *changed, void *listener);
void computer_clear(computer *c);

/**
 * Replaces it by a scenario, by facts or by a report, as JSON. On failure it stays as it was.
 * @return 0 or a negative mic_diag_result; `error` gets one line.
 */
int32_t computer_load(computer *c, const char *json, size_t length, char *error, size_t error_size);

/** The device that a word means: its id, the id without the part before the colon, or the native id. */
fact_device *computer_find(const computer *c, const char *word);
/** The device that the microphone belongs to; NULL: none. */
const char *computer_microphone_device(const computer *c);
/** Whether sound can come from the device now: listed, and neither unplugged, disabled nor gone. */
bool computer_device_is_there(const computer *c, const char *id);

/** What the probe of the sound server sees now (`server_only`) or the one beside it. NULL: no memory. */
facts *computer_look(const computer *c, bool server);
/** Facts that stand for listening. @return true: there are some, or nothing can be listened to. */
bool computer_replay(const computer *c, facts *into);

/* ---- changes ------------------------------------------------------------------------------------ */

/** More amplification than any sound server has; what is asked for beyond is cut. */
enum { COMPUTER_DB_MAX = 200 };
bool computer_set_mute(computer *c, fact_device *d, bool muted);
bool computer_set_volume(computer *c, fact_device *d, double db);
/** NULL: no default any more. */
bool computer_set_default(computer *c, const fact_device *d);
/** A jack: it stays known. Anything else goes away, with its card. */
bool computer_unplug(computer *c, fact_device *d);
bool computer_remove(computer *c, fact_device *d);
/** Brings back what was unplugged or removed. @return MIC_DIAG_OK or a negative mic_diag_result. */
int32_t computer_plug(computer *c, const char *word);
bool computer_set_server(computer *c, server_state state);

/**
 * Takes a step: "mute pulse:usb-headset".
 * @return 0; MIC_DIAG_ERROR_NOT_FOUND, INVALID or NO_MEMORY, with the reason in `error`.
 */
int32_t computer_step(computer *c, const char *step, char *error, size_t error_size);
/** Whether the first word of a text is the verb of a step of computer_step(). */
bool computer_is_step(const char *text);

/** Reads a decimal number with a dot, in any locale. @return the end, or NULL if there is none. */
const char *computer_read_number(const char *text, double *value);

#endif
