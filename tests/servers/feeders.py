"""What plays sound into a virtual microphone, and what records from one."""

import os
import select
import subprocess
import threading
import time

from . import sounds
from .processes import Process, ServerError, wait_until


class Loop:
    """Writes the same samples over and over to a descriptor until it is closed at the other end or stopped.

    With `pace` it writes no faster than the sound would play, for a reader that has no clock of its own.
    """

    BLOCK = sounds.RATE_HZ // 50 * 2

    def __init__(self, descriptor, samples, pace):
        self._descriptor, self._samples, self._pace = descriptor, samples, pace
        self._stopped = threading.Event()
        os.set_blocking(descriptor, False)
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)
        self._thread.start()

    def _run(self):
        start, written, offset = time.monotonic(), 0, 0
        try:
            while not self._stopped.is_set():
                if self._pace:
                    ahead = written / (2 * sounds.RATE_HZ) - (time.monotonic() - start)
                    if ahead > 0.06:
                        self._stopped.wait(0.01)
                        continue
                if not select.select([], [self._descriptor], [], 0.1)[1]:
                    continue
                block = self._samples[offset : offset + self.BLOCK]
                count = os.write(self._descriptor, block)
                written += count
                offset = (offset + count) % len(self._samples)
        except OSError:
            pass  # the server or the player has gone: the test that made it go knows

    def stop(self):
        self._stopped.set()
        self._thread.join()
        os.close(self._descriptor)


class Player:
    """`pacat` playing a loop into a sink. Ready when the server says that its stream runs."""

    def __init__(self, server, sink, samples):
        reader, writer = os.pipe()
        try:
            self.process = Process(
                ["pacat", "--playback", f"--device={sink}", "--raw", "--format=s16ne", "--channels=1",
                 f"--rate={sounds.RATE_HZ}", "--latency-msec=20", "--client-name=virtual voice"],
                server.tools_env, server.log_path("pacat"), stdin=reader,
            )  # fmt: skip
        except BaseException:
            os.close(writer)
            raise
        finally:
            os.close(reader)
        self.loop = Loop(writer, samples, pace=False)

        def plays():
            self.process.check()
            return any(
                stream["properties"].get("application.process.id") == str(self.process.pid)
                and stream["corked"] is False
                for stream in server.list("sink-inputs")
            ) and any(item["name"] == sink and item["state"] == "RUNNING" for item in server.list("sinks"))

        try:
            wait_until(plays, f"the feed of {sink} to play")
        except BaseException:
            self.stop()
            raise

    def stop(self):
        self.process.stop()
        self.loop.stop()


class FifoWriter:
    """Feeds PulseAudio's module-pipe-source, at the speed of the sound."""

    def __init__(self, path, samples):
        self.loop = Loop(os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC), samples, pace=True)

    def stop(self):
        self.loop.stop()


class Recorder:
    """Another program that records: `parec` under a name of its choice. A context manager."""

    def __init__(self, server, source, program):
        self.process = Process(
            ["parec", f"--device={source}", "--raw", "--format=s16ne", "--channels=1", f"--rate={sounds.RATE_HZ}",
             "--latency-msec=20", f"--client-name={program}", f"--property=application.process.binary={program}"],
            server.tools_env, server.log_path("parec"), stdout=subprocess.PIPE,
        )  # fmt: skip
        self._server = server
        try:
            wait_until(self._is_listed, f"{program} to record from {source}")
        except BaseException:
            self.stop()
            raise

    def _is_listed(self):
        self.process.check()
        return self._server.source_output_of([self.process.pid])

    def read(self, seconds, deadline_s=10.0):
        """Waits for that much recorded sound and returns its samples."""
        wanted, end, result = int(seconds * sounds.RATE_HZ) * 2, time.monotonic() + deadline_s, b""
        descriptor = self.process.popen.stdout.fileno()
        while len(result) < wanted:
            rest = end - time.monotonic()
            if rest <= 0 or not select.select([descriptor], [], [], rest)[0]:
                raise ServerError(f"only {len(result) // 2} of {wanted // 2} samples in {deadline_s:g} s")
            block = os.read(descriptor, 65536)
            if not block:
                self.process.check()
                raise ServerError("the recording ended")
            result += block
        return result

    def read_until_heard(self, above_rms=0.0, deadline_s=10.0):
        """Waits for sound that is louder than an RMS (1.0 is full scale) over 0.1 s, and returns that RMS."""
        end = time.monotonic() + deadline_s
        while True:
            level = sounds.rms(self.read(0.1, max(end - time.monotonic(), 0.0)))
            if level > above_rms:
                return level

    def stop(self):
        self.process.stop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
