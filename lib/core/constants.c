/*
 * mic_diag - the names of public constants: one table for mic_diag_constant and mic_diag_name.
 *
 * SPDX-License-Identifier: MIT
 */
#include "core/constants.h"

#include <stddef.h>
#include <string.h>

#include "mic_diag.h"

typedef struct {
    const char *kind; /* as mic_diag_name takes it; "": a flag, which has no word */
    const char *name;
    const char *word;
    int32_t value;
} constant;

#define ROW(kind, name, word)                                                                                \
    {                                                                                                        \
        kind, #name, word, name                                                                              \
    }

/* A test reads the header and compares: every enumerator is here, once. */
static const constant constants[] = {
    ROW("result", MIC_DIAG_OK, "ok"),
    ROW("result", MIC_DIAG_ERROR_INVALID, "invalid"),
    ROW("result", MIC_DIAG_ERROR_NO_MEMORY, "no-memory"),
    ROW("result", MIC_DIAG_ERROR_NOT_FOUND, "not-found"),
    ROW("result", MIC_DIAG_ERROR_UNSUPPORTED, "unsupported"),
    ROW("result", MIC_DIAG_ERROR_DENIED, "denied"),
    ROW("result", MIC_DIAG_ERROR_BUSY, "busy"),
    ROW("result", MIC_DIAG_ERROR_TIMEOUT, "timeout"),
    ROW("result", MIC_DIAG_ERROR_CANCELLED, "cancelled"),
    ROW("result", MIC_DIAG_ERROR_SYSTEM, "system"),
    ROW("result", MIC_DIAG_ERROR_STALE, "stale"),
    ROW("result", MIC_DIAG_ERROR_NOT_EFFECTIVE, "not-effective"),
    ROW("result", MIC_DIAG_ERROR_FORKED, "forked"),
    ROW("answer", MIC_DIAG_UNKNOWN, "unknown"),
    ROW("answer", MIC_DIAG_NO, "no"),
    ROW("answer", MIC_DIAG_YES, "yes"),
    ROW("severity", MIC_DIAG_SEVERITY_INFO, "info"),
    ROW("severity", MIC_DIAG_SEVERITY_WARNING, "warning"),
    ROW("severity", MIC_DIAG_SEVERITY_PROBLEM, "problem"),
    ROW("verdict", MIC_DIAG_VERDICT_UNSURE, "unsure"),
    ROW("verdict", MIC_DIAG_VERDICT_WORKS, "works"),
    ROW("verdict", MIC_DIAG_VERDICT_WORKS_BADLY, "works-badly"),
    ROW("verdict", MIC_DIAG_VERDICT_BROKEN, "broken"),
    ROW("status", MIC_DIAG_STATUS_UNKNOWN, "unknown"),
    ROW("status", MIC_DIAG_STATUS_PASSED, "passed"),
    ROW("status", MIC_DIAG_STATUS_FAILED, "failed"),
    ROW("status", MIC_DIAG_STATUS_SKIPPED, "skipped"),
    ROW("device_state", MIC_DIAG_DEVICE_UNKNOWN, "unknown"),
    ROW("device_state", MIC_DIAG_DEVICE_ACTIVE, "active"),
    ROW("device_state", MIC_DIAG_DEVICE_DISABLED, "disabled"),
    ROW("device_state", MIC_DIAG_DEVICE_UNPLUGGED, "unplugged"),
    ROW("device_state", MIC_DIAG_DEVICE_ABSENT, "absent"),
    ROW("device_state", MIC_DIAG_DEVICE_FAULTY, "faulty"),
    ROW("fix_kind", MIC_DIAG_FIX_STEPS, "steps"),
    ROW("fix_kind", MIC_DIAG_FIX_SETTINGS, "settings"),
    ROW("fix_kind", MIC_DIAG_FIX_CHANGE, "change"),
    ROW("fix_kind", MIC_DIAG_FIX_ASK, "ask"),
    ROW("fix_kind", MIC_DIAG_FIX_ACTION, "action"),
    ROW("fix_kind", MIC_DIAG_FIX_HOST, "host"),
    ROW("monitor_state", MIC_DIAG_MONITOR_UNKNOWN, "unknown"),
    ROW("monitor_state", MIC_DIAG_MONITOR_STARTING, "starting"),
    ROW("monitor_state", MIC_DIAG_MONITOR_LIVE, "live"),
    ROW("monitor_state", MIC_DIAG_MONITOR_STALLED, "stalled"),
    ROW("monitor_state", MIC_DIAG_MONITOR_LOST, "lost"),
    ROW("monitor_state", MIC_DIAG_MONITOR_REFUSED, "refused"),
    ROW("event", MIC_DIAG_EVENT_NONE, "none"),
    ROW("event", MIC_DIAG_EVENT_DEVICES, "devices"),
    ROW("event", MIC_DIAG_EVENT_DEFAULT, "default"),
    ROW("event", MIC_DIAG_EVENT_VOLUME, "volume"),
    ROW("event", MIC_DIAG_EVENT_MUTE, "mute"),
    ROW("event", MIC_DIAG_EVENT_MONITOR, "monitor"),
    ROW("event", MIC_DIAG_EVENT_PROGRESS, "progress"),
    ROW("event", MIC_DIAG_EVENT_SPEAK, "speak"),
    ROW("event", MIC_DIAG_EVENT_REPORT, "report"),
    ROW("event", MIC_DIAG_EVENT_FIX, "fix"),
    ROW("event", MIC_DIAG_EVENT_OVERFLOW, "overflow"),
    ROW("sample_format", MIC_DIAG_SAMPLE_F32, "f32"),
    ROW("sample_format", MIC_DIAG_SAMPLE_S16, "s16"),
    ROW("sample_format", MIC_DIAG_SAMPLE_S24, "s24"),
    ROW("sample_format", MIC_DIAG_SAMPLE_S32, "s32"),
    ROW("", MIC_DIAG_REDACT, ""),
    ROW("", MIC_DIAG_TELEMETRY, ""),
    ROW("", MIC_DIAG_FIX_NEEDS_ADMIN, ""),
    ROW("", MIC_DIAG_FIX_INTERRUPTS_SOUND, ""),
    ROW("", MIC_DIAG_FIX_CAN_UNDO, ""),
    ROW("", MIC_DIAG_PUSH_OVERFLOW, ""),
    ROW("", MIC_DIAG_PUSH_DISCONTINUITY, ""),
};

int32_t constant_value(const char *name, int32_t fallback)
{
    for (size_t i = 0; name && i < sizeof constants / sizeof *constants; i++) {
        if (strcmp(constants[i].name, name) == 0) {
            return constants[i].value;
        }
    }
    return fallback;
}

const char *constant_word(const char *kind, int32_t value)
{
    for (size_t i = 0; kind && i < sizeof constants / sizeof *constants; i++) {
        if (constants[i].value == value && constants[i].kind[0] && strcmp(constants[i].kind, kind) == 0) {
            return constants[i].word;
        }
    }
    return "";
}
