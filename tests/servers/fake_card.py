"""A sound card with a jack and two profiles on a PipeWireServer. The C program fake_card is the card."""

import os
import select
import subprocess

from .processes import MissingProgram, Process, ServerError, wait_until

PROGRAM_VARIABLE = "MIC_DIAG_FAKE_CARD"
"""Where the build put the program."""


class FakeCard:
    """A context manager. The card's microphone is the source `source`, while its profile has one.

    It is silent until the server feeds it. The session manager takes another default when the jack is empty.
    """

    def __init__(self, server, name="fake_card", source="headset_microphone"):
        program = os.environ.get(PROGRAM_VARIABLE, "")
        if not os.path.exists(program):
            raise MissingProgram(f"{PROGRAM_VARIABLE} does not name the program fake_card")
        self._server, self.name, self.source = server, name, source
        self.process = Process(
            [program, name], server.tools_env, server.log_path("fake_card"),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def __enter__(self):
        try:
            answer = self._read_line().split()
            if len(answer) != 2 or answer[0] != "device":
                raise ServerError(f"fake_card said {' '.join(answer)!r}")
            self._device = answer[1]
            wait_until(self.card, f"the card {self.name}")
            self._add_source()
        except BaseException:
            self.process.stop()
            raise
        return self

    def __exit__(self, *_):
        self._remove_source()
        self.process.stop()

    def card(self):
        """What the server says about the card, or None."""
        return next((card for card in self._server.list("cards") if card["name"] == self.name), None)

    def plug(self, state):
        """Something is in the jack ("yes"), nothing is ("no"), or nobody knows ("unknown")."""
        self._command(f"port {state}")
        wanted = {"yes": "available", "no": "not available", "unknown": "availability unknown"}[state]
        wait_until(
            lambda: any(port["availability"] == wanted for port in self._server.source(self.source)["ports"]),
            f"the jack to be {wanted}",
        )

    def switch_off(self):
        """Chooses the profile that has no input; the source goes, as it does on a real card."""
        self._server.pactl("set-card-profile", self.name, "off")
        wait_until(lambda: self.card()["active_profile"] == "off", "the profile to be off")
        self._remove_source()
        wait_until(lambda: not self._server.source(self.source), "the card's source to go")

    def _add_source(self):
        self._server.tool(
            "pw-cli", "create-node", "adapter",
            f"{{ factory.name=support.null-audio-sink node.name={self.source} "
            f'node.description="Headset Microphone" media.class=Audio/Source/Virtual audio.position=[MONO] '
            f"device.id={self._device} card.profile.device=0 device.api=alsa object.linger=true }}",
        )  # fmt: skip
        wait_until(
            lambda: (self._server.source(self.source) or {}).get("ports"), "the card's source and its port"
        )
        self._server.feed_by_link(self.source)

    def _remove_source(self):
        try:
            node = self._server.node(self.source)
            if node:
                self._server.tool("pw-cli", "destroy", str(node["id"]))
        except ServerError:
            if self._server.front.alive():
                raise

    def _command(self, line):
        self.process.popen.stdin.write(line.encode() + b"\n")
        self.process.popen.stdin.flush()
        answer = self._read_line()
        if answer != "done":
            raise ServerError(f"fake_card answered {answer!r} to {line!r}")

    def _read_line(self, seconds=10.0):
        descriptor, line = self.process.popen.stdout.fileno(), b""
        while not line.endswith(b"\n"):
            if not select.select([descriptor], [], [], seconds)[0]:
                raise ServerError(f"fake_card said nothing in {seconds:g} s")
            byte = os.read(descriptor, 1)
            if not byte:
                self.process.popen.wait(seconds)
                self.process.check()
            line += byte
        return line.decode().strip()
