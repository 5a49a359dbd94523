/*
 * mic_diag - which PulseAudio cookie a helper is to use, so that libpulse writes none into the home
 * directory.
 *
 * libpulse looks at PULSE_COOKIE, then at cookie-file of client.conf, then at the user's own cookie; what
 * does not exist is created, with its folders. A cookie that is there is needed for a server of another user
 * or on another computer, and stays in use. Where there is none it is /dev/zero: a whole cookie that can be
 * read and needs no file. (/dev/null reads as an empty one, and libpulse goes on and creates the user's.) A
 * cookie that is only in a property of the X11 root window is not found.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_PULSE_COOKIE_H
#define MIC_DIAG_PULSE_COOKIE_H

#include "platform/system/environment.h"

enum { PULSE_COOKIE_PATH_SIZE = 4096, PULSE_COOKIE_BYTES = 256 };

/**
 * Chooses what PULSE_COOKIE of a helper is to be. Reads files, creates none.
 * @param e     where PULSE_COOKIE, PULSE_CLIENTCONFIG, PULSE_CONFIG_PATH, HOME and XDG_CONFIG_HOME are looked
 * up.
 * @param path  receives it; PULSE_COOKIE_PATH_SIZE bytes.
 */
void pulse_cookie_choose(const environment *e, char *path);

#endif
