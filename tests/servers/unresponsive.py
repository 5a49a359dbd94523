"""A socket that looks like a sound server and does not behave like one."""

import os
import random
import socket
import threading

from .sound_server import PrivateHome

BEHAVIOURS = ("silent", "closing", "garbage")


class UnresponsiveServer(PrivateHome):
    """Listens where PulseAudio would, and is "silent" (accepts and never answers), "closing" (hangs up at
    once) or sends "garbage". A context manager. `address_given` puts its address into `env` as well.
    """

    def __init__(self, behaviour, address_given=True):
        if behaviour not in BEHAVIOURS:
            raise ValueError(f"{behaviour}: not one of {', '.join(BEHAVIOURS)}")
        super().__init__()
        self.behaviour = behaviour
        os.mkdir(os.path.join(self.runtime, "pulse"), 0o700)
        path = os.path.join(self.runtime, "pulse", "native")
        self.address = "unix:" + path
        if address_given:
            self.env["PULSE_SERVER"] = self.address
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(path)
        self._connections = []
        self._thread = threading.Thread(target=self._serve, name="unresponsive", daemon=True)

    @property
    def connections(self):
        """How many clients have connected so far."""
        return len(self._connections)

    def _serve(self):
        generator = random.Random(1)
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return  # stop() has shut the socket down
            self._connections.append(connection)
            try:
                if self.behaviour == "closing":
                    connection.close()
                elif self.behaviour == "garbage":
                    connection.sendall(generator.randbytes(4096))
            except OSError:
                pass  # the client was faster in hanging up

    def __enter__(self):
        self._socket.listen(16)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()
        for connection in self._connections:
            connection.close()
        self.remove()
