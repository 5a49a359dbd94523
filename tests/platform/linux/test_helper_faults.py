"""Helpers that are missing, die, hang or talk nonsense. What they do says nothing about the microphone."""

import os
import signal

from case import ReportTest, main, make_server
from tool import Run, diagnose

MISBEHAVING = os.environ.get("MIC_DIAG_MISBEHAVING_HELPER", "")


class HelperFaults(ReportTest):
    def assert_unsure(self, report, first):
        self.assertEqual(report.verdict, "unsure", report.summary())
        self.assertEqual(report.first, first, report.summary())
        others = [finding["id"] for finding in report.findings
                  if finding["severity"] == "problem" and finding["id"] != first]  # fmt: skip
        self.assertEqual(others, [], report.summary())

    def diagnose_with(self, helper, mode=None):
        """A diagnosis of a healthy microphone with a voice, by a helper that is not healthy."""
        env = {"MIC_DIAG_HELPER": helper}
        if mode:
            self.assertTrue(os.path.exists(helper), "MIC_DIAG_MISBEHAVING_HELPER does not name the program")
            env["MIC_DIAG_MISBEHAVIOUR"] = mode
        with make_server() as server:
            server.add_microphone()
            server.set_default_source("microphone")
            server.feed()
            return diagnose(self, server, env=env)

    def signal_while_listening(self, number):
        with make_server() as server:
            server.add_microphone()
            server.set_default_source("microphone")
            server.feed_noise()
            with Run(server) as run:
                os.kill(run.wait_until_listening(server), number)
                return run.finish(self)

    def test_missing(self):
        self.assert_unsure(self.diagnose_with("/nonexistent/mic-diag-helper"), "probe.missing")

    def test_not_executable(self):
        self.assert_unsure(self.diagnose_with(os.path.abspath(__file__)), "probe.missing")

    def test_ends_at_once(self):
        self.assert_unsure(self.diagnose_with(MISBEHAVING, "end"), "probe.crashed")

    def test_killed(self):
        self.assert_unsure(self.diagnose_with(MISBEHAVING, "killed"), "probe.crashed")

    def test_killed_after_hello(self):
        self.assert_unsure(self.diagnose_with(MISBEHAVING, "hello-killed"), "probe.crashed")

    def test_crashes_after_hello(self):
        self.assert_unsure(self.diagnose_with(MISBEHAVING, "hello-crash"), "probe.crashed")

    def test_killed_while_listening(self):
        self.assert_unsure(self.signal_while_listening(signal.SIGKILL), "probe.crashed")

    def test_frozen(self):
        self.assert_unsure(self.diagnose_with(MISBEHAVING, "frozen"), "probe.timeout")

    def test_frozen_after_hello(self):
        self.assert_unsure(self.diagnose_with(MISBEHAVING, "hello-frozen"), "probe.timeout")

    def test_frozen_while_listening(self):
        self.assert_unsure(self.signal_while_listening(signal.SIGSTOP), "probe.timeout")

    def test_lives_and_never_answers(self):
        # That is no fault of the helper: its other thread hangs in the sound system.
        self.assert_broken(self.diagnose_with(MISBEHAVING, "hello-alive"), "probe.timeout")

    def test_garbage(self):
        self.assert_unsure(self.diagnose_with(MISBEHAVING, "garbage"), "probe.protocol")

    def test_garbage_after_hello(self):
        self.assert_unsure(self.diagnose_with(MISBEHAVING, "hello-garbage"), "probe.protocol")

    def test_garbage_for_facts(self):
        self.assert_unsure(self.diagnose_with(MISBEHAVING, "hello-bad-facts"), "probe.protocol")

    def test_frame_too_long(self):
        self.assert_unsure(self.diagnose_with(MISBEHAVING, "hello-too-long"), "probe.protocol")

    def test_wrong_version(self):
        self.assert_unsure(self.diagnose_with(MISBEHAVING, "wrong-version"), "probe.protocol")

    def test_wrong_magic(self):
        self.assert_unsure(self.diagnose_with(MISBEHAVING, "wrong-magic"), "probe.protocol")


if __name__ == "__main__":
    main()
