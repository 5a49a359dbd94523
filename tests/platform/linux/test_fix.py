"""A fix through the C interface: unmute, then undo. fix_roundtrip.c is the program that does it."""

import os
import subprocess
import uuid

from case import ReportTest, main, make_server
from servers import processes, wait_until
from tool import TOKEN, processes_with

PROGRAM = os.environ.get("MIC_DIAG_FIX_ROUNDTRIP", "")


class Fix(ReportTest):
    def expect(self, program, what, value=None):
        line = program.stdout.readline().split()
        self.assertTrue(line, "the program ended")
        self.assertEqual(line[0], what)
        if value:
            self.assertEqual(line[1:], [value])

    def go_on(self, program):
        program.stdin.write("\n")
        program.stdin.flush()

    def test_unmute_then_undo(self):
        self.assertTrue(os.path.exists(PROGRAM), "MIC_DIAG_FIX_ROUNDTRIP does not name the program")
        token = uuid.uuid4().hex
        with make_server() as server:
            server.add_microphone()
            server.set_default_source("microphone")
            server.set_volume("microphone", 80)
            server.set_mute("microphone", True)
            server.feed()
            before = server.source("microphone")
            muted = lambda: server.source("microphone")["mute"]  # noqa: E731
            with subprocess.Popen(
                [PROGRAM], env=dict(server.env, **{TOKEN: token}),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            ) as program:  # fmt: skip
                try:
                    self.expect(program, "verdict")
                    self.assertTrue(muted(), "a diagnosis changes nothing")
                    self.go_on(program)
                    self.expect(program, "apply", "ok")
                    self.assertFalse(muted())
                    self.go_on(program)
                    self.expect(program, "verdict", "works")
                    self.go_on(program)
                    self.expect(program, "undo", "ok")
                    after = server.source("microphone")
                    for key in ("mute", "volume", "active_port"):
                        self.assertEqual(after[key], before[key], "as before")
                    self.go_on(program)
                    self.expect(program, "undo-again")
                    self.assertTrue(muted(), "a second undo changes nothing")
                    self.go_on(program)
                    self.expect(program, "apply", "ok")
                    server.set_mute("microphone", True)
                    self.go_on(program)
                    self.expect(program, "undo", "stale")
                    self.assertTrue(muted())
                    self.go_on(program)
                    self.assertEqual(program.wait(10), 0)
                finally:
                    program.kill()
            wait_until(lambda: not processes_with(token), "the helpers to end", seconds=0.5)
            self.assertEqual(server.left_behind(), [])
            self.assertEqual(server.info()["default_source_name"], "microphone")
            self.assertTrue(processes.is_running(server.front.pid))


if __name__ == "__main__":
    main()
