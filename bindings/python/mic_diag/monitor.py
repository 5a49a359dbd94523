"""One microphone, recorded in the background, for a meter."""

from __future__ import annotations

import ctypes
from array import array
from typing import TYPE_CHECKING

from ._handle import Handle
from ._library import encode, lib
from .constants import MonitorState, as_enum
from .errors import check
from .levels import Levels, read_levels
from .report import Report, take_report

if TYPE_CHECKING:
    from .context import Context


class Monitor(Handle):
    """Made by Context.monitor(). Close it before the context (leaving the context's `with` does)."""

    _what = "monitor"

    def __init__(self, context: "Context", device_id: str | None):
        out = ctypes.c_void_p()
        handle = context._open()
        check(lib.mic_diag_monitor_open(handle, encode(device_id), ctypes.byref(out)), handle)
        self._handle = out.value
        self._context = context

    @property
    def state(self) -> MonitorState:
        """Whether sound arrives."""
        return as_enum(MonitorState, lib.mic_diag_monitor_get_state(self._open()))

    @property
    def format(self) -> tuple[int, int]:
        """Rate in Hz and channels of what read() gives; (0, 0) until sound arrives."""
        rate, channels = ctypes.c_uint32(), ctypes.c_uint32()
        check(lib.mic_diag_monitor_format(self._open(), ctypes.byref(rate), ctypes.byref(channels)))
        return rate.value, channels.value

    def levels(self) -> Levels:
        """Levels of now; NotFoundError until sound arrives."""
        return read_levels(lib.mic_diag_monitor_levels, self._open())

    def report(self) -> Report:
        """Judges what was heard so far."""
        out = ctypes.c_void_p()
        check(lib.mic_diag_monitor_report(self._open(), ctypes.byref(out)))
        return take_report(out.value)

    def read(self, max_samples: int = 48000) -> array:
        """Recorded sound, interleaved, as an array of floats; empty when there is none."""
        samples = array("f", bytes(4 * max_samples))
        pointer = (ctypes.c_float * max_samples).from_buffer(samples) if max_samples else None
        count = check(lib.mic_diag_monitor_read(self._open(), pointer, max_samples))
        del pointer
        return samples[:count]

    def _free(self, handle: int) -> None:
        lib.mic_diag_monitor_free(handle)
        self._context._monitor_closed(self)
