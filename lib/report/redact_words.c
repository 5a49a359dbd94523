/*
 * mic_diag - the words that may stay in a redacted report.
 *
 * Names of ports and profiles and messages of sound systems tell much about a fault, and nothing about a
 * person, as long as they consist of these words only. To let a word through, add it in its place.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "report/redact.h"

/* Sorted, lower case. */
/* clang-format off */
static const char *const common_words[] = {
    "a", "a2dp", "aac", "absolute", "access", "active", "all", "allowed", "already", "alsa", "amd64", "an",
    "analog", "and", "another", "answer", "appstream", "aptx", "are", "argument", "arm64", "audio",
    "authorized", "aux", "available", "back", "bad", "be", "belong", "block", "bluetooth", "bluez", "boost",
    "broken", "budgie", "buffer", "built", "busy", "by", "call", "cannot", "capture", "car", "cards",
    "center", "change", "changes", "channel", "channels", "cinnamon", "clients", "closed", "computer",
    "configuration", "connect", "connected", "connection", "container", "containerd", "cookie", "coreaudio",
    "cvsd", "daemon", "data", "debian", "deepin", "default", "denied", "descriptor", "descriptors", "device",
    "devices", "diag", "did", "digital", "directory", "disconnected", "display", "distrobox", "dmic", "dock",
    "docker", "does", "duplex", "end", "ended", "entity", "error", "event", "executed", "exist", "exists",
    "external", "facts", "failed", "failure", "failures", "fedora", "file", "find", "flatpak", "for",
    "format", "frame", "free", "front", "gap", "generic", "gnome", "gnu", "gone", "handle", "hands",
    "handset", "handsfree", "hardware", "has", "hda", "hdmi", "head", "headphone", "headphones", "headset",
    "hello", "helper", "here", "hfp", "hifi", "host", "hsp", "hyperv", "i2c", "id", "iec958", "impossible",
    "in", "info", "input", "intel", "interface", "internal", "interrupted", "invalid", "io", "is", "it",
    "its", "jack", "jackd", "kde", "killed", "kubernetes", "kvm", "ldac", "left", "length", "libpulse",
    "library", "libsoundio", "line", "linein", "lineout", "linux", "list", "load", "local", "long", "longer",
    "lost", "lxc", "lxqt", "macos", "mark", "mate", "may", "media", "memory", "message", "mic", "microphone",
    "microsoft", "middle", "mode", "modem", "module", "modules", "monitor", "mono", "msbc", "multichannel",
    "mute", "muted", "name", "native", "no", "nodes", "none", "not", "nspawn", "null", "number", "oci", "of",
    "off", "ogg", "on", "open", "operation", "or", "oracle", "out", "output", "pa", "pantheon", "passed",
    "path", "pci", "peaks", "permission", "permitted", "phone", "pipe", "pipewire", "plasma", "plugin",
    "podman", "port", "portable", "ports", "pressure", "pro", "probe", "process", "profile", "profiles",
    "program", "protocol", "pulse", "pulseaudio", "pw", "qemu", "rate", "re", "read", "rear", "record",
    "refused", "refuses", "remote", "request", "reset", "resource", "result", "results", "right", "running",
    "runtime", "sample", "sandbox", "say", "sbc", "server", "service", "session", "set", "side", "sink",
    "sinks", "snap", "snapctl", "snd", "soc", "socket", "sockets", "sof", "sound", "source", "sources",
    "spdif", "speaker", "speakers", "ssh", "start", "started", "state", "steam", "step", "stereo", "stopped",
    "stream", "subscribe", "such", "supported", "suspended", "sway", "switch", "system", "systemd",
    "temporarily", "terminated", "text", "than", "that", "the", "this", "thread", "threads", "time", "timed",
    "timeout", "to", "too", "toolbox", "transport", "true", "tv", "ubuntu", "unable", "unavailable",
    "unconfined", "unit", "unity", "unknown", "unplugged", "unrestricted", "unsupported", "usb", "value",
    "vendor", "version", "vessel", "video", "virtualbox", "vmware", "volume", "was", "wasapi", "watch",
    "watcher", "webcam", "went", "windows", "wireplumber", "with", "without", "wrong", "wsl", "xen", "xfce",
    "xrdp", "yes",
};
/* clang-format on */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_common_word(const char *word, size_t length)
{
    size_t low = 0, high = sizeof common_words / sizeof *common_words;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *other = common_words[middle];
        int order = strncmp(word, other, length);
        if (order == 0 && other[length] == '\0')
            return true;
        if (order <= 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

bool redact_is_common(const char *text)
{
    enum { WORD_MAX = 24, DIGITS_MAX = 4 };
    while (*text != '\0') {
        char word[WORD_MAX];
        size_t length = 0, digits = 0;
        if (!is_letter(*text) && !is_digit(*text)) {
            if (strchr(" .,:;-+_/()\"'", *text) == NULL)
                return false;
            ++text;
            continue;
        }
        for (; is_letter(*text) || is_digit(*text); ++text) {
            if (length == WORD_MAX)
                return false;
            digits += is_digit(*text) ? 1 : 0;
            word[length++] = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;
        }
        if (digits == length ? digits > DIGITS_MAX : !is_common_word(word, length))
            return false;
    }
    return true;
}
