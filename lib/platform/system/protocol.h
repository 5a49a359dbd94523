/*
 * mic_diag - what the host and mic-diag-helper say to each other over the helper's descriptor 0.
 *
 * One process carries out one operation: it says hello, takes one request, then only speaks; the host ends it
 * by closing the socket. Both ends are always from the same build (the hello is matched exactly), so the
 * numbers are in the machine's own byte order and structures are sent as they are.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_PROTOCOL_H
#define MIC_DIAG_PROTOCOL_H

#include <stdint.h>

#define PROTOCOL_MAGIC   0x3148444Du /* "MDH1" */
#define PROTOCOL_VERSION 1u

enum {
    PROTOCOL_LENGTH_MAX = 1 << 20, /* of a frame's body; longer facts come in several frames */
    PROTOCOL_ALIVE_MS = 250,       /* how often the helper says that it lives */
    PROTOCOL_STEP_SIZE = 32,
    PROTOCOL_TEXT_SIZE = 256,
    PROTOCOL_ID_SIZE = 4096
};

/** Every frame starts with this. */
typedef struct {
    uint32_t length;  /* of the body that follows, in bytes */
    uint16_t type;    /* protocol_type */
    uint16_t request; /* number of the request it belongs to; hello: 0 */
} protocol_header;

typedef enum {
    PROTOCOL_HELLO = 1, /* helper: protocol_hello, within a second of its start */
    PROTOCOL_REQUEST,   /* host: protocol_request, then request.text_length bytes of text */
    PROTOCOL_STEP,      /* helper: protocol_step, before each call into the sound stack */
    PROTOCOL_ALIVE,     /* helper: empty, every 250 ms, from the thread that never calls the sound stack */
    PROTOCOL_FACTS,   /* helper: JSON of facts (no NUL); `more` pieces are put together: see protocol_facts */
    PROTOCOL_EVENT,   /* helper (watch): protocol_event, then the device id (no NUL) */
    PROTOCOL_STARTED, /* helper (capture): protocol_started; (watch): the same, all zero: it watches now */
    PROTOCOL_AUDIO,   /* helper (capture): protocol_audio, then frames * channels floats */
    PROTOCOL_APPLIED, /* helper (apply): protocol_applied */
    PROTOCOL_ERROR,   /* helper: protocol_error */
    PROTOCOL_DONE,    /* helper: empty; the operation ended as it should */
    PROTOCOL_TYPE_END
} protocol_type;

typedef struct {
    uint32_t magic, version;
    uint64_t pid;
} protocol_hello;

typedef enum { PROTOCOL_PROBE = 1, PROTOCOL_WATCH, PROTOCOL_CAPTURE, PROTOCOL_APPLY } protocol_operation;

typedef struct {
    uint32_t operation;   /* protocol_operation */
    uint32_t rate_hz;     /* capture: wanted, 0: the device's own */
    uint32_t channels;    /* capture: wanted, 0: the device's own, at most 32 */
    uint32_t deadline_ms; /* after which the host gives up; the helper may end by itself a little earlier */
    uint32_t text_length; /* of the text that follows, below PROTOCOL_ID_SIZE */
    uint32_t reserved;
} protocol_request;
/*
 * The text of a request:
 *   probe    the probe's name: "pulse", "nodes", "snap"
 *   watch    the watcher's name: "pulse"
 *   capture  the device's id ("pulse:alsa_input.pci-...")
 *   apply    action '\n' device id '\n' value seen '\n' value wanted; "mute" values are "yes" and "no",
 * "volume" values are raw per-channel volumes of the server, separated by commas, or dB with the suffix "dB"
 */

typedef struct {
    char name[PROTOCOL_STEP_SIZE]; /* "connect", "list sources" ..., NUL at the end */
} protocol_step;

typedef struct {
    uint32_t more; /* 1: the JSON goes on in the next frame of this type */
    uint32_t reserved;
    /* then the bytes */
} protocol_facts;

typedef enum {
    PROTOCOL_CHANGED_DEVICES = 1,
    PROTOCOL_CHANGED_DEFAULT,
    PROTOCOL_CHANGED_VOLUME, /* value: hundredths of a dB */
    PROTOCOL_CHANGED_MUTE    /* value: 1 muted, 0 not */
} protocol_change;

typedef struct {
    uint32_t change; /* protocol_change */
    int32_t value;
    int64_t time_us; /* monotonic clock */
} protocol_event;

typedef struct {
    uint32_t rate_hz, channels;
    char device[PROTOCOL_TEXT_SIZE]; /* native name that was opened, cut if longer */
} protocol_started;

typedef struct {
    int64_t time_us;      /* monotonic clock when the callback ran */
    uint64_t first_frame; /* position in the stream, holes counted */
    uint32_t frames, channels;
    uint32_t gap;     /* frames of this block that the sound system lost (they are zeros here) */
    uint32_t dropped; /* frames that were lost before this block because the host did not take them, in all */
} protocol_audio;

typedef struct {
    int32_t result; /* protocol_apply_result */
    uint32_t reserved;
    char before[PROTOCOL_TEXT_SIZE]; /* the value found, in the form of a request's value */
    char after[PROTOCOL_TEXT_SIZE];  /* the value read back */
} protocol_applied;

typedef enum {
    PROTOCOL_APPLY_OK = 0,
    PROTOCOL_APPLY_STALE,       /* another value than the one seen was there; nothing changed */
    PROTOCOL_APPLY_GONE,        /* no such device */
    PROTOCOL_APPLY_REFUSED,     /* the server said no */
    PROTOCOL_APPLY_UNSUPPORTED, /* this action or device cannot be changed here */
    PROTOCOL_APPLY_NOT_KEPT     /* accepted, but another value was read back */
} protocol_apply_result;

typedef enum {
    PROTOCOL_FAILED = 0, /* anything else; text and code say what */
    PROTOCOL_FAILED_OPEN_DENIED,
    PROTOCOL_FAILED_OPEN_BUSY,
    PROTOCOL_FAILED_OPEN_GONE,
    PROTOCOL_FAILED_OPEN_FORMAT,
    PROTOCOL_FAILED_NO_SERVER, /* refused or absent */
    PROTOCOL_FAILED_LOST,      /* the device, or the server, went away in mid-stream */
    PROTOCOL_FAILED_MOVED,     /* the server moved the stream to another device; text is its name */
    PROTOCOL_FAILED_MISSING    /* a library that the operation needs is not there */
} protocol_failure;

typedef struct {
    int32_t failure; /* protocol_failure */
    int32_t code;    /* of the API that failed */
    char step[PROTOCOL_STEP_SIZE];
    char text[PROTOCOL_TEXT_SIZE];
} protocol_error;

#endif
