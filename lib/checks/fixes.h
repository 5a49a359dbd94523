/*
 * mic_diag - fixes that several checks offer. Only for this folder.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_CHECKS_FIXES_H
#define MIC_DIAG_CHECKS_FIXES_H

#include "checks/check.h"

/* Pages of the system's settings; what opens them depends on system.os and system.desktop. */
typedef enum { FIXES_PAGE_INPUT, FIXES_PAGE_CARD, FIXES_PAGE_BLUETOOTH } fixes_page;

/** Something that a person does by hand; its words are "fix.<action>". */
void fixes_steps(finding *f, const char *action, uint32_t flags);
/** Opens a page of the settings; nothing on a system whose pages we do not know. */
void fixes_settings(finding *f, const facts *of, fixes_page page);
/** The calling program chooses another microphone. */
void fixes_choose_device(finding *f, const fact_device *device);
/** Takes the mute off a device that is muted. */
void fixes_unmute(finding *f, const fact_device *device);
/** Sets the volume of a device to unity. */
void fixes_raise_volume(check_results *results, finding *f, const fact_device *device);
/** Restarts the sound server: the steps for the kind that runs, or should run. */
void fixes_restart_service(finding *f, const facts *of);

#endif
