"""Speaks the helper's protocol (lib/platform/system/protocol.h), as a host does."""

import json
import os
import select
import signal
import socket
import struct
import time

MAGIC, VERSION = 0x3148444D, 1
HELLO, REQUEST, STEP, ALIVE, FACTS, EVENT, STARTED, AUDIO, APPLIED, ERROR, DONE = range(1, 12)
PROBE, WATCH, CAPTURE, APPLY = range(1, 5)
FAILED, DENIED, BUSY, GONE, FORMAT, NO_SERVER, LOST, MOVED, MISSING = range(9)
APPLY_OK, STALE, APPLY_GONE, REFUSED, UNSUPPORTED, NOT_KEPT = range(6)
DEVICES, DEFAULT, VOLUME, MUTE = range(1, 5)

HEADER = struct.Struct("=IHH")
REQUEST_BODY = struct.Struct("=6I")
AUDIO_HEAD = struct.Struct("=qQIIII")
EVENT_HEAD = struct.Struct("=Iiq")
LENGTH_MAX = 1 << 20


class Ended(Exception):
    """The helper closed its socket."""


def text(field):
    return field.split(b"\0")[0].decode()


class Frame:
    """A frame, its body taken apart."""

    def __init__(self, kind, request, body):
        self.kind, self.request, self.body, self.at = kind, request, body, time.monotonic()
        if kind == HELLO:
            self.magic, self.version, self.pid = struct.unpack("=IIQ", body)
        elif kind == STEP:
            assert len(body) == 32
            self.name = text(body)
        elif kind in (ALIVE, DONE):
            assert not body
        elif kind == FACTS:
            self.more, _ = struct.unpack_from("=II", body)
            self.json = body[8:]
        elif kind == EVENT:
            self.change, self.value, self.time_us = EVENT_HEAD.unpack_from(body)
            self.device = body[EVENT_HEAD.size :].decode()
        elif kind == STARTED:
            self.rate_hz, self.channels = struct.unpack_from("=II", body)
            self.device = text(body[8:])
            assert len(body) == 8 + 256
        elif kind == AUDIO:
            head = AUDIO_HEAD.unpack_from(body)
            self.time_us, self.first_frame, self.frames, self.channels, self.gap, self.dropped = head
            samples = body[AUDIO_HEAD.size :]
            assert len(samples) == 4 * self.frames * self.channels
            self.samples = memoryview(samples).cast("f")
        elif kind == APPLIED:
            self.result, _ = struct.unpack_from("=iI", body)
            self.before, self.after = text(body[8:264]), text(body[264:520])
        elif kind == ERROR:
            self.failure, self.code = struct.unpack_from("=ii", body)
            self.step, self.text = text(body[8:40]), text(body[40:296])
        else:
            raise AssertionError(f"the helper sent a frame of type {kind}")

    def __repr__(self):
        shown = {key: value for key, value in vars(self).items() if key not in ("body", "samples", "json", "at")}
        return f"Frame({shown})"


class Helper:
    """A running helper; a context manager that leaves nothing behind."""

    def __init__(self, program=None, env=None, host_socket_buffer=None, file_actions=()):
        program = program or os.environ["MIC_DIAG_TEST_HELPER"]
        self.ours, theirs = socket.socketpair()
        if host_socket_buffer:
            theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, host_socket_buffer)
        self.begun = time.monotonic()
        null = os.open(os.devnull, os.O_WRONLY)
        env = dict(os.environ if env is None else env)
        env.setdefault("PULSE_LATENCY_MSEC", "20")
        env.setdefault("PULSE_COOKIE", "/dev/zero")
        self.pid = os.posix_spawn(
            program, ["mic-diag-helper"], env,
            file_actions=[(os.POSIX_SPAWN_DUP2, theirs.fileno(), 0), (os.POSIX_SPAWN_DUP2, null, 1),
                          (os.POSIX_SPAWN_DUP2, null, 2), *file_actions],
            setpgroup=0, setsigmask=[], setsigdef=list(signal.valid_signals()),
        )  # fmt: skip
        os.close(null)
        theirs.close()
        self.status = None
        self.steps = []
        self.alive = []  # when it said that it lives
        self.buffer = bytearray()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ours.close()
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)

    @property
    def ms(self):
        return (time.monotonic() - self.begun) * 1000

    # Speaking

    def request(self, operation, about="", rate_hz=0, channels=0, deadline_ms=3000, number=7):
        data = about.encode()
        body = REQUEST_BODY.pack(operation, rate_hz, channels, deadline_ms, len(data), 0) + data
        self.ours.sendall(HEADER.pack(len(body), REQUEST, number) + body)
        return self

    # Listening

    def read(self, size, seconds):
        """So many bytes; None when they did not come in time."""
        until = time.monotonic() + seconds
        while len(self.buffer) < size:
            left = until - time.monotonic()
            if not select.select([self.ours], [], [], max(0, left))[0]:
                return None
            try:
                data = self.ours.recv(1 << 16)
            except ConnectionResetError:
                data = b""
            if not data:
                raise Ended
            self.buffer += data
        data = bytes(self.buffer[:size])
        del self.buffer[:size]
        return data

    def any_frame(self, seconds=5.0):
        """The next frame; None when none came in time."""
        until = time.monotonic() + seconds
        head = self.read(HEADER.size, seconds)
        if head is None:
            return None
        length, kind, request = HEADER.unpack(head)
        assert length <= LENGTH_MAX, f"a frame of {length} bytes"
        body = self.read(length, max(1.0, until - time.monotonic()))
        assert body is not None, "half a frame"
        return Frame(kind, request, body)

    def frame(self, seconds=5.0):
        """The next frame that is neither step nor sign of life; None when none came in time."""
        until = time.monotonic() + seconds
        while True:
            frame = self.any_frame(max(0, until - time.monotonic()))
            if frame is None:
                return None
            if frame.kind == STEP:
                self.steps.append(frame.name)
            elif frame.kind == ALIVE:
                self.alive.append(frame.at)
            else:
                return frame

    def expect(self, kind, seconds=5.0):
        frame = self.frame(seconds)
        assert frame is not None, f"no frame {kind} in {seconds} s; last step {self.steps[-1:]}"
        assert frame.kind == kind, f"{frame} instead of {kind}"
        return frame

    def hello(self):
        frame = self.expect(HELLO)
        assert (frame.magic, frame.version, frame.pid) == (MAGIC, VERSION, self.pid)
        return self

    def facts(self, seconds=5.0):
        """Facts, whole; the end is not read."""
        data = b""
        while True:
            frame = self.expect(FACTS, seconds)
            data += frame.json
            if not frame.more:
                return json.loads(data.decode())

    def probe(self, name, **more):
        """Carries out a probe to its end and returns its facts."""
        self.hello().request(PROBE, name, **more)
        facts = self.facts()
        self.expect(DONE)
        assert self.wait() == 0
        return facts

    def until(self, kind, seconds=5.0):
        """Drops frames until one of this kind."""
        end = time.monotonic() + seconds
        while True:
            frame = self.frame(max(0, end - time.monotonic()))
            assert frame is not None, f"no frame {kind} in {seconds} s"
            if frame.kind == kind:
                return frame

    # Ending

    def wait(self, seconds=5.0):
        """Its exit status, negative for a signal; None when it still runs."""
        if self.status is None:
            until = time.monotonic() + seconds
            pidfd = os.pidfd_open(self.pid)
            try:
                if not select.select([pidfd], [], [], max(0, until - time.monotonic()))[0]:
                    return None
            finally:
                os.close(pidfd)
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.status


def facts_of(name, env=None, **more):
    """The facts of one probe."""
    with Helper(env=env) as helper:
        return helper.probe(name, **more)
