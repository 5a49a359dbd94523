/*
 * mic_diag - the check table, in the order in which a person would troubleshoot: root cause first.
 *
 * A row: id, usual severity, flags, what it explains, what it needs, the function. README.md tells the same
 * to people; a test keeps the two in step.
 *
 * SPDX-License-Identifier: MIT
 */
#include "checks/stages.h"

#define EXPLAINS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define NEEDS(...)                                                                                           \
    {                                                                                                        \
        __VA_ARGS__                                                                                          \
    }

/* Consequences that several causes share. */
#define SILENCE      "signal.digital-silence", "signal.analog-mute", "signal.no-speech"
#define NO_SELECTION "default.none", "default.is-monitor", "default.chosen-gone"
#define NO_STREAM    "use.open-failed", "stream.no-data", "stream.device-lost"

enum {
    OURS = CHECK_ABOUT_OURSELVES | CHECK_LEADS_INFO,
    SPEECH_CONTRADICTS = CHECK_SPEECH_CONTRADICTS,
    OF_DEVICE = CHECK_OF_DEVICE
};

const check check_table[] = {
    {"probe.timeout", CHECK_WARNING, OURS,
     EXPLAINS("device.none", NO_SELECTION, "use.open-failed", "stream.no-data"), NEEDS(0), probe_timeout},
    {"probe.missing", CHECK_INFO, OURS, NULL, NEEDS(0), probe_missing},
    {"probe.crashed", CHECK_INFO, OURS, NULL, NEEDS(0), probe_crashed},
    {"probe.protocol", CHECK_INFO, OURS, NULL, NEEDS(0), probe_protocol},

    {"environment.container", CHECK_PROBLEM, SPEECH_CONTRADICTS,
     EXPLAINS("service.unreachable", "driver.node-no-access", "device.none", NO_SELECTION, NO_STREAM),
     NEEDS("system.container"), environment_container},
    {"environment.sandbox", CHECK_PROBLEM, SPEECH_CONTRADICTS,
     EXPLAINS("service.unreachable", "driver.no-hardware", "driver.node-no-access", "device.none",
              NO_SELECTION, NO_STREAM, SILENCE),
     NEEDS("system.sandbox"), environment_sandbox},

    {"service.unreachable", CHECK_PROBLEM, SPEECH_CONTRADICTS,
     EXPLAINS("device.none", NO_SELECTION, NO_STREAM, "stream.stalled"), NEEDS("service.state"),
     service_unreachable},
    {"service.session-manager-missing", CHECK_PROBLEM, SPEECH_CONTRADICTS,
     EXPLAINS("probe.timeout", "device.none", NO_SELECTION, NO_STREAM, "stream.stalled", SILENCE),
     NEEDS("service.kind"), service_session_manager_missing},

    {"driver.no-hardware", CHECK_PROBLEM, SPEECH_CONTRADICTS,
     EXPLAINS("device.none", NO_SELECTION, NO_STREAM, SILENCE), NEEDS(0), driver_no_hardware},
    {"driver.node-no-access", CHECK_PROBLEM, SPEECH_CONTRADICTS,
     EXPLAINS("device.none", NO_SELECTION, NO_STREAM), NEEDS("permission.nodes_readable"),
     driver_node_no_access},

    {"device.none", CHECK_PROBLEM, SPEECH_CONTRADICTS, EXPLAINS(NO_SELECTION, NO_STREAM, SILENCE),
     NEEDS("list.devices"), device_none},
    {"device.unplugged", CHECK_PROBLEM, SPEECH_CONTRADICTS, EXPLAINS("device.none", NO_SELECTION, SILENCE),
     NEEDS(0), device_unplugged},
    {"device.jack-empty", CHECK_PROBLEM, SPEECH_CONTRADICTS | OF_DEVICE,
     EXPLAINS("device.none", NO_STREAM, SILENCE, "signal.too-quiet"), NEEDS(0), device_jack_empty},
    {"device.profile-no-input", CHECK_PROBLEM, SPEECH_CONTRADICTS,
     EXPLAINS("device.none", "device.unplugged", "device.jack-empty", NO_SELECTION, NO_STREAM, SILENCE),
     NEEDS("list.cards"), device_profile_no_input},
    {"device.bluetooth-no-mic", CHECK_PROBLEM, SPEECH_CONTRADICTS,
     EXPLAINS("device.none", NO_SELECTION, NO_STREAM, SILENCE), NEEDS("list.cards"), device_bluetooth_no_mic},

    {"default.none", CHECK_PROBLEM, SPEECH_CONTRADICTS, EXPLAINS(NO_STREAM), NEEDS(0), default_none},
    {"default.is-monitor", CHECK_PROBLEM, OF_DEVICE, EXPLAINS("stream.no-data", SILENCE, "signal.too-quiet"),
     NEEDS("device.monitor"), default_is_monitor},
    {"default.is-virtual", CHECK_WARNING, OF_DEVICE, EXPLAINS("signal.digital-silence", "signal.analog-mute"),
     NEEDS("device.virtual"), default_is_virtual},
    {"default.chosen-gone", CHECK_PROBLEM, 0, EXPLAINS(NO_STREAM, SILENCE), NEEDS("list.devices"),
     default_chosen_gone},

    {"volume.muted", CHECK_PROBLEM, SPEECH_CONTRADICTS | OF_DEVICE, EXPLAINS(SILENCE, "signal.too-quiet"),
     NEEDS("device.muted"), volume_muted},
    {"volume.zero", CHECK_PROBLEM, SPEECH_CONTRADICTS | OF_DEVICE, EXPLAINS(SILENCE, "signal.too-quiet"),
     NEEDS("device.volume_db"), volume_zero},
    {"volume.low", CHECK_WARNING, OF_DEVICE, EXPLAINS(SILENCE, "signal.too-quiet"), NEEDS("device.volume_db"),
     volume_low},

    {"use.busy", CHECK_PROBLEM, 0, EXPLAINS("stream.no-data"), NEEDS("open.result"), use_busy},
    {"use.by-others", CHECK_INFO, 0, NULL, NEEDS("list.users"), use_by_others},
    {"use.open-failed", CHECK_PROBLEM, 0, EXPLAINS("stream.no-data"), NEEDS("open.result"), use_open_failed},

    {"stream.no-data", CHECK_PROBLEM, 0, EXPLAINS(SILENCE), NEEDS("open.result", "stream.frames"),
     stream_no_data},
    {"stream.stalled", CHECK_PROBLEM, 0, EXPLAINS("probe.timeout", SILENCE, "signal.too-quiet"),
     NEEDS("open.result", "stream.frames"), stream_stalled},
    {"stream.device-lost", CHECK_PROBLEM, 0,
     EXPLAINS("stream.no-data", SILENCE, "signal.too-quiet", "signal.stuck"), NEEDS("open.result"),
     stream_device_lost},

    {"signal.digital-silence", CHECK_PROBLEM, 0, NULL, NEEDS("signal.seconds"), signal_digital_silence},
    {"signal.analog-mute", CHECK_PROBLEM, 0, NULL,
     NEEDS("signal.seconds", "signal.peak_dbfs", "signal.rms_dbfs"), signal_analog_mute},
    {"signal.no-speech", CHECK_INFO, CHECK_LEADS_INFO, NULL, NEEDS("signal.seconds", "signal.speech_seconds"),
     signal_no_speech},
    {"signal.too-quiet", CHECK_PROBLEM, 0, NULL, NEEDS("signal.speech_seconds"), signal_too_quiet},
    {"signal.clipping", CHECK_WARNING, 0, NULL, NEEDS("signal.clipped_ratio"), signal_clipping},
    {"signal.dc-offset", CHECK_WARNING, 0, NULL, NEEDS("signal.dc_offset"), signal_dc_offset},
    {"signal.stuck", CHECK_PROBLEM, 0, EXPLAINS("signal.clipping", "signal.dc-offset"),
     NEEDS("signal.stuck_now_ms"), signal_stuck},
    {"signal.dead-channel", CHECK_WARNING, 0, NULL, NEEDS("signal.speech_seconds"), signal_dead_channel},
    {"signal.invalid", CHECK_PROBLEM, 0, EXPLAINS("signal.digital-silence", "signal.dc-offset"),
     NEEDS("signal.invalid_samples"), signal_invalid},

    {"hardware.suspected", CHECK_PROBLEM, OF_DEVICE, EXPLAINS("signal.digital-silence", "signal.analog-mute"),
     NEEDS("signal.seconds"), hardware_suspected},
};

const uint32_t check_count = sizeof check_table / sizeof check_table[0];
