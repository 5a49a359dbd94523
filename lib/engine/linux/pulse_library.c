/*
 * mic_diag - libpulse, loaded when it is needed.
 *
 * SPDX-License-Identifier: MIT
 */
#include "engine/linux/pulse_library.h"

#include "engine/library.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): a type takes none */
#define CHECK_(type, name, parameters)                                                                       \
    _Static_assert(_Generic(&pa_##name, type(*) parameters : 1, default : 0), "pa_" #name " differs");
/* NOLINTEND(bugprone-macro-parentheses) */
PULSE_FUNCTIONS(CHECK_)

pulse_functions pulse;

#define ENTRY_(type, name, parameters) {"pa_" #name, &pulse.name, sizeof pulse.name},
static const library_entry entries[] = {PULSE_FUNCTIONS(ENTRY_){0, 0, 0}};

bool pulse_library_load(void)
{
    return pulse.mainloop_new || library_load(PULSE_LIBRARY_NAME, entries);
}
