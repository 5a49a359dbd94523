"""What the tests of this folder share: the server they run on, and how a test program ends."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from servers import MissingProgram, PipeWireServer, PulseServer  # noqa: E402

SKIPPED = 77
"""Exit status that tells ctest that something is not installed."""


def make_server(**options):
    """A server of the kind that MIC_DIAG_TEST_SERVER names; options are PipeWire's."""
    kind = os.environ.get("MIC_DIAG_TEST_SERVER", "pulseaudio")
    if kind == "pulseaudio":
        return PulseServer()
    if kind == "pipewire":
        return PipeWireServer(**options)
    raise SystemExit(f"MIC_DIAG_TEST_SERVER={kind}: neither pulseaudio nor pipewire")


class ReportTest(unittest.TestCase):
    """Assertions about reports."""

    longMessage = True

    def assert_works(self, report):
        self.assertEqual(report.verdict, "works", report.summary())
        self.assertEqual(report.above_info(), [], report.summary())

    def assert_broken(self, report, *first):
        self.assertEqual(report.verdict, "broken", report.summary())
        self.assertIn(report.first, first, report.summary())

    def assert_absent(self, report, *names):
        for name in names:
            self.assertNotIn(name, report.ids, report.summary())

    def assert_consequence(self, report, name, cause):
        self.assertIn(name, report.ids, report.summary())
        self.assertEqual(report.finding(name)["cause"], cause, report.summary())


def main():
    """Runs the tests that the command line names; the exit status is ctest's."""
    program = unittest.main(module="__main__", exit=False, verbosity=2)
    result = program.result
    missing = [text for _, text in result.errors if MissingProgram.__name__ in text]
    if result.failures or result.unexpectedSuccesses or len(missing) < len(result.errors):
        sys.exit(1)
    sys.exit(SKIPPED if missing else 0)
