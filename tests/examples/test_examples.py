"""Runs each example as a user would: as it is, and with the name of a scenario.

A class for each example, named after its file: an example without a test fails.
"""

import os
import subprocess
import unittest

EXAMPLES = os.environ["MIC_DIAG_EXAMPLES"]
SOURCES = os.path.join(os.environ["MIC_DIAG_SOURCE_DIR"], "examples")


class Example:
    """What holds for all of them."""

    name = ""

    def run_example(self, *arguments, answers="", status=0):
        done = subprocess.run(
            [os.path.join(EXAMPLES, self.name), *arguments],
            input=answers,
            capture_output=True,
            text=True,
            timeout=60,
        )
        self.assertEqual(done.returncode, status, f"{done.stdout}\n{done.stderr}")
        return done.stdout

    def test_is_short(self):
        with open(os.path.join(SOURCES, self.name + ".c"), encoding="utf-8") as source:
            self.assertLess(len(source.readlines()), 80)

    def test_on_this_computer(self):
        self.assertTrue(self.run_example().strip())


class Example_diagnose(Example, unittest.TestCase):
    name = "diagnose"

    def test_simulated(self):
        self.assertTrue(self.run_example("healthy").startswith("works: "))
        text = self.run_example("volume.muted")
        self.assertTrue(text.startswith("broken: "))
        self.assertIn("[problem]", text)
        self.assertIn("-> ", text)

    def test_unknown_scenario(self):
        self.run_example("no.such.thing", status=1)


class Example_devices(Example, unittest.TestCase):
    name = "devices"

    def test_simulated(self):
        text = self.run_example("healthy")
        self.assertRegex(text, r"(?m)^\* ")
        self.assertIn("state: active", text)
        self.assertIn("muted: no", text)
        self.assertIn("muted: yes", self.run_example("volume.muted"))


class Example_meter(Example, unittest.TestCase):
    name = "meter"

    def test_simulated(self):
        text = self.run_example("healthy")
        self.assertIn("#", text)
        self.assertIn("speech", text)
        self.assertIn("\nlive: ", text)


class Example_launcher_loop(Example, unittest.TestCase):
    name = "launcher_loop"

    def test_simulated(self):
        text = self.run_example("healthy")
        self.assertIn("Please speak.", text)
        self.assertIn("100 %", text)

    def test_button(self):
        text = self.run_example("volume.muted", answers="1\n")
        self.assertIn("[1] ", text)
        before, after = text.split("[1] ")[0], text.split("[1] ")[-1]
        self.assertNotEqual(before.strip().splitlines()[-1], after.strip().splitlines()[-1])

    def test_no_button_pressed(self):
        self.assertIn("[1] ", self.run_example("volume.muted"))


class Example_voice_client(Example, unittest.TestCase):
    name = "voice_client"

    def test_simulated(self):
        works = self.run_example("healthy")
        self.assertNotEqual(works, self.run_example("signal.clipping"))
        self.assertIn("no sound to judge", self.run_example("device.none"))


class Example_scenarios(Example, unittest.TestCase):
    name = "scenarios"

    def test_all(self):
        lines = self.run_example().strip().splitlines()
        rows = [line.split() for line in lines[1:-1]]
        self.assertEqual(lines[-1], f"{len(rows)} scenarios")
        self.assertGreater(len(rows), 20)
        self.assertEqual([row[1] for row in rows if row[0] == "healthy"], ["works"])
        # A scenario is named after the finding it is made for, and that one is said first.
        for row in rows:
            if row[0] in ("volume.muted", "default.is-monitor", "device.none", "signal.clipping"):
                self.assertEqual(row[2], row[0])

    def test_one(self):
        self.assertIn("1 scenarios", self.run_example("volume.muted"))
        self.run_example("no.such.thing", status=1)


if __name__ == "__main__":
    unittest.main()
