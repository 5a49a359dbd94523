"""mic_diag: find out why a microphone does not work.

    import mic_diag
    with mic_diag.Context() as ctx:
        print(ctx.diagnose().summary)

The library is found as MIC_DIAG_LIBRARY says, beside this package, or where the system installs libraries.
Nothing is compiled: everything goes through ctypes.
"""

from ._library import abi, library_path, version, version_text
from .analyzer import Analyzer
from .constants import (
    Answer,
    DeviceState,
    EventType,
    FixFlags,
    FixKind,
    MonitorState,
    PushFlags,
    ReportFlags,
    SampleFormat,
    Severity,
    Status,
    Verdict,
    constant,
    name,
)
from .context import Context, Event, Scenario, scenarios
from .devices import Device, Facts
from .errors import (
    BusyError,
    CancelledError,
    DeniedError,
    Error,
    ForkedError,
    InvalidError,
    NoMemoryError,
    NotEffectiveError,
    NotFoundError,
    StaleError,
    SystemFailedError,
    TimedOutError,
    UnsupportedError,
)
from .levels import Levels
from .monitor import Monitor
from .report import Check, Finding, Fix, Report

__version__ = "0.1.0"

__all__ = [
    "Analyzer", "Answer", "BusyError", "CancelledError", "Check", "Context", "DeniedError", "Device", "DeviceState",
    "Error", "Event", "EventType", "Facts", "Finding", "Fix", "FixFlags", "FixKind", "ForkedError", "InvalidError",
    "Levels", "Monitor", "MonitorState", "NoMemoryError", "NotEffectiveError", "NotFoundError", "PushFlags", "Report",
    "ReportFlags", "SampleFormat", "Scenario", "Severity", "StaleError", "Status", "SystemFailedError",
    "TimedOutError", "UnsupportedError", "Verdict", "abi", "constant", "library_path", "name", "scenarios", "version",
    "version_text",
]
