/*
 * mic_diag - fixes that several checks offer.
 *
 * SPDX-License-Identifier: MIT
 */
#include "checks/fixes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void fixes_steps(finding *f, const char *action, uint32_t flags)
{
    finding_add_fix(f, action, FIX_STEPS, flags, f == NULL ? NULL : f->device);
}

/* ---- settings --------------------------------------------------------------------------------------- */

typedef struct {
    const char *system; /* system.os, or a name in system.desktop; NULL: any other desktop of Linux */
    const char *input, *card, *bluetooth;
} settings_row;

static const settings_row pages[] = {
    {"windows", "ms-settings:sound", "ms-settings:sound-devices", "ms-settings:bluetooth"},
    {"macos", "x-apple.systempreferences:com.apple.Sound-Settings.extension",
     "x-apple.systempreferences:com.apple.Sound-Settings.extension",
     "x-apple.systempreferences:com.apple.BluetoothSettings"},
    {"GNOME", "gnome-control-center sound", "gnome-control-center sound", "gnome-control-center bluetooth"},
    {"KDE", "systemsettings kcm_pulseaudio", "systemsettings kcm_pulseaudio", "systemsettings kcm_bluetooth"},
    {NULL, "pavucontrol -t 4", "pavucontrol -t 5", "blueman-manager"},
};

/* XDG_CURRENT_DESKTOP is a list such as "ubuntu:GNOME". */
static bool names_desktop(const char *desktop, const char *name)
{
    const size_t length = strlen(name);
    while (desktop != NULL && *desktop != '\0') {
        const size_t word = strcspn(desktop, ":");
        if (word == length && memcmp(desktop, name, length) == 0)
            return true;
        desktop += word;
        desktop += strspn(desktop, ":");
    }
    return false;
}

static const settings_row *row_for(const fact_system *system)
{
    if (system->os == NULL)
        return NULL;
    const bool is_linux = strcmp(system->os, "linux") == 0;
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; ++i) {
        const char *name = pages[i].system;
        if (name == NULL)
            return is_linux ? &pages[i] : NULL;
        if (strcmp(system->os, name) == 0 || (is_linux && names_desktop(system->desktop, name)))
            return &pages[i];
    }
    return NULL;
}

void fixes_settings(finding *f, const facts *of, fixes_page page)
{
    static const char *const actions[] = {"sound-settings", "card-settings", "bluetooth-settings"};
    const settings_row *row = row_for(&of->system);
    finding_fix *fix =
        row == NULL ? NULL : finding_add_fix(f, actions[page], FIX_SETTINGS, 0, f == NULL ? NULL : f->device);
    if (fix == NULL)
        return;
    fix->target = page == FIXES_PAGE_INPUT  ? row->input
                  : page == FIXES_PAGE_CARD ? row->card
                                            : row->bluetooth;
}

/* ---- devices ---------------------------------------------------------------------------------------- */

void fixes_choose_device(finding *f, const fact_device *device)
{
    if (device->id == NULL)
        return;
    finding_fix *fix = finding_add_fix(f, "choose-device", FIX_HOST, 0, f == NULL ? NULL : f->device);
    if (fix != NULL)
        fix->target = device->id;
}

void fixes_unmute(finding *f, const fact_device *device)
{
    finding_fix *fix =
        device->id == NULL ? NULL : finding_add_fix(f, "mute", FIX_CHANGE, FIX_CAN_UNDO, device->id);
    if (fix == NULL)
        return;
    fix->seen = "yes";
    fix->wanted = "no";
}

/* "-78.06dB" with a dot, whatever the locale of the host is. */
static const char *decibels(check_results *results, double db)
{
    const long hundredths = lround(fmin(fmax(db, -1000.0), 1000.0) * 100.0);
    const long size = hundredths < 0 ? -hundredths : hundredths;
    char text[32];
    snprintf(text, sizeof text, "%s%ld.%02lddB", hundredths < 0 ? "-" : "", size / 100, size % 100);
    return check_copy_text(results, text);
}

void fixes_raise_volume(check_results *results, finding *f, const fact_device *device)
{
    if (device->id == NULL || !isfinite(device->volume_db))
        return;
    finding_fix *fix = finding_add_fix(f, "volume", FIX_CHANGE, FIX_CAN_UNDO, device->id);
    if (fix == NULL)
        return;
    fix->seen = decibels(results, device->volume_db);
    fix->wanted = "0.00dB";
}

/* ---- service ---------------------------------------------------------------------------------------- */

void fixes_restart_service(finding *f, const facts *of)
{
    const char *action = "restart-sound-service";
    if (of->service.kind == FACT_service_kind_pipewire)
        action = "restart-pipewire";
    else if (of->service.kind == FACT_service_kind_pulseaudio)
        action = "restart-pulseaudio";
    fixes_steps(f, action, FIX_INTERRUPTS_SOUND);
}
