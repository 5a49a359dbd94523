"""One exception class for each result code."""

from __future__ import annotations

from ._library import lib, text
from .constants import constant


class Error(Exception):
    """A call failed. `result` is the library's code."""

    result = 0

    def __init__(self, message: str, result: int | None = None):
        super().__init__(message)
        if result is not None:
            self.result = result


class InvalidError(Error, ValueError):
    """An argument was wrong."""


class NoMemoryError(Error, MemoryError):
    """Not enough memory."""


class NotFoundError(Error, LookupError):
    """No such device, fix, finding or scenario."""


class UnsupportedError(Error):
    """Not possible on this platform or in this build."""


class DeniedError(Error):
    """The system or the user said no."""


class BusyError(Error):
    """Another call is running on this object."""


class TimedOutError(Error):
    """The system did not answer in time."""


class CancelledError(Error):
    """It was cancelled."""


class SystemFailedError(Error):
    """The system failed; the message says how."""


class StaleError(Error):
    """What the fix rests on no longer holds; nothing was changed."""


class NotEffectiveError(Error):
    """The fix was carried out, and the problem is still there."""


class ForkedError(Error):
    """This process was forked after the object was made."""


_CLASSES = {
    constant(f"MIC_DIAG_ERROR_{word}"): kind
    for word, kind in {
        "INVALID": InvalidError,
        "NO_MEMORY": NoMemoryError,
        "NOT_FOUND": NotFoundError,
        "UNSUPPORTED": UnsupportedError,
        "DENIED": DeniedError,
        "BUSY": BusyError,
        "TIMEOUT": TimedOutError,
        "CANCELLED": CancelledError,
        "SYSTEM": SystemFailedError,
        "STALE": StaleError,
        "NOT_EFFECTIVE": NotEffectiveError,
        "FORKED": ForkedError,
    }.items()
}


def check(result: int, context: int | None = None) -> int:
    """Returns a result that is no failure; raises its exception otherwise."""
    if result >= 0:
        return result
    said = text(lib.mic_diag_context_error(context)) if context else ""
    message = said or text(lib.mic_diag_result_text(result))
    raise _CLASSES.get(result, Error)(message, result)
