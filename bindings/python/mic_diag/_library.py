"""The shared library and its functions, as ctypes sees them. One line a function, in the header's order."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
from ctypes import POINTER, c_char_p, c_float, c_int32, c_int64, c_uint32, c_uint64, c_void_p
from pathlib import Path
from typing import Iterator

ABI = 0


class OptionsStruct(ctypes.Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("timeout_ms", c_uint32),
        ("listen_ms", c_uint32),
        ("stop_early", c_int32),
        ("reserved", c_int32),
        ("device_id", c_char_p),
        ("device_name", c_char_p),
        ("only", c_char_p),
        ("off", c_char_p),
    ]


class LevelsStruct(ctypes.Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("channels", c_uint32),
        ("frames", c_uint64),
        ("rms_dbfs", c_float),
        ("peak_dbfs", c_float),
        ("noise_dbfs", c_float),
        ("speech_dbfs", c_float),
        ("speech_now", c_float),
        ("speech_ratio", c_float),
        ("clipped", c_uint32),
        ("dropouts", c_uint32),
        ("dead_channels", c_uint32),
        ("reserved", c_uint32),
    ]


class EventStruct(ctypes.Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("type", c_int32),
        ("time_us", c_int64),
        ("frame", c_uint64),
        ("value", c_int32),
        ("run", c_int32),
        ("device_id", c_char_p),
        ("text", c_char_p),
    ]


STRUCTS = {"mic_diag_options": OptionsStruct, "mic_diag_levels": LevelsStruct, "mic_diag_event": EventStruct}

_handle = c_void_p
_out = POINTER(c_void_p)
_text = c_char_p
_result = c_int32

# name: (result, arguments). A test compares every line with the header.
FUNCTIONS = {
    "mic_diag_version": (c_uint32, []),
    "mic_diag_version_text": (_text, []),
    "mic_diag_abi": (c_uint32, []),
    "mic_diag_constant": (c_int32, [_text, c_int32]),
    "mic_diag_name": (_text, [_text, c_int32]),
    "mic_diag_result_text": (_text, [_result]),
    "mic_diag_context_create": (_result, [_text, _out]),
    "mic_diag_context_create_simulated": (_result, [_text, _out]),
    "mic_diag_context_free": (None, [_handle]),
    "mic_diag_context_error": (_text, [_handle]),
    "mic_diag_context_configure": (_result, [_handle, _text, _text]),
    "mic_diag_context_tell": (_result, [_handle, _text, _text]),
    "mic_diag_simulate": (_result, [_handle, _text]),
    "mic_diag_scenario_count": (c_uint32, []),
    "mic_diag_scenario_name": (_text, [c_uint32]),
    "mic_diag_scenario_text": (_text, [c_uint32]),
    "mic_diag_facts_read": (_result, [_handle, c_uint32, _out]),
    "mic_diag_facts_free": (None, [_handle]),
    "mic_diag_facts_json": (_text, [_handle]),
    "mic_diag_device_count": (c_uint32, [_handle]),
    "mic_diag_device_at": (_handle, [_handle, c_uint32]),
    "mic_diag_device_find": (_handle, [_handle, _text]),
    "mic_diag_device_id": (_text, [_handle]),
    "mic_diag_device_name": (_text, [_handle]),
    "mic_diag_device_get_state": (c_int32, [_handle]),
    "mic_diag_device_is_default": (c_int32, [_handle]),
    "mic_diag_device_is_communications_default": (c_int32, [_handle]),
    "mic_diag_device_is_monitor": (c_int32, [_handle]),
    "mic_diag_device_is_muted": (c_int32, [_handle]),
    "mic_diag_device_volume_db": (c_float, [_handle]),
    "mic_diag_device_json": (_text, [_handle]),
    "mic_diag_options_init": (None, [POINTER(OptionsStruct), c_uint32]),
    "mic_diag_diagnose": (_result, [_handle, POINTER(OptionsStruct), _out]),
    "mic_diag_diagnose_start": (c_int32, [_handle, POINTER(OptionsStruct)]),
    "mic_diag_diagnose_take": (_result, [_handle, _out]),
    "mic_diag_cancel": (None, [_handle]),
    "mic_diag_report_free": (None, [_handle]),
    "mic_diag_report_verdict": (c_int32, [_handle]),
    "mic_diag_report_summary": (_text, [_handle]),
    "mic_diag_report_json": (_text, [_handle, c_uint32]),
    "mic_diag_report_text": (_text, [_handle, c_uint32]),
    "mic_diag_report_check_count": (c_uint32, [_handle]),
    "mic_diag_report_check_id": (_text, [_handle, c_uint32]),
    "mic_diag_report_check_title": (_text, [_handle, c_uint32]),
    "mic_diag_report_check_status": (c_int32, [_handle, c_uint32]),
    "mic_diag_report_check_reason": (_text, [_handle, c_uint32]),
    "mic_diag_report_finding_count": (c_uint32, [_handle]),
    "mic_diag_report_finding": (_handle, [_handle, c_uint32]),
    "mic_diag_finding_id": (_text, [_handle]),
    "mic_diag_finding_severity": (c_int32, [_handle]),
    "mic_diag_finding_title": (_text, [_handle]),
    "mic_diag_finding_explanation": (_text, [_handle]),
    "mic_diag_finding_device_id": (_text, [_handle]),
    "mic_diag_finding_cause": (_handle, [_handle]),
    "mic_diag_finding_evidence_count": (c_uint32, [_handle]),
    "mic_diag_finding_evidence_key": (_text, [_handle, c_uint32]),
    "mic_diag_finding_evidence_value": (_text, [_handle, c_uint32]),
    "mic_diag_finding_fix_count": (c_uint32, [_handle]),
    "mic_diag_finding_fix": (_handle, [_handle, c_uint32]),
    "mic_diag_fix_key": (_text, [_handle]),
    "mic_diag_fix_get_kind": (c_int32, [_handle]),
    "mic_diag_fix_flags": (c_uint32, [_handle]),
    "mic_diag_fix_title": (_text, [_handle]),
    "mic_diag_fix_text": (_text, [_handle]),
    "mic_diag_fix_target": (_text, [_handle]),
    "mic_diag_fix_device_id": (_text, [_handle]),
    "mic_diag_fix_apply": (_result, [_handle, _text]),
    "mic_diag_fix_start": (_result, [_handle, _text]),
    "mic_diag_fix_undo": (_result, [_handle, _text]),
    "mic_diag_levels_init": (None, [POINTER(LevelsStruct), c_uint32]),
    "mic_diag_diagnose_levels": (_result, [_handle, POINTER(LevelsStruct)]),
    "mic_diag_analyzer_create": (_result, [c_uint32, c_uint32, _out]),
    "mic_diag_analyzer_free": (None, [_handle]),
    "mic_diag_analyzer_reset": (_result, [_handle]),
    "mic_diag_analyzer_push": (_result, [_handle, c_void_p, c_uint32, c_int32, c_int64, c_uint32]),
    "mic_diag_analyzer_levels": (_result, [_handle, POINTER(LevelsStruct)]),
    "mic_diag_analyzer_report": (_result, [_handle, _out]),
    "mic_diag_monitor_open": (_result, [_handle, _text, _out]),
    "mic_diag_monitor_free": (None, [_handle]),
    "mic_diag_monitor_get_state": (c_int32, [_handle]),
    "mic_diag_monitor_levels": (_result, [_handle, POINTER(LevelsStruct)]),
    "mic_diag_monitor_report": (_result, [_handle, _out]),
    "mic_diag_monitor_format": (_result, [_handle, POINTER(c_uint32), POINTER(c_uint32)]),
    "mic_diag_monitor_read": (c_int32, [_handle, POINTER(c_float), c_uint32]),
    "mic_diag_event_init": (None, [POINTER(EventStruct), c_uint32]),
    "mic_diag_next_event": (c_int32, [_handle, c_uint32, POINTER(EventStruct)]),
    "mic_diag_event_handle": (c_int64, [_handle]),
}


def _file_names() -> list[str]:
    if sys.platform == "win32":
        return ["mic_diag.dll"]
    if sys.platform == "darwin":
        return ["libmic_diag.0.dylib", "libmic_diag.dylib"]
    return ["libmic_diag.so.0", "libmic_diag.so"]


def _candidates() -> Iterator[str]:
    """Where the library may be, the most explicit place first."""
    told = os.environ.get("MIC_DIAG_LIBRARY")
    if told:
        yield told  # and nothing else: whoever says where it is wants that one
        return
    package = Path(__file__).resolve().parent
    for folder in (package, package.parent):
        for file_name in _file_names():
            if (folder / file_name).is_file():
                yield str(folder / file_name)
    yield from _file_names()  # as the system's loader looks for it
    found = ctypes.util.find_library("mic_diag")
    if found:
        yield found


def _load() -> tuple[ctypes.CDLL, str]:
    tried = []
    for path in _candidates():
        try:
            return ctypes.CDLL(path), path
        except OSError as error:
            tried.append(f"{path}: {error}")
    raise ImportError("the mic_diag library was not found; set MIC_DIAG_LIBRARY to its path\n  " + "\n  ".join(tried))


lib, _path = _load()
for _name, (_restype, _argtypes) in FUNCTIONS.items():
    _function = getattr(lib, _name)
    _function.restype = _restype
    _function.argtypes = _argtypes
if lib.mic_diag_abi() != ABI:
    raise ImportError(f"{_path} has binary interface {lib.mic_diag_abi()}, this package is for {ABI}")


def library_path() -> str:
    """The library that was loaded, as it was asked for."""
    return _path


def version() -> int:
    """Version of the library, as a number: 0.1.0 is 100."""
    return lib.mic_diag_version()


def version_text() -> str:
    """Version of the library, such as "0.1.0"."""
    return text(lib.mic_diag_version_text())


def abi() -> int:
    """Binary interface of the library."""
    return lib.mic_diag_abi()


def text(value: bytes | None) -> str:
    """What the library says, as str. It always is UTF-8."""
    return value.decode("utf-8") if value else ""


def encode(value: str | None) -> bytes | None:
    """A str for the library; a NUL inside would cut it, so it is refused."""
    if value is None:
        return None
    if "\0" in value:
        raise ValueError("text with a NUL character")
    return value.encode("utf-8")
