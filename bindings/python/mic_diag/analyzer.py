"""Judges sound that the program already has. Needs no context and no sound system."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

from ._handle import Handle
from ._library import lib
from .constants import PushFlags, SampleFormat
from .errors import InvalidError, check
from .levels import Levels, read_levels
from .report import Report, take_report

_SAMPLE_BYTES = {SampleFormat.F32: 4, SampleFormat.S16: 2, SampleFormat.S24: 3, SampleFormat.S32: 4}
_BUFFER_FORMATS = {"f": SampleFormat.F32, "h": SampleFormat.S16, "i": SampleFormat.S32}
_NATIVE = ("@", "=", "<" if sys.byteorder == "little" else ">")


def _format_of(view: memoryview) -> SampleFormat:
    kind = view.format
    if kind and kind[0] in _NATIVE:
        kind = kind[1:]
    if kind == "l" and view.itemsize == 4:
        kind = "i"
    if kind not in _BUFFER_FORMATS:
        raise InvalidError(f"samples of type {view.format!r}: pass float32, int16 or int32, or say the format")
    return _BUFFER_FORMATS[kind]


class Analyzer(Handle):
    """Takes samples, gives levels and reports. One thread pushes; any other may read meanwhile."""

    _what = "analyzer"

    def __init__(self, sample_rate: int, channels: int = 1):
        """sample_rate: 8000 to 192000 Hz; channels: 1 to 32."""
        out = ctypes.c_void_p()
        if not (0 <= sample_rate < 2**32 and 0 <= channels < 2**32):
            raise InvalidError("sample rate or channels out of range")
        check(lib.mic_diag_analyzer_create(sample_rate, channels, ctypes.byref(out)))
        self._handle = out.value
        self.sample_rate = sample_rate
        self.channels = channels

    def push(self, samples: Any, format: SampleFormat | None = None, time_us: int = 0,
             flags: PushFlags = PushFlags(0)) -> None:
        """Takes interleaved samples: bytes (say their format), array.array, or a contiguous numpy array of float32,
        int16 or int32, of shape (frames,), (frames * channels,) or (frames, channels)."""
        view = memoryview(samples)
        if not view.c_contiguous:
            raise InvalidError("samples must be contiguous")
        if view.ndim > 2 or (view.ndim == 2 and view.shape is not None and view.shape[1] != self.channels):
            raise InvalidError(f"samples of shape {view.shape} do not have {self.channels} channels")
        chosen = SampleFormat(format) if format is not None else _format_of(view)
        frame_bytes = _SAMPLE_BYTES[chosen] * self.channels
        if view.nbytes % frame_bytes:
            raise InvalidError(f"{view.nbytes} bytes are not whole frames of {frame_bytes} bytes")
        data = view.cast("B") if view.nbytes else memoryview(b"")
        if data.readonly:
            pointer = ctypes.cast(ctypes.c_char_p(data.obj if isinstance(data.obj, bytes) and
                                                  len(data.obj) == data.nbytes else bytes(data)), ctypes.c_void_p)
        else:
            buffer = (ctypes.c_char * data.nbytes).from_buffer(data)
            pointer = ctypes.cast(buffer, ctypes.c_void_p)
        check(lib.mic_diag_analyzer_push(self._open(), pointer, view.nbytes // frame_bytes, int(chosen), time_us,
                                         int(flags)))

    def levels(self) -> Levels:
        """Levels of now. Any thread."""
        return read_levels(lib.mic_diag_analyzer_levels, self._open())

    def report(self) -> Report:
        """Judges all samples so far. Any thread."""
        out = ctypes.c_void_p()
        check(lib.mic_diag_analyzer_report(self._open(), ctypes.byref(out)))
        return take_report(out.value)

    def reset(self) -> None:
        """Forgets what was heard. By the pushing thread."""
        check(lib.mic_diag_analyzer_reset(self._open()))

    def _free(self, handle: int) -> None:
        lib.mic_diag_analyzer_free(handle)
