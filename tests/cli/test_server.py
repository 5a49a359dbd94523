"""The commands on a real, private sound server: what they show follows what happens there."""

import json
import os
import select
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from servers import MissingProgram, PipeWireServer, PulseServer  # noqa: E402
from tool import TOOL  # noqa: E402

SKIPPED = 77
DEADLINE_S = 15
SERVER = {"pulseaudio": PulseServer, "pipewire": PipeWireServer}[os.environ.get("MIC_DIAG_TEST_SERVER", "pulseaudio")]


class Lines:
    """The tool, running; its JSON lines as they come."""

    def __init__(self, server, *arguments):
        self.process = subprocess.Popen([TOOL, *arguments], env=server.env, stdout=subprocess.PIPE)
        self.buffer = b""

    def next(self, wanted, what):
        """The next line that is as wanted; the ones before it are forgotten."""
        end = time.monotonic() + DEADLINE_S
        while True:
            while b"\n" in self.buffer:
                line, self.buffer = self.buffer.split(b"\n", 1)
                value = json.loads(line)
                if wanted(value):
                    return value
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                raise AssertionError(f"no line came: {what}")
            got = os.read(self.process.stdout.fileno(), 65536)
            if not got:
                raise AssertionError(f"it ended instead: {what}")
            self.buffer += got

    def end(self):
        self.process.send_signal(signal.SIGINT)
        self.process.stdout.read()
        self.process.stdout.close()
        return self.process.wait(DEADLINE_S)


def device(line, name="microphone"):
    return next((d for d in line["devices"] if d["native_id"] == name), None)


class OnAServer(unittest.TestCase):
    def setUp(self):
        self.server = SERVER()
        self.server.__enter__()
        self.addCleanup(self.server.stop)
        self.server.add_microphone("microphone")
        self.server.set_default_source("microphone")

    def tool(self, *arguments):
        return subprocess.run(
            [TOOL, *arguments], env=self.server.env, capture_output=True, text=True, timeout=60, check=False
        )

    def test_watch(self):
        lines = Lines(self.server, "devices", "--watch", "--json")
        self.addCleanup(lines.process.kill)
        first = lines.next(lambda line: True, "the first list")
        self.assertNotIn("change", first)
        self.assertIs(device(first)["muted"], False)
        self.server.set_mute("microphone", True)
        muted = lines.next(lambda line: device(line)["muted"] is True, "the mute")
        self.assertIn("change", muted)
        self.server.set_volume("microphone", 30)
        lines.next(lambda line: device(line)["volume_db"] < -20, "the volume")
        self.server.add_microphone("second")
        lines.next(lambda line: device(line, "second") is not None, "the second microphone")
        self.server.set_default_source("second")
        lines.next(lambda line: device(line, "second").get("default") is True, "the new default")
        self.server.remove_microphone("microphone")
        lines.next(lambda line: device(line) is None, "the removal")
        self.assertEqual(lines.end(), 0)

    def test_watch_when_the_server_dies(self):
        lines = Lines(self.server, "devices", "--watch", "--json")
        self.addCleanup(lines.process.kill)
        lines.next(lambda line: device(line) is not None, "the first list")
        self.server.kill()
        lines.next(lambda line: line["devices"] == [], "the empty list")
        self.assertEqual(lines.end(), 0)

    def test_meter(self):
        self.server.feed("microphone")
        done = self.tool("meter", "--seconds", "4")
        self.assertEqual(done.returncode, 0, done.stderr)
        levels = [float(line.split("level")[1].split()[0]) for line in done.stdout.splitlines() if " live " in line]
        self.assertTrue(levels)
        self.assertGreater(max(levels), -60.0, done.stdout)

    def test_fix(self):
        self.server.feed("microphone")
        self.server.set_mute("microphone", True)
        done = self.tool("--fix", "--yes", "--json")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(json.loads(done.stdout)["verdict"], "works")
        self.assertIs(self.server.source("microphone")["mute"], False)

    def test_nothing_left_behind(self):
        for arguments in (["devices"], ["facts"], ["--no-listen"], ["meter", "--seconds", "0.5"]):
            self.tool(*arguments)
        self.assertEqual(self.server.left_behind(), [])


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=2).result
    missing = [text for _, text in result.errors if MissingProgram.__name__ in text]
    if result.failures or len(missing) < len(result.errors):
        sys.exit(1)
    sys.exit(SKIPPED if missing else 0)
