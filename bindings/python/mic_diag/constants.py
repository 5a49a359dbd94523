"""Numbers of the public interface, asked from the library by name so that none is copied here."""

from __future__ import annotations

import enum

from ._library import encode, lib, text

_ABSENT = -(2**31)


def constant(constant_name: str) -> int:
    """Value of a public constant by its name in C, such as "MIC_DIAG_SEVERITY_PROBLEM". KeyError: unknown."""
    value = lib.mic_diag_constant(encode(constant_name), _ABSENT)
    if value == _ABSENT:
        raise KeyError(constant_name)
    return value


def name(kind: str, value: int) -> str:
    """Word of a value: name("severity", 2) is "problem"; "" if there is none."""
    return text(lib.mic_diag_name(encode(kind), value))


def _members(prefix: str, *words: str) -> dict[str, int]:
    return {word: constant(f"MIC_DIAG_{prefix}{word}") for word in words}


Answer = enum.IntEnum("Answer", _members("", "UNKNOWN", "NO", "YES"))
Verdict = enum.IntEnum("Verdict", _members("VERDICT_", "UNSURE", "WORKS", "WORKS_BADLY", "BROKEN"))
Severity = enum.IntEnum("Severity", _members("SEVERITY_", "INFO", "WARNING", "PROBLEM"))
Status = enum.IntEnum("Status", _members("STATUS_", "UNKNOWN", "PASSED", "FAILED", "SKIPPED"))
DeviceState = enum.IntEnum(
    "DeviceState", _members("DEVICE_", "UNKNOWN", "ACTIVE", "DISABLED", "UNPLUGGED", "ABSENT", "FAULTY")
)
FixKind = enum.IntEnum("FixKind", _members("FIX_", "STEPS", "SETTINGS", "CHANGE", "ASK", "ACTION", "HOST"))
FixFlags = enum.IntFlag("FixFlags", _members("FIX_", "NEEDS_ADMIN", "INTERRUPTS_SOUND", "CAN_UNDO"))
SampleFormat = enum.IntEnum("SampleFormat", _members("SAMPLE_", "F32", "S16", "S24", "S32"))
PushFlags = enum.IntFlag("PushFlags", _members("PUSH_", "OVERFLOW", "DISCONTINUITY"))
MonitorState = enum.IntEnum(
    "MonitorState", _members("MONITOR_", "UNKNOWN", "STARTING", "LIVE", "STALLED", "LOST", "REFUSED")
)
EventType = enum.IntEnum(
    "EventType",
    _members("EVENT_", "NONE", "DEVICES", "DEFAULT", "VOLUME", "MUTE", "MONITOR", "PROGRESS", "SPEAK", "REPORT", "FIX",
             "OVERFLOW"),
)
ReportFlags = enum.IntFlag("ReportFlags", _members("", "REDACT", "TELEMETRY"))


def as_answer(value: int) -> bool | None:
    """The library's three-valued answer: True, False, or None where it is unknown."""
    return None if value == Answer.UNKNOWN else bool(value)


def as_enum(kind: type, value: int):
    """The member of a value, or the plain number where a newer library says something this package does not know."""
    try:
        return kind(value)
    except ValueError:
        return value
