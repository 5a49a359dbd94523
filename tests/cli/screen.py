"""Runs the tool on a terminal of its own and knows what that terminal shows."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

from tool import TOOL, environment

DEADLINE_S = 30
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Screen:
    """The lines a terminal shows after what was written to it, as far as the tool uses one.

    Any other control sequence than those the tool may use is an error.
    """

    def __init__(self):
        self.lines = [""]
        self.column = 0

    def write(self, text):
        text = COLOUR.sub("", text)
        while text:
            if text.startswith("\x1b[K"):
                self.lines[-1] = self.lines[-1][: self.column]
                text = text[3:]
                continue
            character, text = text[0], text[1:]
            if character == "\r":
                self.column = 0
            elif character == "\n":
                self.lines.append("")
            else:
                assert character.isprintable(), f"unexpected {character!r}"
                line = self.lines[-1].ljust(self.column)
                self.lines[-1] = line[: self.column] + character + line[self.column + 1 :]
                self.column += 1


class Run:
    """The tool on a terminal; stdout may go elsewhere."""

    def __init__(self, *arguments, columns=80, stdout_to=None, **env):
        self.output = ""
        self.status = None
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            try:
                self._resize(0, columns)
                if stdout_to:
                    os.dup2(os.open(stdout_to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
                os.execve(TOOL, [TOOL, *arguments], environment(**{"TERM": "xterm-256color", **env}))
            finally:
                os._exit(127)

    @staticmethod
    def _resize(descriptor, columns):
        fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def resize(self, columns):
        self._resize(self.terminal, columns)

    def type(self, text):
        os.write(self.terminal, text.encode())

    def read(self, until=None):
        """Reads until a pattern has come, or to the end."""
        end = time.monotonic() + DEADLINE_S
        start = len(self.output)
        while until is None or not re.search(until, self.output[start:]):
            left = end - time.monotonic()
            assert left > 0 and select.select([self.terminal], [], [], left)[0], f"no {until!r} in {self.output!r}"
            try:
                got = os.read(self.terminal, 65536)
            except OSError:  # how Linux says that the other side was closed
                got = b""
            if not got:
                assert until is None, f"no {until!r} in {self.output!r}"
                return self
            self.output += got.decode("utf-8", "replace")
        return self

    def end(self):
        """Reads to the end; the exit status, or minus a signal."""
        self.read()
        self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.terminal)
        self.pid = 0
        return self.status

    def close(self):
        """For tests that failed in between."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            os.close(self.terminal)
            self.pid = 0

    def shown(self):
        """The lines that stand on the screen now."""
        screen = Screen()
        screen.write(self.output)
        return screen.lines

    def frames(self, text=None):
        """What was drawn on one line again and again, without colours."""
        text = self.output if text is None else text
        return [f.split("\x1b[K")[0] for f in COLOUR.sub("", text).split("\r") if "\x1b[K" in f]
