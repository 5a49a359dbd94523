/*
 * mic_diag - the functions of the check table, by stage of the chain. Only for this folder.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_CHECKS_STAGES_H
#define MIC_DIAG_CHECKS_STAGES_H

#include "checks/check.h"

typedef void check_function(const check_input *, const check *, check_results *);

/* probe.c */
check_function probe_timeout, probe_missing, probe_crashed, probe_protocol;
/* environment.c */
check_function environment_container, environment_sandbox;
/* service.c */
check_function service_unreachable, service_session_manager_missing;
/* driver.c */
check_function driver_no_hardware, driver_node_no_access;
/* device.c */
check_function device_none, device_unplugged, device_jack_empty, device_profile_no_input,
    device_bluetooth_no_mic;
/* selection.c */
check_function default_none, default_is_monitor, default_is_virtual, default_chosen_gone;
/* volume.c */
check_function volume_muted, volume_zero, volume_low;
/* use.c */
check_function use_busy, use_by_others, use_open_failed;
/* stream.c */
check_function stream_no_data, stream_stalled, stream_device_lost;
/* signal.c */
check_function signal_digital_silence, signal_analog_mute, signal_no_speech, signal_too_quiet,
    signal_clipping, signal_dc_offset, signal_stuck, signal_dead_channel, signal_invalid;
/* hardware.c */
check_function hardware_suspected;

#endif
