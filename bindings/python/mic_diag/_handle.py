"""What every object of the library that must be closed has in common."""

from __future__ import annotations

from typing import TypeVar

from .errors import InvalidError

_Self = TypeVar("_Self", bound="Handle")


class Handle:
    """Holds the library's handle until close(); usable in a `with` block."""

    _what = "object"
    _handle: int | None = None

    def close(self) -> None:
        """Frees it. May be called twice."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            self._free(handle)

    def _free(self, handle: int) -> None:
        raise NotImplementedError

    def _open(self) -> int:
        if self._handle is None:
            raise InvalidError(f"this {self._what} is closed")
        return self._handle

    def __enter__(self: _Self) -> _Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()
