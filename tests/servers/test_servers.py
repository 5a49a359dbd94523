"""The fixtures keep what they promise: a server for itself, a microphone that hears, nothing left behind.

MIC_DIAG_TEST_SERVER chooses "pulseaudio" or "pipewire".
"""

import os
import signal
import socket
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from servers import MissingProgram, PipeWireServer, PulseServer, ServerError, UnresponsiveServer  # noqa: E402
from servers import processes, sounds  # noqa: E402
from servers.fake_card import FakeCard  # noqa: E402

SKIPPED = 77


def make_server(**options):
    if os.environ.get("MIC_DIAG_TEST_SERVER", "pulseaudio") == "pulseaudio":
        return PulseServer()
    return PipeWireServer(**options)


class ServerTest(unittest.TestCase):
    def test_starts_without_microphones_and_leaves_nothing(self):
        server = make_server()
        with server:
            self.assertTrue(server.answers())
            self.assertFalse([source for source in server.list("sources") if not source["monitor_source"]])
            pids = [process.pid for process in server.processes]
            self.assertEqual(server.left_behind(), [])
        self.assertFalse([pid for pid in pids if processes.is_running(pid)])
        self.assertFalse(os.path.exists(server.directory))

    def test_voice_reaches_the_recorder(self):
        with make_server() as server:
            server.add_microphone()
            server.feed()
            self.assertEqual(server.source("microphone")["monitor_source"], "")
            with server.recorder() as recorder:
                recorder.read_until_heard(0.02)
                heard = sounds.rms(recorder.read(4 * len(sounds.voice()) / 2 / sounds.RATE_HZ))
            self.assertAlmostEqual(heard, sounds.rms(sounds.voice()), delta=0.004)

    def test_feed_stops_and_turns_into_noise(self):
        with make_server() as server:
            server.add_microphone()
            server.feed_noise(dbfs=-40.0)
            with server.recorder() as recorder:
                recorder.read_until_heard(0.001)
                self.assertAlmostEqual(sounds.rms(recorder.read(1.0)), 0.01, delta=0.001)
                server.stop_feeding()
                wait = lambda: sounds.rms(recorder.read(0.1)) == 0.0  # noqa: E731
                processes.wait_until(wait, "exact silence", interval=0)

    def test_mute_volume_default_and_another_program(self):
        with make_server() as server:
            server.add_microphone("one")
            server.add_microphone("two", channels=32)
            for name in ("two", "one", "one.feed.monitor"):
                server.set_default_source(name)
            self.assertEqual(server.source("two")["sample_specification"].split()[1], "32ch")
            server.set_volume("one", 5)
            server.feed("one")
            with server.recorder("one", "Voice Chat") as recorder:
                self.assertLess(recorder.read_until_heard(1e-7), 0.001)
                stream = server.source_output_of([recorder.process.pid])
                self.assertEqual(stream["properties"]["application.name"], "Voice Chat")
                server.set_mute("one", True)
                silent = lambda: sounds.rms(recorder.read(0.1)) == 0.0  # noqa: E731
                processes.wait_until(silent, "the mute to be heard", interval=0)
            processes.wait_until(
                lambda: not server.source_output_of([recorder.process.pid]), "the recording to be gone"
            )
            server.remove_microphone("one")
            self.assertIsNone(server.source("one"))

    def test_freeze_thaw_kill(self):
        with make_server() as server:
            server.freeze()
            with self.assertRaises(ServerError):
                server.pactl("info", seconds=0.5)
            server.thaw()
            self.assertTrue(server.answers())
            server.kill()
            self.assertFalse(server.answers())

    def test_stops_when_frozen(self):
        with make_server() as server:
            front = server.front
            server.freeze()
            begin = time.monotonic()
        self.assertLess(time.monotonic() - begin, processes.STOP_S)
        self.assertFalse(processes.is_running(front.pid))

    def test_microphone_without_speaker(self):
        with make_server(silent_sink=False) as server:
            server.add_microphone_without_speaker()
            server.feed()
            self.assertEqual(server.list("sinks"), [])
            with server.recorder() as recorder:
                self.assertGreater(recorder.read_until_heard(0.02), 0.02)

    def test_two_servers_do_not_meet(self):
        with make_server() as one, make_server() as two:
            one.add_microphone("only_in_one")
            self.assertIsNotNone(one.source("only_in_one"))
            self.assertIsNone(two.source("only_in_one"))

    def test_everything_ends_with_the_test(self):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                server = make_server().start()
                os.write(writer, " ".join(str(process.pid) for process in server.processes).encode())
                signal.pause()
            finally:
                os._exit(1)
        os.close(writer)
        pids = [int(pid) for pid in os.read(reader, 4096).split()]
        os.close(reader)
        directory = os.readlink(f"/proc/{pids[0]}/fd/2")
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        processes.wait_until(lambda: not any(map(processes.is_running, pids)), "the orphans to end")
        processes.shutil.rmtree(os.path.dirname(directory))


class PipeWireTest(unittest.TestCase):
    def test_without_session_manager_there_is_no_default(self):
        with PipeWireServer(session_manager=False) as server:
            self.assertEqual(server.info()["default_source_name"], "@DEFAULT_SOURCE@")
            self.assertFalse(any("WirePlumber" in str(client) for client in server.list("clients")))

    def test_fake_card_jack_and_profile(self):
        with PipeWireServer() as server, FakeCard(server) as card:
            for state in ("no", "unknown", "yes"):
                card.plug(state)
            server.set_default_source(card.source)
            server.feed(card.source)
            with server.recorder(card.source) as recorder:
                recorder.read_until_heard(0.02)
            server.stop_feeding(card.source)
            card.switch_off()
            self.assertEqual(card.card()["active_profile"], "off")


class UnresponsiveTest(unittest.TestCase):
    def connect(self, server):
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(10.0)
        client.connect(server.address.removeprefix("unix:"))
        return client

    def test_behaviours(self):
        for behaviour in ("closing", "garbage", "silent"):
            with self.subTest(behaviour), UnresponsiveServer(behaviour) as server, self.connect(server) as client:
                processes.wait_until(lambda: server.connections == 1, "the connection to be taken")
                if behaviour == "silent":
                    client.setblocking(False)
                    self.assertRaises(BlockingIOError, client.recv, 1)
                else:
                    self.assertEqual(bool(client.recv(1)), behaviour == "garbage")
        self.assertFalse(os.path.exists(server.directory))


class SoundTest(unittest.TestCase):
    def test_noise_has_the_level_that_was_asked_for(self):
        self.assertAlmostEqual(sounds.rms(sounds.room_noise(-52.0)), 10 ** (-52.0 / 20), delta=2e-5)

    def test_other_rates_are_brought_to_48_khz(self):
        server = UnresponsiveServer("closing")
        try:
            path = os.path.join(server.temporary, "slow.wav")
            with sounds.wave.open(path, "wb") as file:
                file.setnchannels(2)
                file.setsampwidth(2)
                file.setframerate(16000)
                file.writeframes(b"\x00\x10\x00\x20" * 1600)
            samples = sounds.voice(path)
        finally:
            server.remove()
        self.assertEqual(samples, b"\x00\x10" * 4800)


if __name__ == "__main__":
    program = unittest.main(exit=False, verbosity=2)
    missing = [text for _, text in program.result.errors if MissingProgram.__name__ in text]
    if program.result.failures or len(missing) < len(program.result.errors):
        sys.exit(1)
    sys.exit(SKIPPED if missing else 0)
