"""What was seen, once: facts and the devices in them."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

from ._library import lib, text
from .constants import DeviceState, as_answer, as_enum


@dataclass(frozen=True)
class Device:
    """One input, including disabled and unplugged ones. None: unknown."""

    id: str
    name: str
    state: DeviceState
    is_default: bool | None
    is_communications_default: bool | None
    is_monitor: bool | None
    is_muted: bool | None
    volume_db: float | None
    facts: dict[str, Any]


@dataclass(frozen=True)
class Facts:
    """Everything seen, with its source. `json` can be given to Context.simulate()."""

    json: str
    devices: tuple[Device, ...]

    @property
    def data(self) -> dict[str, Any]:
        """The same as Python objects."""
        return json.loads(self.json)

    def device(self, device_id: str) -> Device | None:
        """The device with an id, or None."""
        return next((device for device in self.devices if device.id == device_id), None)


def _device(handle: int) -> Device:
    volume = lib.mic_diag_device_volume_db(handle)
    return Device(
        id=text(lib.mic_diag_device_id(handle)),
        name=text(lib.mic_diag_device_name(handle)),
        state=as_enum(DeviceState, lib.mic_diag_device_get_state(handle)),
        is_default=as_answer(lib.mic_diag_device_is_default(handle)),
        is_communications_default=as_answer(lib.mic_diag_device_is_communications_default(handle)),
        is_monitor=as_answer(lib.mic_diag_device_is_monitor(handle)),
        is_muted=as_answer(lib.mic_diag_device_is_muted(handle)),
        volume_db=None if math.isnan(volume) else volume,
        facts=json.loads(text(lib.mic_diag_device_json(handle)) or "{}"),
    )


def take_facts(handle: int) -> Facts:
    """Copies facts into Python and frees the library's."""
    try:
        count = lib.mic_diag_device_count(handle)
        devices = tuple(_device(lib.mic_diag_device_at(handle, i)) for i in range(count))
        return Facts(json=text(lib.mic_diag_facts_json(handle)), devices=devices)
    finally:
        lib.mic_diag_facts_free(handle)
