/*
 * mic_diag - find out why a microphone does not work.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_H
#define MIC_DIAG_H

#include <stdint.h>

/**
 * @file mic_diag.h
 * @brief The whole public interface of mic_diag.
 *
 * The shortest useful program:
 *
 * @code
 * mic_diag_context *ctx = NULL;
 * mic_diag_report *report = NULL;
 * if (mic_diag_context_create("my program", &ctx) == MIC_DIAG_OK &&
 *     mic_diag_diagnose(ctx, NULL, &report) == MIC_DIAG_OK) {
 *     puts(mic_diag_report_summary(report));
 * }
 * mic_diag_report_free(report);
 * mic_diag_context_free(ctx);
 * @endcode
 *
 * How the library works: it *looks* at the system and keeps what it saw as
 * facts, each with its source; it *listens*, and measures the sound; pure checks
 * judge both. The result is a report: a verdict, findings with their evidence,
 * and the fixes that would help. Nothing on the system changes, and the user is
 * asked nothing, unless you call the function that says so.
 *
 * @par Rules that hold for every function
 * - **Text** is UTF-8 (on Windows too), ends in NUL, and belongs to the object it
 *   came from, until that object is freed. The caller never frees text. Getters
 *   return "" where there is nothing to say, never NULL.
 * - **Handles** are opaque. Free each with its own `_free` function, which
 *   accepts NULL. A `const` handle lives as long as the object it came from.
 * - **NULL and out-of-range indexes** are accepted: getters return their unknown
 *   value (#MIC_DIAG_UNKNOWN, NaN, "" or 0 for counts), other functions
 *   #MIC_DIAG_ERROR_INVALID. Output handles are set to NULL on failure.
 * - **Results**: 0 is success, negative is failure. mic_diag_result_text() says
 *   what a result means, mic_diag_context_error() what happened.
 * - **Unknown is not fine**: what a platform cannot tell is unknown, never guessed.
 * - **Threads**: different objects may be used at once. A context serves one call
 *   at a time: a second thread gets #MIC_DIAG_ERROR_BUSY at once. Reports, facts
 *   and device lists never change, so any number of threads may read them.
 *   Functions marked "any thread" may be called at any time, also beside a running
 *   call on the same object. `_free` is called last, by one thread.
 * - **Callbacks**: there are none. Poll mic_diag_next_event(), or wait for
 *   mic_diag_event_handle() in the event loop you already have.
 * - **Time**: every call returns within its timeout plus 250 ms even when a sound
 *   server or driver hangs; what hung is answered "unknown" and named.
 * - **Structures** start with `struct_size`; fill them with their `_init`
 *   function. They only grow at their end. A size of 0 or one that is too short
 *   for the first version is #MIC_DIAG_ERROR_INVALID.
 *
 * All numbers are fixed-width; enumerations are `int32_t`.
 */

#if defined(_WIN32)
#  define MIC_DIAG_CALL __cdecl
#else
#  define MIC_DIAG_CALL
#endif
#if defined(MIC_DIAG_STATIC)
#  define MIC_DIAG_API
#elif defined(_WIN32) && defined(MIC_DIAG_BUILDING)
#  define MIC_DIAG_API __declspec(dllexport)
#elif defined(_WIN32)
#  define MIC_DIAG_API __declspec(dllimport)
#else
#  define MIC_DIAG_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** @defgroup version Version
 * @{ */

#define MIC_DIAG_VERSION_MAJOR 0
#define MIC_DIAG_VERSION_MINOR 1
#define MIC_DIAG_VERSION_PATCH 0
#define MIC_DIAG_VERSION_NUMBER \
    (MIC_DIAG_VERSION_MAJOR * 10000 + MIC_DIAG_VERSION_MINOR * 100 + MIC_DIAG_VERSION_PATCH)
/** Binary interface that this header describes; compare with mic_diag_abi(). */
#define MIC_DIAG_ABI 0

/** Version of the library that was loaded, as #MIC_DIAG_VERSION_NUMBER. Any thread. */
MIC_DIAG_API uint32_t MIC_DIAG_CALL mic_diag_version(void);
/** The same as text, such as "0.1.0". Any thread. */
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_version_text(void);
/** Binary interface of the library: a program runs with any library that has its own. Any thread. */
MIC_DIAG_API uint32_t MIC_DIAG_CALL mic_diag_abi(void);

/**
 * Value of a public constant by its name, so that bindings need not copy numbers. Any thread.
 * @param name      e.g. "MIC_DIAG_SEVERITY_PROBLEM".
 * @param fallback  returned for a name this library does not know.
 */
MIC_DIAG_API int32_t MIC_DIAG_CALL mic_diag_constant(const char *name, int32_t fallback);
/**
 * Name of a value, for logs: ("severity", 2) gives "problem". Any thread.
 * @param kind  "result", "answer", "severity", "verdict", "status", "device_state",
 *              "fix_kind", "monitor_state", "event" or "sample_format". Unknown ones give "".
 */
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_name(const char *kind, int32_t value);

/** @} */
/** @defgroup results Results
 * @{ */

typedef int32_t mic_diag_result;
enum {
    MIC_DIAG_OK                  =   0,
    MIC_DIAG_ERROR_INVALID       =  -1, /**< An argument was wrong: a bug in the caller. */
    MIC_DIAG_ERROR_NO_MEMORY     =  -2,
    MIC_DIAG_ERROR_NOT_FOUND     =  -3, /**< No such device, fix, finding or scenario. */
    MIC_DIAG_ERROR_UNSUPPORTED   =  -4, /**< Not possible on this platform or in this build. */
    MIC_DIAG_ERROR_DENIED        =  -5, /**< The system or the user said no. */
    MIC_DIAG_ERROR_BUSY          =  -6, /**< Another call is running on this object, or another program holds it. */
    MIC_DIAG_ERROR_TIMEOUT       =  -7, /**< The system did not answer in time. */
    MIC_DIAG_ERROR_CANCELLED     =  -8,
    MIC_DIAG_ERROR_SYSTEM        =  -9, /**< The system failed; see mic_diag_context_error(). */
    MIC_DIAG_ERROR_STALE         = -10, /**< What the fix rests on no longer holds; nothing was changed. */
    MIC_DIAG_ERROR_NOT_EFFECTIVE = -11, /**< The fix was carried out, and the problem is still there. */
    MIC_DIAG_ERROR_FORKED        = -12  /**< This process was forked after the object was made. */
};

/** One sentence for a result. Any thread. */
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_result_text(mic_diag_result result);

/** An answer that may be missing. */
typedef int32_t mic_diag_answer;
enum { MIC_DIAG_UNKNOWN = -1, MIC_DIAG_NO = 0, MIC_DIAG_YES = 1 };

/** @} */
/** @defgroup context Context
 * @{ */

typedef struct mic_diag_context mic_diag_context;

/**
 * Makes a context for this computer. Looks at nothing yet, starts no thread and no process.
 * @param app_name  how the program shows up in the system's sound settings, or NULL.
 */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL
mic_diag_context_create(const char *app_name, mic_diag_context **out);

/** Makes a context in which a described computer stands in for the real one; see mic_diag_simulate(). */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL
mic_diag_context_create_simulated(const char *app_name, mic_diag_context **out);

/** Ends running work and frees the context. Waits at most a second. */
MIC_DIAG_API void MIC_DIAG_CALL mic_diag_context_free(mic_diag_context *ctx);

/**
 * What the last call on this context ran into, "" if it did not fail. Valid until the next call on it. BUSY, and
 * functions that any thread may call beside a call, leave no text.
 */
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_context_error(const mic_diag_context *ctx);

/**
 * Sets how this context works. Unknown keys are #MIC_DIAG_ERROR_NOT_FOUND.
 * - "call-timeout-ms": for calls without a timeout of their own; default 3000.
 * - "language": for texts, such as "de"; unknown languages fall back to English.
 * - "helper-program": absolute path of mic-diag-helper, where it is not beside the library. Before the first look.
 */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL
mic_diag_context_configure(mic_diag_context *ctx, const char *key, const char *value);

/**
 * Tells what only the program knows, each "yes", "no" or "unknown": "muted" (its own mute), "transmitting"
 * (push-to-talk), "prompted" (it asks the person to speak when #MIC_DIAG_EVENT_SPEAK comes; without that, silence
 * is never taken for a fault of the hardware). Unknown facts are #MIC_DIAG_ERROR_NOT_FOUND.
 */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL
mic_diag_context_tell(mic_diag_context *ctx, const char *fact, const char *value);

/**
 * Changes the simulated computer.
 * @param what  a scenario name; facts or a whole report as JSON (it replaces the computer); or a step, such
 *              as "unplug usb-headset", "mute builtin", "speak", "advance 500" (milliseconds). Real time runs
 *              until the first "advance"; from then on time moves by "advance" alone, or, after "advance auto",
 *              as fast as the library asks for it: a diagnosis of seconds then takes milliseconds.
 * @return #MIC_DIAG_ERROR_UNSUPPORTED on a context for this computer, #MIC_DIAG_ERROR_NOT_FOUND for a word that is
 *         no scenario, step or device, #MIC_DIAG_ERROR_INVALID for broken JSON; the error text says where.
 */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL mic_diag_simulate(mic_diag_context *ctx, const char *what);

/** Built-in scenarios, one for each thing that can be wrong. Any thread. */
MIC_DIAG_API uint32_t MIC_DIAG_CALL mic_diag_scenario_count(void);
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_scenario_name(uint32_t index);
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_scenario_text(uint32_t index);

/** @} */
/** @defgroup facts Facts and devices
 * @{ */

typedef struct mic_diag_facts mic_diag_facts;     /**< What was seen, once; never changes. */
typedef struct mic_diag_device mic_diag_device;   /**< One input; lives as long as its facts. */

typedef int32_t mic_diag_device_state;
enum {
    MIC_DIAG_DEVICE_UNKNOWN   = -1,
    MIC_DIAG_DEVICE_ACTIVE    = 0,
    MIC_DIAG_DEVICE_DISABLED  = 1, /**< Switched off in the system's settings. */
    MIC_DIAG_DEVICE_UNPLUGGED = 2, /**< The jack is known, nothing is in it. */
    MIC_DIAG_DEVICE_ABSENT    = 3, /**< Known from before, not connected now. */
    MIC_DIAG_DEVICE_FAULTY    = 4  /**< Its driver reports a problem. */
};

/**
 * Looks at the system. Opens no microphone and lights no indicator.
 * @param timeout_ms  0: the context's "call-timeout-ms".
 */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL
mic_diag_facts_read(mic_diag_context *ctx, uint32_t timeout_ms, mic_diag_facts **out);
MIC_DIAG_API void MIC_DIAG_CALL mic_diag_facts_free(mic_diag_facts *facts);
/** Everything seen, with its source, as JSON. mic_diag_simulate() takes it back. */
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_facts_json(const mic_diag_facts *facts);

/** Every input the system knows, including disabled and unplugged ones. */
MIC_DIAG_API uint32_t MIC_DIAG_CALL mic_diag_device_count(const mic_diag_facts *facts);
MIC_DIAG_API const mic_diag_device *MIC_DIAG_CALL
mic_diag_device_at(const mic_diag_facts *facts, uint32_t index);
MIC_DIAG_API const mic_diag_device *MIC_DIAG_CALL
mic_diag_device_find(const mic_diag_facts *facts, const char *id);

/** Stable across restarts; pass it back to this library, do not take it apart. */
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_device_id(const mic_diag_device *device);
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_device_name(const mic_diag_device *device);
MIC_DIAG_API mic_diag_device_state MIC_DIAG_CALL mic_diag_device_get_state(const mic_diag_device *device);
MIC_DIAG_API mic_diag_answer MIC_DIAG_CALL mic_diag_device_is_default(const mic_diag_device *device);
/** Default for calls, where the system keeps a separate one (Windows). */
MIC_DIAG_API mic_diag_answer MIC_DIAG_CALL
mic_diag_device_is_communications_default(const mic_diag_device *device);
/** It records what the computer plays, not a person. */
MIC_DIAG_API mic_diag_answer MIC_DIAG_CALL mic_diag_device_is_monitor(const mic_diag_device *device);
MIC_DIAG_API mic_diag_answer MIC_DIAG_CALL mic_diag_device_is_muted(const mic_diag_device *device);
/** Volume in dB relative to unity; NaN if unknown. */
MIC_DIAG_API float MIC_DIAG_CALL mic_diag_device_volume_db(const mic_diag_device *device);
/** Everything known about the device, as JSON. */
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_device_json(const mic_diag_device *device);

/** @} */
/** @defgroup diagnosis Diagnosis
 * @{ */

typedef struct mic_diag_report mic_diag_report;   /**< A result that never changes. */
typedef struct mic_diag_finding mic_diag_finding; /**< Lives as long as its report. */
typedef struct mic_diag_fix mic_diag_fix;         /**< Lives as long as its report. */

/** How a diagnosis runs. */
typedef struct mic_diag_options {
    uint32_t struct_size;    /**< Set by mic_diag_options_init(). */
    uint32_t timeout_ms;     /**< For everything together. Default 15000. */
    uint32_t listen_ms;      /**< From the first sound on; 0: open no microphone. Default 6000. */
    int32_t  stop_early;     /**< 1: stop listening once the answer is certain. Default 1. */
    int32_t  reserved;       /**< 0. */
    const char *device_id;   /**< Microphone meant; NULL: the default one. */
    const char *device_name; /**< Its name when it was chosen, to find it again under another id; NULL: none. */
    const char *only;        /**< Run only these checks, e.g. "default.none,default.is-monitor"; NULL: all.
                                  One that does not exist is #MIC_DIAG_ERROR_NOT_FOUND. */
    const char *off;         /**< Finding ids that are switched off, separated by commas; NULL: none. */
} mic_diag_options;

MIC_DIAG_API void MIC_DIAG_CALL mic_diag_options_init(mic_diag_options *options, uint32_t struct_size);

/** Runs all checks and waits for them. Returns #MIC_DIAG_OK also when problems were found. */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL
mic_diag_diagnose(mic_diag_context *ctx, const mic_diag_options *options, mic_diag_report **out);

/**
 * Starts the same in the background: #MIC_DIAG_EVENT_PROGRESS, #MIC_DIAG_EVENT_SPEAK when the person should
 * speak, then #MIC_DIAG_EVENT_REPORT. A report that was not taken is dropped by the next start.
 * @return the run's number (1 or more, `run` in its events), or a negative mic_diag_result.
 */
MIC_DIAG_API int32_t MIC_DIAG_CALL
mic_diag_diagnose_start(mic_diag_context *ctx, const mic_diag_options *options);
/** Hands over the report once; #MIC_DIAG_ERROR_BUSY before it is there, #MIC_DIAG_ERROR_CANCELLED if it never will be. */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL
mic_diag_diagnose_take(mic_diag_context *ctx, mic_diag_report **out);
/** Makes what runs now return #MIC_DIAG_ERROR_CANCELLED within 200 ms, a wait for events too. Any thread. */
MIC_DIAG_API void MIC_DIAG_CALL mic_diag_cancel(mic_diag_context *ctx);

MIC_DIAG_API void MIC_DIAG_CALL mic_diag_report_free(mic_diag_report *report);

typedef int32_t mic_diag_verdict;
enum {
    MIC_DIAG_VERDICT_UNSURE      = 0, /**< Not enough was learned, for instance nobody spoke. */
    MIC_DIAG_VERDICT_WORKS       = 1, /**< Speech was heard, and nothing is wrong with it. */
    MIC_DIAG_VERDICT_WORKS_BADLY = 2, /**< Speech was heard, with warnings. */
    MIC_DIAG_VERDICT_BROKEN      = 3  /**< Nobody would hear the user; the first finding says why. */
};

typedef int32_t mic_diag_severity;
enum {
    MIC_DIAG_SEVERITY_INFO    = 0, /**< Worth knowing. */
    MIC_DIAG_SEVERITY_WARNING = 1, /**< Works, but badly. */
    MIC_DIAG_SEVERITY_PROBLEM = 2  /**< Explains why nobody hears the user. */
};

typedef int32_t mic_diag_status;
enum {
    MIC_DIAG_STATUS_UNKNOWN = -1, /**< What it needs is unknown; see its reason. */
    MIC_DIAG_STATUS_PASSED  = 1,
    MIC_DIAG_STATUS_FAILED  = 2,
    MIC_DIAG_STATUS_SKIPPED = 3   /**< Switched off, or not meaningful on this system. */
};

enum {
    MIC_DIAG_REDACT    = 1, /**< Names, serials and ids are replaced, the same one by the same word. */
    MIC_DIAG_TELEMETRY = 2  /**< Ids, statuses and numbers only: no text a person wrote or chose. */
};

/** The one answer a program needs. */
MIC_DIAG_API mic_diag_verdict MIC_DIAG_CALL mic_diag_report_verdict(const mic_diag_report *report);
/** One sentence for the user. */
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_report_summary(const mic_diag_report *report);
/** The whole report. Its form is include/mic_diag_report.schema.json and only ever grows. @param flags 0, or #MIC_DIAG_REDACT, #MIC_DIAG_TELEMETRY. */
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_report_json(const mic_diag_report *report, uint32_t flags);
/** The whole report for a terminal or a support ticket. @param flags 0 or #MIC_DIAG_REDACT. */
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_report_text(const mic_diag_report *report, uint32_t flags);

/** Checks in the order they were made: what passed is as telling as what failed. A check has its finding's id. */
MIC_DIAG_API uint32_t MIC_DIAG_CALL mic_diag_report_check_count(const mic_diag_report *report);
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_report_check_id(const mic_diag_report *report, uint32_t index);
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_report_check_title(const mic_diag_report *report, uint32_t index);
MIC_DIAG_API mic_diag_status MIC_DIAG_CALL mic_diag_report_check_status(const mic_diag_report *report, uint32_t index);
/** Why it is unknown or was skipped. */
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_report_check_reason(const mic_diag_report *report, uint32_t index);

/** Findings: root problems in the order of the chain, each followed by its consequences; then warnings; then info. */
MIC_DIAG_API uint32_t MIC_DIAG_CALL mic_diag_report_finding_count(const mic_diag_report *report);
MIC_DIAG_API const mic_diag_finding *MIC_DIAG_CALL
mic_diag_report_finding(const mic_diag_report *report, uint32_t index);

/** Name that never changes meaning, e.g. "permission.denied"; see lib/checks/README.md. */
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_finding_id(const mic_diag_finding *finding);
MIC_DIAG_API mic_diag_severity MIC_DIAG_CALL mic_diag_finding_severity(const mic_diag_finding *finding);
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_finding_title(const mic_diag_finding *finding);
/** Why we think so, with the figures seen. */
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_finding_explanation(const mic_diag_finding *finding);
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_finding_device_id(const mic_diag_finding *finding);
/** The finding that this one is a consequence of; NULL: none. */
MIC_DIAG_API const mic_diag_finding *MIC_DIAG_CALL mic_diag_finding_cause(const mic_diag_finding *finding);
/** The figures behind it: key, and value as text. */
MIC_DIAG_API uint32_t MIC_DIAG_CALL mic_diag_finding_evidence_count(const mic_diag_finding *finding);
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_finding_evidence_key(const mic_diag_finding *finding, uint32_t index);
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_finding_evidence_value(const mic_diag_finding *finding, uint32_t index);
MIC_DIAG_API uint32_t MIC_DIAG_CALL mic_diag_finding_fix_count(const mic_diag_finding *finding);
MIC_DIAG_API const mic_diag_fix *MIC_DIAG_CALL
mic_diag_finding_fix(const mic_diag_finding *finding, uint32_t index);

/** @} */
/** @defgroup fixes Fixes
 * @{ */

typedef int32_t mic_diag_fix_kind;
enum {
    MIC_DIAG_FIX_STEPS    = 0, /**< Something the user does by hand: see the text. */
    MIC_DIAG_FIX_SETTINGS = 1, /**< Opens the right page of the system's settings. */
    MIC_DIAG_FIX_CHANGE   = 2, /**< Changes one setting; can be undone. */
    MIC_DIAG_FIX_ASK      = 3, /**< Lets the system ask for permission. */
    MIC_DIAG_FIX_ACTION   = 4, /**< Does something once, such as restarting a service. */
    MIC_DIAG_FIX_HOST     = 5  /**< Something only the calling program can do: see the text and device. */
};
enum {
    MIC_DIAG_FIX_NEEDS_ADMIN     = 1,
    MIC_DIAG_FIX_INTERRUPTS_SOUND = 2,
    MIC_DIAG_FIX_CAN_UNDO        = 4
};

/** Names the fix, self-contained: it may be stored, sent to another thread and used after the report is gone. */
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_fix_key(const mic_diag_fix *fix);
MIC_DIAG_API mic_diag_fix_kind MIC_DIAG_CALL mic_diag_fix_get_kind(const mic_diag_fix *fix);
MIC_DIAG_API uint32_t MIC_DIAG_CALL mic_diag_fix_flags(const mic_diag_fix *fix);
/** Label for a button, such as "Unmute the microphone". */
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_fix_title(const mic_diag_fix *fix);
/** What will happen, or what to do, one step per line. */
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_fix_text(const mic_diag_fix *fix);
/** Address of the settings page, for a program that opens it itself; "" if none. */
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_fix_target(const mic_diag_fix *fix);
MIC_DIAG_API const char *MIC_DIAG_CALL mic_diag_fix_device_id(const mic_diag_fix *fix);

/**
 * Carries a fix out, then looks whether it helped. Call it only when the user chose that fix. What the finding
 * rests on is read again first: #MIC_DIAG_ERROR_STALE if it no longer holds. A key from a simulated computer
 * or another machine's report is #MIC_DIAG_ERROR_INVALID here.
 */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL mic_diag_fix_apply(mic_diag_context *ctx, const char *key);
/** Starts the same in the background; #MIC_DIAG_EVENT_FIX brings the result. */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL mic_diag_fix_start(mic_diag_context *ctx, const char *key);
/** Takes a #MIC_DIAG_FIX_CHANGE back, unless someone else changed the setting since (#MIC_DIAG_ERROR_STALE). */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL mic_diag_fix_undo(mic_diag_context *ctx, const char *key);

/** @} */
/** @defgroup signal Signal
 * Judges sound. The analyzer takes samples you have; the monitor records them itself.
 * @{ */

/** Levels; dB are relative to full scale (dBFS), and NaN where nothing is known yet. */
typedef struct mic_diag_levels {
    uint32_t struct_size;     /**< Set by mic_diag_levels_init(). */
    uint32_t channels;
    uint64_t frames;          /**< Frames seen since the start. */
    float    rms_dbfs;        /**< Last 100 ms, loudest channel; -120 or less is silence. */
    float    peak_dbfs;       /**< Last 100 ms, any channel. */
    float    noise_dbfs;      /**< Background, last 5 s. */
    float    speech_dbfs;     /**< Active speech level, last 5 s of speech; NaN: none heard. */
    float    speech_now;      /**< 1 while speech is heard, 0 while not. */
    float    speech_ratio;    /**< How much of the last 5 s held speech, 0 to 1. */
    uint32_t clipped;         /**< Clipped frames in the last 5 s. */
    uint32_t dropouts;        /**< Dropouts in the last 5 s. */
    uint32_t dead_channels;   /**< Bit n set: channel n has been silent while another was not. */
    uint32_t reserved;        /**< 0. */
} mic_diag_levels;

MIC_DIAG_API void MIC_DIAG_CALL mic_diag_levels_init(mic_diag_levels *levels, uint32_t struct_size);

/** Levels of a running diagnosis, for a meter; #MIC_DIAG_ERROR_NOT_FOUND while it does not listen. Any thread. */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL
mic_diag_diagnose_levels(const mic_diag_context *ctx, mic_diag_levels *levels);

typedef int32_t mic_diag_sample_format;
enum {
    MIC_DIAG_SAMPLE_F32 = 0, /**< -1 to 1; NaN, infinity and |x| > 16 are counted as faults. */
    MIC_DIAG_SAMPLE_S16 = 1,
    MIC_DIAG_SAMPLE_S24 = 2, /**< Packed, 3 bytes, native byte order. */
    MIC_DIAG_SAMPLE_S32 = 3
};
enum {
    MIC_DIAG_PUSH_OVERFLOW      = 1, /**< Sound was lost before these samples. */
    MIC_DIAG_PUSH_DISCONTINUITY = 2  /**< These samples do not follow the last ones: device change, unmute. */
};

typedef struct mic_diag_analyzer mic_diag_analyzer;

/**
 * Needs no context and no sound system. One thread pushes; any other thread may call
 * levels and report meanwhile. Pushing never waits and never allocates.
 * @param sample_rate  8000 to 192000 Hz.  @param channels  1 to 32.
 */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL
mic_diag_analyzer_create(uint32_t sample_rate, uint32_t channels, mic_diag_analyzer **out);
MIC_DIAG_API void MIC_DIAG_CALL mic_diag_analyzer_free(mic_diag_analyzer *analyzer);
/** Forgets what was heard, for instance after a device change. By the pushing thread. */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL mic_diag_analyzer_reset(mic_diag_analyzer *analyzer);
/**
 * Takes interleaved samples. Real-time safe.
 * @param time_us  when the first frame was recorded, on any steady clock; 0: unknown.
 * @param flags    0, or #MIC_DIAG_PUSH_OVERFLOW, #MIC_DIAG_PUSH_DISCONTINUITY.
 */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL
mic_diag_analyzer_push(mic_diag_analyzer *analyzer, const void *samples, uint32_t frames,
                       mic_diag_sample_format format, int64_t time_us, uint32_t flags);
/** Lock-free. Any thread. */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL
mic_diag_analyzer_levels(const mic_diag_analyzer *analyzer, mic_diag_levels *levels);
/** Judges all samples so far, every measured quantity in its JSON. May be called again after more. Any thread. */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL
mic_diag_analyzer_report(const mic_diag_analyzer *analyzer, mic_diag_report **out);

typedef struct mic_diag_monitor mic_diag_monitor;

typedef int32_t mic_diag_monitor_state;
enum {
    MIC_DIAG_MONITOR_UNKNOWN  = -1,
    MIC_DIAG_MONITOR_STARTING = 0,
    MIC_DIAG_MONITOR_LIVE     = 1, /**< Sound arrives. */
    MIC_DIAG_MONITOR_STALLED  = 2, /**< Open, but nothing has arrived for a while. */
    MIC_DIAG_MONITOR_LOST     = 3, /**< Unplugged, moved to another device, or the server died. */
    MIC_DIAG_MONITOR_REFUSED  = 4  /**< Could not be opened; its report says why. */
};

/**
 * Starts recording in the background. One monitor a context; a diagnosis of the same microphone shares its
 * stream when the monitor was opened first. Returns at once; what opening came to is its state.
 * @param device_id  NULL: the default microphone.
 */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL
mic_diag_monitor_open(mic_diag_context *ctx, const char *device_id, mic_diag_monitor **out);
/** Stops recording. Waits at most a second. Before the context is freed. */
MIC_DIAG_API void MIC_DIAG_CALL mic_diag_monitor_free(mic_diag_monitor *monitor);
/** Any thread. */
MIC_DIAG_API mic_diag_monitor_state MIC_DIAG_CALL mic_diag_monitor_get_state(const mic_diag_monitor *monitor);
/** #MIC_DIAG_ERROR_NOT_FOUND until sound arrives. Any thread. */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL
mic_diag_monitor_levels(const mic_diag_monitor *monitor, mic_diag_levels *levels);
/** Judges what was seen and heard so far; #MIC_DIAG_ERROR_BUSY until it has looked at the system. Any thread. */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL
mic_diag_monitor_report(const mic_diag_monitor *monitor, mic_diag_report **out);
/** Rate in Hz and channels of what mic_diag_monitor_read() gives; 0 until sound arrives. */
MIC_DIAG_API mic_diag_result MIC_DIAG_CALL
mic_diag_monitor_format(const mic_diag_monitor *monitor, uint32_t *rate, uint32_t *channels);
/**
 * Takes recorded sound, interleaved, so that the person can hear it.
 * @param max_samples  room in `samples`: floats, not frames.
 * @return floats written, a whole number of frames; or a negative mic_diag_result.
 */
MIC_DIAG_API int32_t MIC_DIAG_CALL
mic_diag_monitor_read(mic_diag_monitor *monitor, float *samples, uint32_t max_samples);

/** @} */
/** @defgroup events Events
 * @{ */

typedef int32_t mic_diag_event_type;
enum {
    MIC_DIAG_EVENT_NONE       = 0,
    MIC_DIAG_EVENT_DEVICES    = 1,  /**< The list changed, or watching has just begun: read the facts again. */
    MIC_DIAG_EVENT_DEFAULT    = 2,  /**< Another device is the default now. */
    MIC_DIAG_EVENT_VOLUME     = 4,  /**< `value` is the volume in hundredths of a dB. */
    MIC_DIAG_EVENT_MUTE       = 5,  /**< `value` is a mic_diag_answer. */
    MIC_DIAG_EVENT_MONITOR    = 6,  /**< `value` is the mic_diag_monitor_state. */
    MIC_DIAG_EVENT_PROGRESS   = 7,  /**< `value` is percent, `text` the step. */
    MIC_DIAG_EVENT_SPEAK      = 8,  /**< The person should speak now; `value` is how many ms are left. */
    MIC_DIAG_EVENT_REPORT     = 9,  /**< `value` is the mic_diag_result; take the report. */
    MIC_DIAG_EVENT_FIX        = 10, /**< `value` is the mic_diag_result, `text` the fix's key. */
    MIC_DIAG_EVENT_OVERFLOW   = 12  /**< Events were lost: ask for everything again. */
};

typedef struct mic_diag_event {
    uint32_t struct_size;     /**< Set by mic_diag_event_init(). */
    mic_diag_event_type type;
    int64_t  time_us;         /**< Monotonic clock. */
    uint64_t frame;           /**< Position in the stream, where it is about sound; else 0. */
    int32_t  value;
    int32_t  run;             /**< Number of the diagnosis it belongs to, or 0. */
    const char *device_id;    /**< "" if none. Valid until the next event is taken. */
    const char *text;         /**< "" if none. Valid until the next event is taken. */
} mic_diag_event;

MIC_DIAG_API void MIC_DIAG_CALL mic_diag_event_init(mic_diag_event *event, uint32_t struct_size);

/**
 * Takes the next event; the first call starts watching. One thread at a time, also beside a running call.
 * @param wait_ms  how long to wait for one; 0: not at all (no system call when there is none).
 * @return 1: an event was taken; 0: there is none; negative: a mic_diag_result.
 */
MIC_DIAG_API int32_t MIC_DIAG_CALL
mic_diag_next_event(mic_diag_context *ctx, uint32_t wait_ms, mic_diag_event *event);
/**
 * Readable (POSIX descriptor) or signalled (Windows HANDLE, manual reset) while events wait; -1 if there is
 * none on this platform. Level-triggered, owned by the context: stop watching it before freeing the context.
 */
MIC_DIAG_API int64_t MIC_DIAG_CALL mic_diag_event_handle(mic_diag_context *ctx);

/** @} */

#ifdef __cplusplus
}
#endif
#endif /* MIC_DIAG_H */
