/*
 * mic_diag - libsoundio, loaded only to capture.
 *
 * SPDX-License-Identifier: MIT
 */
#include "engine/soundio_library.h"

#include "engine/library.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): a type takes none */
#define CHECK_(type, name, parameters)                                                                       \
    _Static_assert(_Generic(&soundio_##name, type(*) parameters : 1, default : 0),                           \
                   "soundio_" #name " differs");
/* NOLINTEND(bugprone-macro-parentheses) */
SOUNDIO_FUNCTIONS(CHECK_)

soundio_functions soundio;

#define ENTRY_(type, name, parameters) {"soundio_" #name, &soundio.name, sizeof soundio.name},
static const library_entry entries[] = {SOUNDIO_FUNCTIONS(ENTRY_){0, 0, 0}};

bool soundio_library_load(void)
{
    return library_load(SOUNDIO_LIBRARY_NAME, entries);
}
