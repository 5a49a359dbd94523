"""Levels, for a meter."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from typing import Callable

from ._library import LevelsStruct, lib
from .errors import check


@dataclass(frozen=True)
class Levels:
    """Levels; dB are relative to full scale. None where the library has no value."""

    channels: int
    frames: int
    rms_dbfs: float | None
    peak_dbfs: float | None
    noise_dbfs: float | None
    speech_dbfs: float | None
    speech_now: float | None
    speech_ratio: float | None
    clipped: int
    dropouts: int
    dead_channels: int


def read_levels(function: Callable, handle: int, context: int | None = None) -> Levels:
    """Levels as one of the library's `_levels` functions gives them."""
    raw = LevelsStruct()
    lib.mic_diag_levels_init(ctypes.byref(raw), ctypes.sizeof(raw))
    check(function(handle, ctypes.byref(raw)), context)
    values = {}
    for field, _ in LevelsStruct._fields_:
        value = getattr(raw, field)
        values[field] = None if isinstance(value, float) and math.isnan(value) else value
    del values["struct_size"], values["reserved"]
    return Levels(**values)
