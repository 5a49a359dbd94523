"""Private, headless sound servers with virtual microphones, for tests. See README.md."""

from .pipewire_server import PipeWireServer
from .pulse_server import PulseServer
from .processes import MissingProgram, ServerError, wait_until
from .sound_server import SoundServer
from .unresponsive import UnresponsiveServer

__all__ = [
    "MissingProgram",
    "PipeWireServer",
    "PulseServer",
    "ServerError",
    "SoundServer",
    "UnresponsiveServer",
    "wait_until",
]
