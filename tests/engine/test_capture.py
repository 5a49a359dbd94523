"""Listening on a real server, also where libsoundio by itself would crash.

MIC_DIAG_TEST_SERVER chooses "pulseaudio" or "pipewire"; MIC_DIAG_TEST_HELPER names the program.
"""

import math
import os
import select
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from engine import helper as h  # noqa: E402
from engine.helper import Helper  # noqa: E402
from servers import PipeWireServer, PulseServer, sounds, wait_until  # noqa: E402

IS_PIPEWIRE = os.environ.get("MIC_DIAG_TEST_SERVER") == "pipewire"
PROMPT_MS = 250 if not os.environ.get("MIC_DIAG_TEST_SANITIZER") else 2000
"""How soon the end of a stream is reported."""


def make_server(**options):
    return PipeWireServer(**options) if IS_PIPEWIRE else PulseServer()


class Listener:
    """Listens through a helper and checks the stream's own account of itself."""

    def __init__(self, server, device="pulse:microphone", **request):
        self.helper = Helper(env=server.env)
        self.helper.hello().request(h.CAPTURE, device, **request)
        self.started = None
        self.position = 0
        self.last = None  # when the last sound came
        self.samples = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.helper.__exit__()

    def start(self):
        self.started = self.helper.expect(h.STARTED)
        return self

    def block(self, seconds=5.0):
        """The next block of sound, or what came instead."""
        frame = self.helper.frame(seconds)
        if frame is None or frame.kind != h.AUDIO:
            return frame
        assert frame.channels == self.started.channels
        assert frame.first_frame == self.position, f"{frame}, expected at {self.position}"
        assert abs(time.monotonic() - frame.time_us / 1e6) < 5.0, "another clock"
        self.position += frame.frames
        self.last = frame.at
        return frame

    def listen(self, seconds):
        """Samples of the first channel, that many seconds of them."""
        samples = []
        while len(samples) < seconds * self.started.rate_hz:
            frame = self.block()
            assert frame is not None and frame.kind == h.AUDIO, f"{frame} after {len(samples)} samples"
            samples.extend(frame.samples.tolist()[:: frame.channels])
        return samples

    def hear(self, above=0.02, seconds=10.0):
        """Listens until there is sound of that RMS, and returns it."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            level = rms(self.listen(0.5))
            if level > above:
                return level
        raise AssertionError(f"nothing above {above} in {seconds} s")

    def end(self, seconds=5.0):
        """Drops sound; returns the frame that ends the stream."""
        until = time.monotonic() + seconds
        while True:
            frame = self.block(max(0, until - time.monotonic()))
            assert frame is not None, f"no end in {seconds} s"
            if frame.kind != h.AUDIO:
                assert frame.kind == h.ERROR, frame
                assert self.helper.wait() == 0
                return frame


def rms(samples):
    return math.sqrt(sum(value * value for value in samples) / max(1, len(samples)))


class CaptureTest(unittest.TestCase):
    def test_voice(self):
        with make_server() as server:
            server.add_microphone()
            server.feed()
            with Listener(server) as listener:
                listener.start()
                self.assertEqual((listener.started.rate_hz, listener.started.channels), (48000, 1))
                self.assertEqual(listener.started.device, "microphone")
                listener.hear()
                voice = sounds.voice()
                heard = rms(listener.listen(2 * len(voice) / 2 / sounds.RATE_HZ))
                self.assertAlmostEqual(heard, sounds.rms(voice), delta=0.01)
                listener.helper.ours.close()
                self.assertEqual(listener.helper.wait(), 0)
            self.assertEqual(server.left_behind(), [])

    def test_rate_and_channels(self):
        with make_server() as server:
            server.add_microphone(channels=2)
            for wanted, given in (((16000, 1), (16000, 1)), ((0, 0), (48000, 2)), ((44100, 2), (44100, 2))):
                with self.subTest(wanted=wanted):
                    with Listener(server, rate_hz=wanted[0], channels=wanted[1]) as listener:
                        listener.start()
                        self.assertEqual((listener.started.rate_hz, listener.started.channels), given)
                        listener.listen(0.2)

    def test_muted_is_exact_zeros(self):
        with make_server() as server:
            server.add_microphone()
            server.feed()
            server.set_mute("microphone", True)
            with Listener(server) as listener:
                self.assertEqual(rms(listener.start().listen(1.0)), 0.0)

    def test_no_speaker(self):
        """No sink at all: libsoundio alone crashes here."""
        with make_server(**({"silent_sink": False} if IS_PIPEWIRE else {})) as server:
            server.add_microphone_without_speaker()
            wait_until(lambda: not server.list("sinks"), "no sink to be there")
            server.feed()
            with Listener(server) as listener:
                listener.start().hear()

    def test_no_microphone(self):
        with make_server(**({"silent_sink": False} if IS_PIPEWIRE else {})) as server:
            with Listener(server) as listener:
                error = listener.helper.expect(h.ERROR)
                self.assertEqual((error.failure, error.step), (h.GONE, "find device"))
                self.assertEqual(listener.helper.wait(), 0)

    def test_beside_32_channels(self):
        """A sink and a source of 32 channels beside the healthy microphone."""
        with make_server() as server:
            server.add_microphone("wide", channels=32)
            server.add_microphone()
            server.feed()
            with Listener(server) as listener:
                listener.start().hear()
            with Listener(server, "pulse:wide") as listener:
                listener.start()
                self.assertEqual(listener.started.channels, 2)
                listener.listen(0.2)
            wide = next(one for one in h.facts_of("pulse", server.env)["devices"] if one["id"] == "pulse:wide")
            self.assertEqual(wide["channels"], 32, "the facts tell the truth")

    def test_gone_before(self):
        with make_server() as server:
            server.add_microphone()
            for device in ("pulse:gone", "alsa:hw:0", "microphone", ""):
                with self.subTest(device=device), Listener(server, device) as listener:
                    self.assertEqual(listener.helper.expect(h.ERROR).failure, h.GONE)

    def test_removed_while_listening(self):
        """Reported at once, and never mistaken for sound of another source."""
        with make_server() as server:
            server.add_microphone()
            server.add_microphone("other")
            server.feed()
            with Listener(server) as listener:
                listener.start().hear()
                server.pactl("unload-module", server._modules.pop("microphone"))
                asked = time.monotonic()
                error = listener.end()
                self.assertIn(error.failure, (h.LOST, h.MOVED))
                self.assertLess((error.at - asked) * 1000, PROMPT_MS)
                self.assertLess((error.at - listener.last) * 1000, PROMPT_MS)

    def test_server_killed_while_it_starts(self):
        """libsoundio waits for ever where the stream fails at its start; the helper says it nevertheless."""
        with make_server() as server:
            server.add_microphone()
            with Listener(server) as listener:
                while "find device" not in listener.helper.steps:
                    frame = listener.helper.any_frame()
                    listener.helper.steps += [frame.name] if frame.kind == h.STEP else []
                server.freeze()
                while listener.helper.frame(0.1):
                    pass
                self.assertIn(listener.helper.steps[-1], ("start", "capture"))
                killed = time.monotonic()
                server.front.kill()
                error = listener.helper.until(h.ERROR)
                self.assertIn(error.failure, (h.LOST, h.NO_SERVER))
                self.assertLess((error.at - killed) * 1000, PROMPT_MS)
                self.assertEqual(listener.helper.wait(), 0)

    def test_server_killed_while_listening(self):
        with make_server() as server:
            server.add_microphone()
            server.feed()
            with Listener(server) as listener:
                listener.start().hear()
                killed = time.monotonic()
                server.front.kill()
                error = listener.end()
                self.assertEqual(error.failure, h.LOST)
                self.assertLess((error.at - killed) * 1000, PROMPT_MS)

    def test_server_frozen_while_listening(self):
        """No sound and no error; the helper lives on, for the host to judge."""
        with make_server() as server:
            server.add_microphone()
            server.feed()
            with Listener(server) as listener:
                listener.start().hear()
                server.freeze()
                try:
                    while listener.block(0.5):
                        pass
                    count = len(listener.helper.alive)
                    while len(listener.helper.alive) < count + 2:
                        self.assertIsNone(listener.block(0.3))
                    self.assertEqual(listener.helper.steps[-1], "capture")
                finally:
                    server.thaw()

    @unittest.skipIf(IS_PIPEWIRE, "PipeWire does not suspend what is in use")
    def test_source_suspended_while_listening(self):
        """No sound and no error, but the last step tells."""
        with make_server() as server:
            server.add_microphone()
            server.feed()
            with Listener(server) as listener:
                listener.start().hear()
                server.pactl("suspend-source", "microphone", "1")
                while listener.block(0.5):
                    pass
                self.assertEqual(listener.helper.steps[-1], "suspended")
                server.pactl("suspend-source", "microphone", "0")
                listener.hear()
                self.assertEqual(listener.helper.steps[-1], "capture")

    def test_server_frozen_before(self):
        with make_server() as server:
            server.add_microphone()
            server.freeze()
            try:
                with Listener(server) as listener:
                    while len(listener.helper.alive) < 3:
                        self.assertIsNone(listener.helper.frame(0.3))
                    self.assertIn(listener.helper.steps[-1], ("connect", "list devices"))
            finally:
                server.thaw()

    @unittest.skipUnless(IS_PIPEWIRE, "PulseAudio has no session manager")
    def test_without_session_manager(self):
        """Nobody links the stream; the helper says which call waits, and lives."""
        with PipeWireServer(session_manager=False) as server:
            server.load("module-null-sink", "media.class=Audio/Source/Virtual", "sink_name=microphone")
            wait_until(lambda: server.source("microphone"), "the source")
            with Listener(server) as listener:
                while len(listener.helper.alive) < 3:
                    self.assertIsNone(listener.helper.frame(0.3))
                self.assertEqual(listener.helper.steps[-1], "start")
                killed = time.monotonic()
                server.front.kill()
                error = listener.helper.expect(h.ERROR)
                self.assertEqual(error.failure, h.NO_SERVER)
                self.assertLess((error.at - killed) * 1000, PROMPT_MS)

    def test_host_that_does_not_read(self):
        """Sound is dropped and counted, the frame clock runs on, and reading again gives sound again."""
        with make_server() as server:
            server.add_microphone("microphone", channels=8)
            with Listener(server, rate_hz=192000) as listener:
                listener.start().listen(0.2)
                time.sleep(1.5)  # 9 MB of sound; nothing says when it has been lost
                dropped, good = 0, 0
                while good < 20:  # blocks in a row, after the loss
                    frame = listener.helper.until(h.AUDIO)
                    lost = frame.first_frame - listener.position
                    self.assertEqual(lost, frame.dropped - dropped)
                    good = 0 if lost or not frame.dropped else good + 1
                    dropped = frame.dropped
                    listener.position = frame.first_frame + frame.frames
                self.assertGreater(dropped, 0)

    def test_host_that_ends(self):
        """In full flow, the helper is gone at once; nothing of it stays on the server."""
        with make_server() as server:
            server.add_microphone()
            server.feed()
            with Listener(server) as listener:
                listener.start().hear()
                pidfd = os.pidfd_open(listener.helper.pid)
                begun = time.monotonic()
                listener.helper.ours.close()
                self.assertTrue(select.select([pidfd], [], [], 5)[0])
                self.assertLess((time.monotonic() - begun) * 1000, PROMPT_MS)
                os.close(pidfd)
                self.assertEqual(listener.helper.wait(), 0)
                wait_until(lambda: not server.source_output_of([listener.helper.pid]), "our stream to go")


if __name__ == "__main__":
    unittest.main(verbosity=2)
