"""The context: one computer, real or simulated, and everything that can be asked about it."""

from __future__ import annotations

import ctypes
import time
from dataclasses import dataclass
from typing import Iterator

from ._handle import Handle
from ._library import EventStruct, OptionsStruct, encode, lib, text
from .constants import EventType, as_enum
from .devices import Facts, take_facts
from .errors import InvalidError, check
from .levels import Levels, read_levels
from .monitor import Monitor
from .report import Report, take_report


@dataclass(frozen=True)
class Event:
    """Something that happened; `value` depends on the type."""

    type: EventType
    time_us: int
    frame: int
    value: int
    run: int
    device_id: str
    text: str


@dataclass(frozen=True)
class Scenario:
    """A built-in described computer."""

    name: str
    text: str


def scenarios() -> list[Scenario]:
    """Built-in scenarios for Context.simulate(), one for each thing that can be wrong."""
    return [
        Scenario(text(lib.mic_diag_scenario_name(i)), text(lib.mic_diag_scenario_text(i)))
        for i in range(lib.mic_diag_scenario_count())
    ]


class Context(Handle):
    """Use it in a `with` block, or call close().

    Only cancel(), levels() and events are meant to be used beside a running call, from another thread.
    """

    _what = "context"
    _monitor: Monitor | None = None

    def __init__(self, app_name: str | None = None, *, simulated: bool = False, scenario: str | None = None,
                 helper_program: str | None = None):
        """scenario: a name, facts or a report as JSON, or a step; makes the context simulated."""
        out = ctypes.c_void_p()
        create = lib.mic_diag_context_create_simulated if simulated or scenario else lib.mic_diag_context_create
        check(create(encode(app_name), ctypes.byref(out)))
        self._handle = out.value
        try:
            if helper_program is not None:
                self.configure("helper-program", helper_program)
            if scenario is not None:
                self.simulate(scenario)
        except BaseException:
            self.close()
            raise

    # -- settings

    def configure(self, key: str, value: str) -> None:
        """Sets how this context works: "call-timeout-ms", "language", "helper-program"."""
        self._check(lib.mic_diag_context_configure(self._open(), encode(key), encode(value)))

    def tell(self, fact: str, value: bool | None) -> None:
        """Tells what only the program knows: "muted", "transmitting", "prompted"."""
        word = b"unknown" if value is None else b"yes" if value else b"no"
        self._check(lib.mic_diag_context_tell(self._open(), encode(fact), word))

    def simulate(self, what: str) -> None:
        """Changes the simulated computer: a scenario, JSON, or a step such as "mute builtin"."""
        self._check(lib.mic_diag_simulate(self._open(), encode(what)))

    # -- looking and listening

    def facts(self, timeout: float = 0.0) -> Facts:
        """Looks at the system; opens no microphone. timeout in seconds, 0: the context's own."""
        out = ctypes.c_void_p()
        self._check(lib.mic_diag_facts_read(self._open(), _milliseconds(timeout), ctypes.byref(out)))
        return take_facts(out.value)

    def diagnose(self, *, device: str | None = None, device_name: str | None = None, listen: float = 6.0,
                 timeout: float = 15.0, stop_early: bool = True, only: list[str] | None = None,
                 off: list[str] | None = None) -> Report:
        """Runs all checks and waits for them. listen, timeout: seconds; listen=0 opens no microphone."""
        options = _options(device, device_name, listen, timeout, stop_early, only, off)
        out = ctypes.c_void_p()
        self._check(lib.mic_diag_diagnose(self._open(), ctypes.byref(options), ctypes.byref(out)))
        return take_report(out.value)

    def diagnose_start(self, *, device: str | None = None, device_name: str | None = None, listen: float = 6.0,
                       timeout: float = 15.0, stop_early: bool = True, only: list[str] | None = None,
                       off: list[str] | None = None) -> int:
        """Starts the same in the background; events tell how it goes. Returns the run's number."""
        options = _options(device, device_name, listen, timeout, stop_early, only, off)
        return self._check(lib.mic_diag_diagnose_start(self._open(), ctypes.byref(options)))

    def diagnose_take(self) -> Report:
        """The report of a background run, once. BusyError before it is there."""
        out = ctypes.c_void_p()
        self._check(lib.mic_diag_diagnose_take(self._open(), ctypes.byref(out)))
        return take_report(out.value)

    def cancel(self) -> None:
        """Makes what runs now end with CancelledError within 200 ms. Any thread."""
        lib.mic_diag_cancel(self._open())

    def levels(self) -> Levels:
        """Levels of a running diagnosis; NotFoundError when it does not listen. Any thread."""
        return read_levels(lib.mic_diag_diagnose_levels, self._open())

    def monitor(self, device: str | None = None) -> Monitor:
        """Starts recording in the background. One at a time."""
        self._monitor = Monitor(self, device)
        return self._monitor

    # -- fixes

    def apply(self, key: str) -> None:
        """Carries a fix out and looks whether it helped. Only when the user chose it."""
        self._check(lib.mic_diag_fix_apply(self._open(), encode(key)))

    def apply_start(self, key: str) -> None:
        """The same in the background; an event of type FIX brings the result."""
        self._check(lib.mic_diag_fix_start(self._open(), encode(key)))

    def undo(self, key: str) -> None:
        """Takes a fix back, unless someone else has changed the setting since (StaleError)."""
        self._check(lib.mic_diag_fix_undo(self._open(), encode(key)))

    # -- events

    def next_event(self, timeout: float = 0.0) -> Event | None:
        """The next event, or None after `timeout` seconds. The first call starts watching."""
        raw = EventStruct()
        lib.mic_diag_event_init(ctypes.byref(raw), ctypes.sizeof(raw))
        if not self._checked_event(lib.mic_diag_next_event(self._open(), _milliseconds(timeout), ctypes.byref(raw))):
            return None
        return Event(as_enum(EventType, raw.type), raw.time_us, raw.frame, raw.value, raw.run, text(raw.device_id),
                     text(raw.text))

    def events(self, timeout: float | None = None) -> Iterator[Event]:
        """Events as they come; ends when none came for `timeout` seconds (None: never by itself)."""
        while True:
            deadline = None if timeout is None else time.monotonic() + timeout
            event = None
            while event is None:
                left = 1.0 if deadline is None else deadline - time.monotonic()
                if left < 0:
                    return
                event = self.next_event(min(left, 1.0))
            yield event

    def event_handle(self) -> int:
        """Readable while events wait, for select() or an event loop; -1: none on this platform."""
        return lib.mic_diag_event_handle(self._open())

    # -- end

    def close(self) -> None:
        """Ends running work and frees the context, its monitor first. May be called twice."""
        if self._monitor is not None:
            self._monitor.close()
        super().close()

    def _free(self, handle: int) -> None:
        lib.mic_diag_context_free(handle)

    def _monitor_closed(self, monitor: Monitor) -> None:
        if self._monitor is monitor:
            self._monitor = None

    def _check(self, result: int) -> int:
        return check(result, self._handle)

    @staticmethod
    def _checked_event(result: int) -> int:
        return check(result)  # the error text of the context belongs to its other calls


def _milliseconds(seconds: float) -> int:
    if not 0 <= seconds <= 3600 * 24:
        raise InvalidError(f"{seconds} s is no time to wait")
    return int(seconds * 1000 + 0.5)


def _options(device: str | None, device_name: str | None, listen: float, timeout: float, stop_early: bool,
             only: list[str] | None, off: list[str] | None) -> OptionsStruct:
    options = OptionsStruct()
    lib.mic_diag_options_init(ctypes.byref(options), ctypes.sizeof(options))
    options.timeout_ms = _milliseconds(timeout)
    options.listen_ms = _milliseconds(listen)
    options.stop_early = stop_early
    options.device_id = encode(device)
    options.device_name = encode(device_name)
    options.only = encode(",".join(only)) if only is not None else None
    options.off = encode(",".join(off)) if off is not None else None
    return options
