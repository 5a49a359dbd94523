/*
 * mic_diag - checks: pure functions over facts. No I/O, no clock, no memory of earlier runs.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_CHECK_H
#define MIC_DIAG_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "facts/facts.h"

/* The numbers of the public enumerations of mic_diag.h (a test keeps them in step). */
enum { CHECK_INFO = 0, CHECK_WARNING = 1, CHECK_PROBLEM = 2 };
enum { CHECK_UNKNOWN = -1, CHECK_PASSED = 1, CHECK_FAILED = 2, CHECK_SKIPPED = 3 };
enum { FIX_STEPS = 0, FIX_SETTINGS = 1, FIX_CHANGE = 2, FIX_ASK = 3, FIX_ACTION = 4, FIX_HOST = 5 };
enum { FIX_NEEDS_ADMIN = 1, FIX_INTERRUPTS_SOUND = 2, FIX_CAN_UNDO = 4 };

enum { FINDING_EVIDENCE_MAX = 16, FINDING_FIXES_MAX = 6, CHECK_NEEDS_MAX = 6 };

typedef struct check check;

typedef enum { EVIDENCE_TEXT, EVIDENCE_INTEGER, EVIDENCE_REAL, EVIDENCE_ANSWER } evidence_type;

/** One figure behind a finding. `key` is a placeholder in its words and a key in its JSON. */
typedef struct {
    const char *key;
    evidence_type type;
    const char *text; /* lives with the facts or is a literal */
    int64_t integer;
    double real;
} evidence;

/** A fix as data; its words have the key "fix.<action>". */
typedef struct {
    const char
        *action;  /* "mute", "volume" (what a platform can apply); else the name of steps or of a page */
    int32_t kind; /* FIX_* */
    uint32_t flags;
    const char *device; /* id, or NULL */
    const char *seen;   /* FIX_CHANGE: the value it is judged by, as the platform's apply takes it */
    const char *wanted; /* FIX_CHANGE */
    const char *target; /* FIX_SETTINGS: what opens the page; FIX_HOST: the device to choose instead */
} finding_fix;

typedef struct {
    const check *check;
    /* Where its words are: keys "<words>.title" and "<words>.text". The check's id, or the id and a variant
     * ("use.busy.holder") where another sentence fits. */
    const char *words;
    int32_t
        severity; /* may differ from the check's usual one (speech in the samples makes volume.muted info) */
    const char *device;   /* id it is about; NULL: the system */
    bool contradicted;    /* a more believed fact says otherwise: never makes the verdict broken */
    bool about_ourselves; /* a failure of our own looking: never makes the verdict broken */
    uint32_t evidence_count;
    evidence evidence[FINDING_EVIDENCE_MAX];
    uint32_t fix_count;
    finding_fix fixes[FINDING_FIXES_MAX];
    int32_t cause; /* index of the finding that this one is a consequence of; -1: none */
} finding;

typedef struct check_results check_results;

/** What a check looks at. */
typedef struct {
    const facts *facts;
    const fact_device *device; /* the one that is meant; NULL: none, or it is not in the list */
    const char *device_id;     /* its id, also when it is not in the list; NULL: none is meant */
    bool speech_heard;         /* the samples hold speech: the strongest fact there is */
} check_input;

/** A fact that a check cannot do without: "device.muted", "service.state", "list.devices",
 * "signal.peak_dbfs". */
typedef const char *fact_need;

enum {
    CHECK_ABOUT_OURSELVES = 1, /* a failure of our own looking: never makes the verdict broken by itself */
    CHECK_OF_DEVICE = 2,       /* about the device that is meant; without one it is unknown */
    /* With speech in the samples it cannot be what is wrong: its finding becomes info and contradicted. */
    CHECK_SPEECH_CONTRADICTS = 4,
    /* It says why nothing more can be said: among infos its finding comes first. */
    CHECK_LEADS_INFO = 8
};

struct check {
    const char *id;   /* the finding's id; never changes meaning */
    int32_t severity; /* its usual one */
    uint32_t flags;
    const char *const *explains;      /* ids of findings that are only its consequence; NULL at the end */
    fact_need needs[CHECK_NEEDS_MAX]; /* all must be known, else the check is unknown with that reason */
    void (*run)(const check_input *, const check *, check_results *);
};

/** The table in the order of the chain. */
extern const check check_table[];
extern const uint32_t check_count;
/** NULL: no such check. */
const check *check_find(const char *id);

/* ---- used by checks --------------------------------------------------------------------------------- */

/**
 * Adds a finding of a check with its usual severity and no evidence.
 * @param device_id  lives with the facts; NULL: the system.
 * @return NULL: no memory (remembered in results); the functions below accept it.
 */
finding *finding_add(check_results *results, const check *c, const char *device_id);
/** Evidence; `key` is a literal. Of two with the same key the first stays. A value that is unknown (NULL,
 * NaN, -1 of an answer) is left out: a sentence must not name it then. `value` lives with the facts or
 * results. */
void finding_text(finding *f, const char *key, const char *value);
void finding_integer(finding *f, const char *key, int64_t value);
void finding_real(finding *f, const char *key, double value);
void finding_answer(finding *f, const char *key, int32_t value);
/** A more believed fact says otherwise: info, and never a reason for "broken". */
void finding_contradict(finding *f);
/** Another severity than the check's usual one; one that is contradicted stays info. */
void finding_set_severity(finding *f, int32_t severity);
/** Other words than the check's own: a literal such as "use.busy.holder". */
void finding_set_words(finding *f, const char *words);
finding_fix *finding_add_fix(finding *f, const char *action, int32_t kind, uint32_t flags,
                             const char *device);
/** The check itself cannot tell (for instance too little was heard): unknown instead of passed. */
void check_cannot_tell(check_results *results, fact_why why);
/** The check means nothing here (the default, where another device was chosen): skipped, with the reason.
 * `reason` is a literal. */
void check_skip(check_results *results, const char *reason);
/** Status so far of the running check or one before it; CHECK_UNKNOWN for one that has not run. */
int32_t check_status_of(const check_results *results, const char *id);
/** Text that lives with the results. NULL: no memory. */
const char *check_copy_text(check_results *results, const char *text);

/* ---- running ---------------------------------------------------------------------------------------- */

/**
 * Runs the checks over facts.
 * @param only  ids separated by commas, or NULL for all. @param off  ids that are switched off, or NULL.
 * @return NULL: no memory. Keeps a reference to the facts.
 */
check_results *checks_run(const facts *f, const char *only, const char *off);
void checks_free(check_results *results);

/** Status of the i-th check of check_table, and why it is unknown or skipped ("timeout", "absent", "off" ...;
 * "" else). */
int32_t checks_status(const check_results *results, uint32_t index);
const char *checks_reason(const check_results *results, uint32_t index);
/** Findings in report order: root problems in chain order, each followed by its consequences; warnings; info.
 */
uint32_t checks_finding_count(const check_results *results);
const finding *checks_finding(const check_results *results, uint32_t index);

/** Same numbers as mic_diag_verdict. */
enum { VERDICT_UNSURE = 0, VERDICT_WORKS = 1, VERDICT_WORKS_BADLY = 2, VERDICT_BROKEN = 3 };
int32_t checks_verdict(const check_results *results);

/** What listening has shown so far: whether going on could still change the answer. */
typedef enum { LISTENING_UNDECIDED = 0, LISTENING_DECIDED = 1 } listening_state;
/** Pure: facts with open, stream and signal of a stream that still runs. Thresholds are those of the checks.
 */
listening_state checks_listening(const facts *f);
/** How long a first frame is waited for, ms: longer for Bluetooth. `device` may be NULL. */
int32_t checks_first_frame_ms(const fact_device *device);
/** After how many ms without a frame a stream counts as stalled. */
int32_t checks_stalled_ms(void);

#endif
