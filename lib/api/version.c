/*
 * mic_diag - public functions: version, results and constants by name.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stddef.h>

#include "core/constants.h"
#include "mic_diag.h"

uint32_t mic_diag_version(void)
{
    return MIC_DIAG_VERSION_NUMBER;
}

#define TEXT_OF(x)       #x
#define VERSION(a, b, c) TEXT_OF(a) "." TEXT_OF(b) "." TEXT_OF(c)

const char *mic_diag_version_text(void)
{
    return VERSION(MIC_DIAG_VERSION_MAJOR, MIC_DIAG_VERSION_MINOR, MIC_DIAG_VERSION_PATCH);
}

uint32_t mic_diag_abi(void)
{
    return MIC_DIAG_ABI;
}

int32_t mic_diag_constant(const char *name, int32_t fallback)
{
    return constant_value(name, fallback);
}

const char *mic_diag_name(const char *kind, int32_t value)
{
    return constant_word(kind, value);
}

const char *mic_diag_result_text(mic_diag_result result)
{
    static const char *const texts[] = {
        "success",
        "an argument is wrong",
        "not enough memory",
        "there is no such thing",
        "not possible on this system or in this build",
        "the system or the user refused",
        "busy: another call runs, or another program holds the device",
        "the system did not answer in time",
        "cancelled",
        "the system failed",
        "things have changed since; nothing was done",
        "it was done, and the problem is still there",
        "this process was forked after the object was made",
    };
    int64_t index = -(int64_t)result;
    return index >= 0 && index < (int64_t)(sizeof texts / sizeof *texts) ? texts[index] : "unknown result";
}
