/*
 * mic_diag - THE SEAM to the operating system.
 *
 * A platform looks, listens, watches and changes on request of the core. It is a run-time value: the real
 * computer (system/), a described one (sim/) and an empty one (none/) are equals. All functions but `wake`
 * are called by one thread, the context's worker. None may block: what takes time is an *operation* that is
 * started, and whose messages are taken with `next`, the only function that waits. A platform keeps its
 * promises whatever the sound system does: each operation ends by its deadline.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_PLATFORM_H
#define MIC_DIAG_PLATFORM_H

#include <stdbool.h>
#include <stdint.h>

#include "facts/facts.h"

typedef struct platform platform;

/** What a platform is made with. Text is copied. */
typedef struct {
    const char *app_name;       /* how we show up in the system's sound settings; never NULL */
    const char *helper_program; /* absolute path of mic-diag-helper, or NULL: beside the library */
} platform_settings;

typedef enum {
    PLATFORM_PROBE = 1, /* look: FACTS messages, then ENDED */
    PLATFORM_CAPTURE,   /* listen to `device`: STARTED, AUDIO..., until stopped or FAILED; then ENDED */
    PLATFORM_WATCH,     /* CHANGED messages until stopped; ENDED when it broke */
    PLATFORM_APPLY      /* change one thing: APPLIED or FAILED, then ENDED */
} platform_operation;

typedef struct {
    platform_operation operation;
    const char *name; /* probe, watcher: one of `probes` or `watcher`; apply: the action ("mute", "volume") */
    const char *device; /* capture, apply: id */
    const char *seen;   /* apply: the value it was judged by; NULL: whatever is there */
    const char *wanted; /* apply: the value to set */
    int64_t
        deadline_us; /* on `now`'s clock: probe, apply: its end; capture, watch: when it must have started */
} platform_request;

typedef enum {
    PLATFORM_NOTHING = 0, /* the wait is over, or somebody called wake */
    PLATFORM_FACTS,       /* `facts`: taken over with facts_retain if kept */
    PLATFORM_STARTED,     /* rate_hz, channels; watch: it is watching now */
    PLATFORM_AUDIO,       /* samples, frames, channels, time_us, gap, dropped */
    PLATFORM_CHANGED,     /* change, device, value, time_us */
    PLATFORM_APPLIED,     /* applied, before, after */
    PLATFORM_FAILED,      /* failure, step, text, code: of the sound system, not of us */
    PLATFORM_ENDED        /* status, step, alive, signal, code, text, ms: always the last of an operation */
} platform_message_type;

typedef enum {
    PLATFORM_CHANGED_DEVICES = 1,
    PLATFORM_CHANGED_DEFAULT,
    PLATFORM_CHANGED_VOLUME,
    PLATFORM_CHANGED_MUTE
} platform_change;

typedef enum {
    PLATFORM_APPLY_OK = 0,
    PLATFORM_APPLY_STALE,
    PLATFORM_APPLY_GONE,
    PLATFORM_APPLY_REFUSED,
    PLATFORM_APPLY_UNSUPPORTED,
    PLATFORM_APPLY_NOT_KEPT
} platform_applied;

typedef enum {
    PLATFORM_FAILURE_OTHER = 0,
    PLATFORM_FAILURE_DENIED,
    PLATFORM_FAILURE_BUSY,
    PLATFORM_FAILURE_GONE, /* no such device when it was opened */
    PLATFORM_FAILURE_FORMAT,
    PLATFORM_FAILURE_NO_SERVER,
    PLATFORM_FAILURE_LOST,   /* device or server went away in mid-stream */
    PLATFORM_FAILURE_MOVED,  /* to another device: `text` */
    PLATFORM_FAILURE_MISSING /* a library the helper needs */
} platform_failure;

/** What an operation has to say. Pointers are valid until the next call of `next`. */
typedef struct {
    platform_message_type type;
    uint32_t operation; /* number that `start` gave */
    const facts *facts;
    const float *samples; /* interleaved; NULL with frames > 0: a hole */
    uint32_t frames, channels, rate_hz;
    uint32_t gap, dropped; /* as in protocol_audio: lost by the system in this block; lost by us, in all */
    int64_t time_us;
    platform_change change;
    const char *device;
    int32_t value;
    platform_applied applied;
    const char *before, *after;
    platform_failure failure;
    int32_t status;   /* FACT_probe_status_* */
    const char *step; /* the call it was in, or "" */
    int32_t alive;    /* timeout: FACT_YES if our side still answered while that call hung */
    int32_t signal;   /* that ended it, or -1 */
    int32_t code;     /* exit status, or the failing API's number */
    const char *text;
    double ms; /* how long the operation ran */
} platform_message;

typedef struct {
    /** "system", "sim" or "none". */
    const char *name;

    /** Makes an instance. Looks at nothing yet. @return NULL: no memory or descriptors. */
    platform *(*create)(const platform_settings *settings);

    /** Ends everything that runs, at once; leaves no process, thread or descriptor behind. NULL is allowed.
     */
    void (*destroy)(platform *p);

    /** Its monotonic clock in microseconds; a simulation has one of its own. Any thread. */
    int64_t (*now)(platform *p);

    /** The names of its probes, NULL at the end. A diagnosis starts them all side by side. */
    const char *const *(*probes)(platform *p);

    /** Optional (NULL): adds what can be seen from the host process itself without blocking: sandbox,
     * container, session. */
    void (*look)(platform *p, facts *into);

    /** Name of its watcher, or NULL: it cannot watch. */
    const char *(*watcher)(platform *p);

    /**
     * Starts an operation. Never fails by itself: what cannot be started ends with ENDED and the reason.
     * @return its number, 1 or more; 0: no memory, nothing was started.
     */
    uint32_t (*start)(platform *p, const platform_request *request);

    /** Ends an operation at once; no message of it follows, ENDED neither. Unknown numbers are left alone. */
    void (*stop)(platform *p, uint32_t operation);

    /**
     * Takes one message, or waits for one.
     * @param until_us  on `now`'s clock; in the past: does not wait.
     * @return its type, also in `out`.
     */
    platform_message_type (*next)(platform *p, int64_t until_us, platform_message *out);

    /** Ends a running or the next wait of `next`. Any thread. */
    void (*wake)(platform *p);

    /** Names this computer in fix keys: a key made elsewhere is refused. Never NULL, without spaces and
     * slashes. */
    const char *(*machine)(platform *p);

    /** Optional (NULL): changes the described computer; see mic_diag_simulate(). @return a mic_diag_result.
     */
    int32_t (*simulate)(platform *p, const char *what, char *error, uint32_t error_size);

    /**
     * Optional (NULL): facts that stand for listening (open, stream, signal), for a replayed report.
     * @return true: `into` has them, and the microphone is not to be opened.
     */
    bool (*replay)(platform *p, facts *into);
} platform_operations;

struct platform {
    const platform_operations *does;
};

extern const platform_operations platform_system;
extern const platform_operations platform_sim;
extern const platform_operations platform_none;

/* The built-in scenarios of platform_sim. Any thread; "" beyond the end. */
uint32_t sim_scenario_count(void);
const char *sim_scenario_name(uint32_t index);
const char *sim_scenario_text(uint32_t index);

#endif
