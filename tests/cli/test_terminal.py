"""What a person sees on a terminal: prompt and meter, resizing, colours, Ctrl-C, questions."""

import json
import os
import tempfile
import time
import unittest

from screen import Run

SPEAKING = ("--simulate", "healthy", "--real-time")
SILENT = ("--simulate", "signal.no-speech", "--real-time")


class Case(unittest.TestCase):
    def start(self, *arguments, **more):
        run = Run(*arguments, **more)
        self.addCleanup(run.close)
        return run


class Listening(Case):
    def test_prompt_and_meter(self):
        run = self.start(*SILENT, "--listen", "2")
        self.assertEqual(run.end(), 3)
        asked = [frame for frame in run.frames() if frame.startswith("Please speak")]
        self.assertGreater(len(asked), 10, run.frames())
        self.assertTrue(all("[" in frame and "dBFS" in frame for frame in asked[5:]), asked)
        seconds = [int(frame.split()[2]) for frame in asked]
        self.assertEqual(seconds, sorted(seconds, reverse=True))
        self.assertLessEqual(seconds[0], 2)

    def test_speech_is_seen(self):
        run = self.start(*SPEAKING)
        self.assertEqual(run.end(), 0)
        levels = {frame.split("[")[1].split("]")[0].strip() for frame in run.frames() if "[" in frame}
        self.assertGreater(len(levels), 3)

    def test_redrawn_20_times_a_second(self):
        run = self.start(*SILENT, "--listen", "2")
        run.read("Please speak")
        count, start = len(run.frames()), time.monotonic()
        run.read()
        rate = (len(run.frames()) - count) / (time.monotonic() - start)
        self.assertTrue(5 < rate < 25, rate)

    def test_left_clean(self):
        run = self.start(*SPEAKING)
        run.end()
        self.assertNotIn("Please speak", "\n".join(run.shown()))
        self.assertNotIn("[", run.shown()[0])
        self.assertTrue(run.output.endswith("\n"))

    def test_json_elsewhere(self):
        """The prompt is on stderr: JSON that goes into a file holds nothing else."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "report.json")
            run = self.start(*SPEAKING, "--json", stdout_to=path)
            self.assertEqual(run.end(), 0)
            with open(path, encoding="utf-8") as file:
                self.assertEqual(json.load(file)["verdict"], "works")
        self.assertIn("Please speak", run.output)
        self.assertEqual(run.shown(), [""])

    def test_person_was_asked(self):
        """On a terminal the library is told that the person is asked to speak."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "report.json")
            self.start(*SILENT, "--listen", "1", "--json", stdout_to=path).end()
            with open(path, encoding="utf-8") as file:
                self.assertIs(json.load(file)["facts"]["host"]["prompted"], True)

    def test_nothing_is_asked_without_listening(self):
        run = self.start(*SPEAKING, "--no-listen")
        self.assertEqual(run.end(), 3)
        self.assertNotIn("Please speak", run.output)


class Appearance(Case):
    def test_narrow_and_resized(self):
        run = self.start(*SILENT, "--listen", "4", columns=100)
        run.read(r"Please speak.*\[")
        for columns in (50, 30, 14, 5, 1, 100):
            run.resize(columns)
            run.read(r"\x1b\[K[^\r]*\r")  # the frame that may still have been drawn for the old width
            before = len(run.output)
            run.read(r"(\r[^\r]*\x1b\[K){3}")
            for frame in run.frames(run.output[before:]):
                self.assertLess(len(frame), max(columns, 2), (columns, frame))
        self.assertEqual(run.end(), 3)
        self.assertNotIn("Please speak", "\n".join(run.shown()))

    def test_colours(self):
        run = self.start(*SPEAKING)
        run.end()
        self.assertIn("\x1b[32m", run.output)
        plain = self.start(*SPEAKING, NO_COLOR="1")
        plain.end()
        self.assertIn("Please speak", plain.output)
        self.assertNotRegex(plain.output, r"\x1b\[[0-9;]*m")

    def test_dumb_terminal(self):
        run = self.start(*SILENT, "--listen", "1", TERM="dumb")
        self.assertEqual(run.end(), 3)
        self.assertNotIn("\x1b", run.output)
        self.assertEqual(run.output.count("Please speak."), 1)

    def test_locale(self):
        self.assertTrue(self._meter(LANG="C.UTF-8") & set("█▉▊▋▌▍▎▏"))
        ascii_only = self._meter(LANG="C", LC_ALL="C")
        self.assertIn("#", ascii_only)
        self.assertTrue(all(ord(character) < 128 for character in ascii_only))

    def _meter(self, **env):
        run = self.start(*SPEAKING, **env)
        run.end()
        return set(run.output)


class CtrlC(Case):
    def test_while_listening(self):
        run = self.start(*SILENT, "--listen", "60")
        run.read(r"Please speak.*\[")
        start = time.monotonic()
        run.type("\x03")
        self.assertEqual(run.end(), 130)
        self.assertLess(time.monotonic() - start, 2.0)
        self.assertNotIn("Please speak", "\n".join(run.shown()))

    def test_meter(self):
        run = self.start("meter", "--simulate", "healthy")
        run.read(r"\[.*dBFS")
        run.type("\x03")
        self.assertEqual(run.end(), 0)
        self.assertNotIn("dBFS", "\n".join(run.shown()[:1]))


class Questions(Case):
    def test_yes(self):
        run = self.start("--simulate", "volume.muted", "--fix")
        run.read(r"\[y/N\] ")
        run.type("y\n")
        self.assertEqual(run.end(), 0)
        self.assertIn(": done.", run.output)

    def test_no(self):
        for answer in ("n\n", "\n", "\x04", "maybe\n", "y" * 500 + "\n"):
            with self.subTest(answer=answer[:10]):
                run = self.start("--simulate", "volume.muted", "--fix")
                run.read(r"\[y/N\] ")
                run.type(answer)
                self.assertEqual(run.end(), 1)
                self.assertNotIn(": done.", run.output)

    def test_ctrl_c(self):
        run = self.start("--simulate", "volume.muted", "--fix")
        run.read(r"\[y/N\] ")
        run.type("\x03")
        self.assertEqual(run.end(), 130)
        self.assertNotIn(": done.", run.output)


class Meter(Case):
    def test_redrawn_and_gone(self):
        run = self.start("meter", "--simulate", "healthy", "--seconds", "1")
        self.assertEqual(run.end(), 0)
        self.assertGreater(len([frame for frame in run.frames() if "dBFS" in frame]), 8)
        shown = [line for line in run.shown() if line]
        self.assertEqual(len(shown), 1, shown)  # what was heard, in one sentence


if __name__ == "__main__":
    unittest.main()
