"""The helper as a process: it starts, talks, and ends with its host, whatever else happens.

MIC_DIAG_TEST_HELPER names the program. No sound server is needed.
"""

import os
import pathlib
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from engine import helper as h  # noqa: E402
from engine.helper import Helper  # noqa: E402
from servers import UnresponsiveServer  # noqa: E402

PROMPT_MS = 50
"""How soon a helper ends with its host."""
PATIENCE = 1.0 if os.environ.get("MIC_DIAG_TEST_SANITIZER") else 0.0

HOST = """
import os, sys, time
sys.path.insert(0, {tests!r})
from engine import helper as h
helper = h.Helper()
helper.hello()
helper.request(h.{operation}, "pulse", deadline_ms=60000)
if {has_child} and os.fork() == 0:
    time.sleep(60)
    os._exit(0)
print(helper.pid, flush=True)
time.sleep(60)
"""


class ProcessTest(unittest.TestCase):
    def test_started_by_a_person(self):
        for stdin in (subprocess.DEVNULL, subprocess.PIPE):
            program = os.environ["MIC_DIAG_TEST_HELPER"]
            done = subprocess.run([program], stdin=stdin, capture_output=True, timeout=10)
            self.assertEqual(done.returncode, 2)
            self.assertEqual(done.stdout, b"")
            self.assertEqual(done.stderr.count(b"\n"), 1)
            self.assertIn(b"mic-diag", done.stderr)

    def test_says_hello_and_lives(self):
        with Helper() as helper:
            helper.hello()
            begun = time.monotonic()
            while len(helper.alive) < 4:
                self.assertIsNone(helper.frame(0.3))
            self.assertLess(abs((helper.alive[3] - begun) - 1.0), 0.2)
            helper.ours.close()
            self.assertEqual(helper.wait(), 0)

    def test_closes_what_it_inherits(self):
        opened = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDONLY, 0) for number in (3, 7, 200)]
        with Helper(file_actions=opened) as helper:
            helper.hello()
            open_now = sorted(int(name) for name in os.listdir(f"/proc/{helper.pid}/fd"))
            self.assertEqual(open_now[:3], [0, 1, 2])
            targets = [os.readlink(f"/proc/{helper.pid}/fd/{number}") for number in open_now[3:]]
            self.assertEqual(targets, ["anon_inode:[pidfd]"])

    def test_ends_when_the_host_closes(self):
        with Helper() as helper:
            helper.hello()
            begun = time.monotonic()
            helper.ours.shutdown(socket.SHUT_WR)
            self.assertEqual(helper.wait(), 0)
            self.assertLess(time.monotonic() - begun, PROMPT_MS / 1000 + PATIENCE)

    def test_ends_on_anything_that_is_no_request(self):
        good = h.REQUEST_BODY.pack(h.PROBE, 0, 0, 1000, 5, 0) + b"nodes"
        bad = [
            b"GET / HTTP/1.0\r\n\r\n",
            h.HEADER.pack(0, h.REQUEST, 1),
            h.HEADER.pack(1 << 30, h.REQUEST, 1),
            h.HEADER.pack(len(good), h.FACTS, 1) + good,
            h.HEADER.pack(24, h.REQUEST, 1) + h.REQUEST_BODY.pack(h.PROBE, 0, 0, 1000, 4095, 0),
            h.HEADER.pack(24, h.REQUEST, 1) + h.REQUEST_BODY.pack(0, 0, 0, 1000, 0, 0),
            h.HEADER.pack(24, h.REQUEST, 1) + h.REQUEST_BODY.pack(99, 0, 0, 1000, 0, 0),
            h.HEADER.pack(26, h.REQUEST, 1) + h.REQUEST_BODY.pack(h.PROBE, 0, 0, 1000, 2, 0) + b"a\0",
        ]
        for data in bad:
            with self.subTest(data=data), Helper() as helper:
                helper.hello()
                begun = time.monotonic()
                helper.ours.sendall(data)
                self.assertEqual(helper.wait(), 3)
                self.assertLess(time.monotonic() - begun, PROMPT_MS / 1000 + PATIENCE)

    def test_ends_on_a_second_request(self):
        with UnresponsiveServer("silent") as server, Helper(env=server.env) as helper:
            helper.hello().request(h.PROBE, "pulse", deadline_ms=60000)
            while "connect" not in helper.steps:
                helper.frame(0.05)
            helper.request(h.PROBE, "nodes")
            self.assertEqual(helper.wait(), 3)

    def test_request_in_pieces(self):
        data = h.REQUEST_BODY.pack(h.PROBE, 0, 0, 1000, 5, 0) + b"nodes"
        data = h.HEADER.pack(len(data), h.REQUEST, 3) + data
        with Helper() as helper:
            helper.hello()
            for byte in data:
                helper.ours.sendall(bytes([byte]))
            self.assertEqual(helper.expect(h.FACTS).request, 3)
            helper.expect(h.DONE)
            self.assertEqual(helper.wait(), 0)

    def test_unknown_names(self):
        for operation in (h.PROBE, h.WATCH):
            with Helper() as helper:
                helper.hello().request(operation, "no such thing")
                self.assertEqual(helper.expect(h.ERROR).failure, h.FAILED)
                self.assertEqual(helper.wait(), 0)

    def test_killed_host(self):
        """Of a host that ends without a word, also one whose own child keeps the socket open."""
        with UnresponsiveServer("silent") as server:
            for has_child in (False, True):
                with self.subTest(has_child=has_child):
                    self.check_killed_host(server.env, has_child)

    def check_killed_host(self, env, has_child):
        script = HOST.format(tests=str(pathlib.Path(__file__).parents[1]), operation="PROBE", has_child=has_child)
        host = subprocess.Popen(
            [sys.executable, "-B", "-c", script], stdout=subprocess.PIPE, start_new_session=True,
            env=dict(env, MIC_DIAG_TEST_HELPER=os.environ["MIC_DIAG_TEST_HELPER"]),
        )  # fmt: skip
        try:
            pid = int(host.stdout.readline())
            pidfd = os.pidfd_open(pid)
            begun = time.monotonic()
            host.kill()
            ended = bool(select.select([pidfd], [], [], 5)[0])
            took_ms = (time.monotonic() - begun) * 1000
            os.close(pidfd)
            self.assertTrue(ended)
            self.assertLess(took_ms, PROMPT_MS + PATIENCE * 1000)
        finally:
            host.stdout.close()
            try:
                os.killpg(host.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            host.wait()

    def test_host_that_never_reads(self):
        """The helper does not mind, and still ends at once."""
        with Helper(host_socket_buffer=4096) as helper:
            time_to_fill = time.monotonic() + 1.2
            while time.monotonic() < time_to_fill:
                self.assertIsNone(helper.wait(0.1))
            begun = time.monotonic()
            helper.ours.close()
            self.assertEqual(helper.wait(), 0)
            self.assertLess(time.monotonic() - begun, PROMPT_MS / 1000 + PATIENCE)


class SilentServerTest(unittest.TestCase):
    def test_server_that_never_answers(self):
        """The helper goes on living, says where it waits, and tells what it knows before the deadline."""
        with UnresponsiveServer("silent") as server:
            with Helper(env=server.env) as helper:
                begun = time.monotonic()
                helper.hello().request(h.PROBE, "pulse", deadline_ms=1000)
                facts = helper.facts()
                self.assertLess(time.monotonic() - begun, 1.0)
                self.assertEqual(facts["service"]["state"], "hung")
                self.assertEqual(facts["_unknown"]["devices"], "timeout")
                self.assertEqual(helper.steps[-1], "connect")
                count = len(helper.alive)
                while len(helper.alive) < count + 2:
                    self.assertIsNone(helper.frame(0.3), "it is the host's to judge")
            self.assertEqual(server.left_behind(), [])

    def test_capture_and_apply(self):
        with UnresponsiveServer("silent") as server:
            for operation, about in ((h.CAPTURE, "pulse:x"), (h.APPLY, "mute\npulse:x\nyes\nno")):
                with self.subTest(operation=operation), Helper(env=server.env) as helper:
                    helper.hello().request(operation, about, deadline_ms=300)
                    while len(helper.alive) < 3:
                        self.assertIsNone(helper.frame(0.3))
                    self.assertEqual(helper.steps[-1], "connect")

    def test_server_that_hangs_up_or_talks_nonsense(self):
        for behaviour in ("closing", "garbage"):
            with self.subTest(behaviour=behaviour), UnresponsiveServer(behaviour) as server:
                facts = h.facts_of("pulse", server.env)
                self.assertEqual(facts["service"]["state"], "refused")
                self.assertTrue(facts["service"]["address_given"])
                self.assertTrue(facts["service"]["error"])
                with Helper(env=server.env) as helper:
                    helper.hello().request(h.CAPTURE, "pulse:x")
                    self.assertEqual(helper.expect(h.ERROR).failure, h.NO_SERVER)
                    self.assertEqual(helper.wait(), 0)
                with Helper(env=server.env) as helper:
                    helper.hello().request(h.WATCH, "pulse")
                    self.assertEqual(helper.expect(h.ERROR).failure, h.NO_SERVER)


class NoServerTest(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="mic-diag-engine-")
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": os.path.join(self.home, "home"),
            "XDG_RUNTIME_DIR": os.path.join(self.home, "run"),
        }
        os.mkdir(self.env["HOME"], 0o700)
        os.mkdir(self.env["XDG_RUNTIME_DIR"], 0o700)

    def tearDown(self):
        shutil.rmtree(self.home)

    def left_behind(self):
        return [name for top in (self.env["HOME"], self.env["XDG_RUNTIME_DIR"]) for name in os.listdir(top)]

    def test_no_server(self):
        facts = h.facts_of("pulse", self.env)
        self.assertEqual(facts["service"]["state"], "absent")
        self.assertFalse(facts["service"]["address_given"])
        self.assertEqual(facts["_unknown"]["devices"], "absent")
        self.assertEqual(self.left_behind(), [])

    def test_without_a_session(self):
        del self.env["XDG_RUNTIME_DIR"]
        facts = h.facts_of("pulse", self.env)
        self.assertEqual(facts["service"]["state"], "absent")
        self.assertEqual(os.listdir(self.env["HOME"]), [])

    def test_address_that_leads_nowhere(self):
        facts = h.facts_of("pulse", dict(self.env, PULSE_SERVER="unix:/nonexistent/native"))
        self.assertEqual(facts["service"]["state"], "refused")
        self.assertTrue(facts["service"]["address_given"])
        self.assertEqual(self.left_behind(), [])

    @unittest.skipUnless(os.geteuid() == 0, "only root can become somebody else")
    def test_socket_that_is_not_ours(self):
        """Refused by permission is told from refused by nobody."""
        path = os.path.join(self.home, "native")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            listener.listen(1)
            os.chmod(path, 0o600)
            os.chmod(self.home, 0o755)
            script = (
                "import os,sys,json; sys.path.insert(0, sys.argv[1]); os.setgid(65534); os.setuid(65534)\n"
                "from engine import helper as h; print(json.dumps(h.facts_of('pulse')))"
            )
            program = os.path.join(self.home, "mic-diag-helper")  # where nobody may read it
            shutil.copy(os.environ["MIC_DIAG_TEST_HELPER"], program)
            os.chmod(program, 0o755)
            tests = os.path.join(self.home, "tests")
            shutil.copytree(pathlib.Path(__file__).parent, os.path.join(tests, "engine"))
            done = subprocess.run(
                [sys.executable, "-B", "-c", script, tests], capture_output=True, text=True, timeout=20,
                env=dict(self.env, PULSE_SERVER=f"unix:{path}", MIC_DIAG_TEST_HELPER=program), cwd="/",
            )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('"Permission denied"', done.stdout)
        self.assertIn('"refused"', done.stdout)
        self.assertIn('"devices": "denied"', done.stdout)

    def test_missing_libraries(self):
        """A library that cannot be loaded is named."""
        broken = os.path.join(self.home, "broken")
        for name, operation in (("libpulse.so.0", h.PROBE), ("libpulse.so.0", h.WATCH), ("libpulse.so.0", h.CAPTURE),
                                ("libsoundio.so.2", h.CAPTURE)):  # fmt: skip
            with self.subTest(name=name, operation=operation):
                os.mkdir(broken)
                pathlib.Path(broken, name).write_bytes(b"\x7fELF")
                with Helper(env=dict(self.env, LD_LIBRARY_PATH=broken)) as helper:
                    helper.hello().request(operation, "pulse" if operation != h.CAPTURE else "pulse:x")
                    error = helper.expect(h.ERROR)
                    self.assertEqual((error.failure, error.text), (h.MISSING, name))
                    self.assertEqual(helper.wait(), 0)
                shutil.rmtree(broken)

    def test_nodes(self):
        """What the kernel of this computer has, if any."""
        facts = h.facts_of("nodes", self.env)
        cards = pathlib.Path("/proc/asound/cards")
        count = cards.read_text().count("]:") if cards.exists() else 0
        self.assertEqual(len(facts["cards"]), count)

    def test_hung_snapctl_ends_with_the_helper(self):
        """What the helper started ends with it."""
        tools = os.path.join(self.home, "tools")
        os.mkdir(tools)
        script = pathlib.Path(tools, "snapctl")
        note = pathlib.Path(self.home, "pid")
        script.write_text(f"#!/bin/sh\necho $$ > {note}.new\nmv {note}.new {note}\nexec sleep 60\n")
        script.chmod(0o755)
        with Helper(env=dict(self.env, PATH=f"{tools}:{os.environ['PATH']}")) as helper:
            helper.hello().request(h.PROBE, "snap", deadline_ms=60000)
            until = time.monotonic() + 10
            while not note.exists() and time.monotonic() < until:
                time.sleep(0.005)
            pidfd = os.pidfd_open(int(note.read_text()))
            helper.ours.close()
            self.assertEqual(helper.wait(), 0)
            self.assertTrue(select.select([pidfd], [], [], 5)[0])
            os.close(pidfd)


if __name__ == "__main__":
    unittest.main(verbosity=2)
