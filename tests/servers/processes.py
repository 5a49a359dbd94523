"""Starting, waiting for and stopping processes by their id."""

import os
import shutil
import signal
import subprocess
import time

DEADLINE_S = 15.0
"""How long any state may take to come. Only a broken machine reaches it, so it is generous."""

STOP_S = 3.0
"""How long a process may take to end after SIGTERM before it gets SIGKILL."""


class ServerError(RuntimeError):
    """A server, or a command sent to it, did not do what it should."""


class MissingProgram(ServerError):
    """A program that the fixture needs is not installed."""


def wait_until(condition, what, seconds=DEADLINE_S, interval=0.01):
    """Waits until `condition()` is true and returns its value.

    `what` completes the sentence "waited N s for ...". Raises ServerError when the time is over.
    """
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise ServerError(f"waited {seconds:g} s for {what}")
        time.sleep(interval)


def require(program):
    """The path of an installed program; raises MissingProgram."""
    path = shutil.which(program)
    if not path:
        raise MissingProgram(f"{program} is not installed")
    return path


def is_running(pid):
    """True while the process exists and is no zombie."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:
            return stat.read().rpartition(b")")[2].split()[0] not in (b"Z", b"X")
    except OSError:
        return False


def state_of(pid):
    """The kernel's letter for the process's state, such as "S", or "T" when it is stopped; "" if it is gone."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:
            return stat.read().rpartition(b")")[2].split()[0].decode()
    except OSError:
        return ""


class Process:
    """A child that ends with its fixture, even when the test itself is killed.

    `setpriv` asks the kernel to kill the child when the thread that started it ends, so start fixtures from
    a thread that lives as long as they do: the main one.
    """

    def __init__(self, arguments, env, log, stdin=subprocess.DEVNULL, stdout=None):
        program = require(arguments[0])
        self.name = os.path.basename(arguments[0])
        self.log = log
        with open(log, "ab") as output:
            self.popen = subprocess.Popen(
                [require("setpriv"), "--pdeathsig=KILL", program, *arguments[1:]],
                env=env,
                stdin=stdin,
                stdout=output if stdout is None else stdout,
                stderr=output,
                start_new_session=True,
            )
        self.pid = self.popen.pid

    def alive(self):
        """True while it runs; collects its exit status otherwise."""
        return self.popen.poll() is None

    def check(self):
        """Raises ServerError with the end of its log when it has ended. Returns True otherwise."""
        if self.alive():
            return True
        with open(self.log, "r", encoding="utf-8", errors="replace") as log:
            tail = log.read()[-2000:]
        raise ServerError(f"{self.name} ended with status {self.popen.returncode}:\n{tail}")

    def send(self, number):
        """Sends a signal unless it has ended."""
        if self.alive():
            os.kill(self.pid, number)

    def freeze(self):
        """Stops it with SIGSTOP and waits until the kernel has done so."""
        self.send(signal.SIGSTOP)
        wait_until(lambda: state_of(self.pid) in ("T", "", "Z"), f"{self.name} to freeze")

    def thaw(self):
        self.send(signal.SIGCONT)

    def kill(self):
        """Ends it at once, as a crash would."""
        self.send(signal.SIGKILL)
        self.popen.wait(STOP_S)
        self._close()

    def stop(self):
        """Ends it in order: SIGCONT (it may be frozen), SIGTERM, and SIGKILL when that takes too long."""
        self._close()
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        try:
            self.popen.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def _close(self):
        for stream in (self.popen.stdin, self.popen.stdout):
            if stream:
                try:
                    stream.close()
                except OSError:
                    pass  # the reader has gone, and with it what was still in the buffer
