"""mic-diag diagnose: verdicts, exit statuses, JSON, files, fixes, and streams that are gone."""

import json
import os
import stat
import subprocess
import tempfile
import unittest

from tool import TOOL, environment, refused, run, schema

STATUS = {"works": 0, "works-badly": 1, "broken": 1, "unsure": 3}
MEMBERS = {"schema", "library", "verdict", "summary", "device", "findings", "checks", "signal", "facts"}


def first_finding(report):
    return report["findings"][0]["id"] if report["findings"] else None


class Verdict(unittest.TestCase):
    def test_every_scenario(self):
        """Valid JSON, an exit status that fits the verdict, and nothing on stderr."""
        validator = schema()
        names = [line.split()[0] for line in run("scenarios", status=0).out.splitlines()]
        self.assertIn("healthy", names)
        verdicts = set()
        for name in names:
            with self.subTest(scenario=name):
                result = run("--simulate", name, "--prompted", "--json")
                report = result.json()
                validator.validate(report)
                self.assertLessEqual(MEMBERS, set(report))
                self.assertEqual(result.status, STATUS[report["verdict"]])
                self.assertEqual(result.err, "")
                verdicts.add(report["verdict"])
        self.assertLessEqual({"works", "broken", "unsure"}, verdicts)

    def test_works(self):
        result = run("--simulate", "healthy", status=0)
        self.assertEqual(result.err, "")
        self.assertNotIn("\x1b", result.out)

    def test_broken(self):
        report = run("--simulate", "volume.muted", "--json", status=1).json()
        self.assertEqual((report["verdict"], first_finding(report)), ("broken", "volume.muted"))

    def test_unsure(self):
        report = run("--simulate", "signal.no-speech", "--json", status=3).json()
        self.assertEqual((report["verdict"], first_finding(report)), ("unsure", "signal.no-speech"))

    def test_text_says_what_json_says(self):
        report = run("--simulate", "volume.muted", "--json", status=1).json()
        text = run("--simulate", "volume.muted", status=1).out
        self.assertIn(report["summary"], text)
        self.assertIn(report["findings"][0]["title"], text)

    def test_no_listen(self):
        report = run("--simulate", "healthy", "--no-listen", "--json", status=3).json()
        self.assertEqual(report["verdict"], "unsure")
        self.assertNotIn("stream", {k: v for k, v in report["facts"].items() if v})
        zero = run("--simulate", "healthy", "--listen", "0", "--json", status=3).json()
        self.assertEqual(zero["findings"], report["findings"])

    def test_device(self):
        facts = json.loads(run("facts", "--simulate", "healthy", status=0).out)
        device = facts["devices"][0]["id"]
        report = run("--simulate", "healthy", "--device", device, "--json").json()
        self.assertEqual(report["facts"]["selection"]["chosen"], device)
        gone = run("--simulate", "healthy", "--device", "no:such device", "--json", status=1).json()
        self.assertEqual(first_finding(gone), "default.chosen-gone")

    def test_steps(self):
        """--simulate may be repeated: a computer, then what happens to it."""
        facts = json.loads(run("facts", "--simulate", "healthy", status=0).out)
        device = facts["devices"][0]["id"]
        report = run("--simulate", "healthy", "--simulate", f"mute {device}", "--json", status=1).json()
        self.assertEqual(first_finding(report), "volume.muted")


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def file(self, content, name="computer.json"):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def test_facts_and_report_replayed(self):
        """What the tool wrote, it takes back: with the same findings."""
        whole = run("--simulate", "volume.muted", "--json", status=1)
        again = run("--simulate", self.file(whole.out), "--json", status=1)
        self.assertEqual(again.json()["findings"], whole.json()["findings"])
        facts = run("facts", "--simulate", "volume.muted", status=0)
        seen = run("--simulate", self.file(facts.out), "--no-listen", "--json", status=1)
        self.assertEqual(first_finding(seen.json()), "volume.muted")

    def test_missing(self):
        refused(self, "--simulate", os.path.join(self.folder, "none.json"), about="none.json")
        refused(self, "--simulate", "no.such.scenario", about="no.such.scenario")

    def test_not_readable_as_a_file(self):
        os.mkdir(os.path.join(self.folder, "folder.json"))
        refused(self, "--simulate", os.path.join(self.folder, "folder.json"), about="folder.json")

    def test_broken(self):
        for content in (
            b"", b"\0\0\0\0", b"{", b"[]", b'"text"', b'{"devices": 5}', b'{"devices": [{"id": 7}]}',
            b'{"a":1,"a":2}', b"\xff\xfe{}", b"[" * 100000, b'{"devices":' * 10000, b'{"devices": [{"id": "a',
        ):
            with self.subTest(content=content[:40]):
                refused(self, "--simulate", self.file(content), about="computer.json")

    def test_endless(self):
        os.symlink("/dev/zero", os.path.join(self.folder, "zero.json"))
        refused(self, "--simulate", os.path.join(self.folder, "zero.json"), about="too large")


class Redacted(unittest.TestCase):
    def test_names_are_gone(self):
        plain = run("--simulate", "volume.muted", "--json", status=1)
        device = plain.json()["facts"]["devices"][0]
        for arguments in (["--json"], []):
            text = run("--simulate", "volume.muted", "--redact", *arguments, status=1).out
            self.assertNotIn(device["name"], text)
            self.assertNotIn(device["id"], text)


class Fixed(unittest.TestCase):
    def test_yes(self):
        result = run("--simulate", "volume.muted", "--fix", "--yes", "--json", status=0)
        self.assertEqual(result.json()["verdict"], "works")
        self.assertIn(": done.", result.err)

    def test_yes_as_text(self):
        result = run("--simulate", "volume.muted", "--fix", "--yes", status=0)
        before = run("--simulate", "volume.muted", status=1)
        self.assertTrue(result.out.startswith(before.out))
        self.assertGreater(len(result.out), len(before.out))

    def test_needs_a_terminal(self):
        result = run("--simulate", "volume.muted", "--fix", "--json", status=1)
        self.assertIn("needs a terminal", result.err)
        self.assertEqual(first_finding(result.json()), "volume.muted")

    def test_nothing_to_fix(self):
        result = run("--simulate", "healthy", "--fix", "--yes", "--json", status=0)
        self.assertIn("nothing", result.err)
        self.assertEqual(result.json()["verdict"], "works")


class Streams(unittest.TestCase):
    """Lost and full outputs end with status 2 and a line, not with a signal."""

    ARGUMENTS = ("--simulate", "healthy", "--json")

    def check(self, result):
        self.assertEqual(result.status, 2)
        self.assertIn("mic-diag: cannot write to standard output", result.err)
        self.assertEqual(result.err.count("\n"), 1)

    def test_full(self):
        if not (os.path.exists("/dev/full") and stat.S_ISCHR(os.stat("/dev/full").st_mode)):
            self.skipTest("no /dev/full")
        for arguments in (self.ARGUMENTS, ("scenarios",), ("--help",), ("--version",)):
            with open("/dev/full", "wb") as full:
                self.check(run(*arguments, stdout=full))

    def test_reader_gone(self):
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            self.check(run(*self.ARGUMENTS, stdout=pipe))

    def test_closed(self):
        command = 'exec "$0" "$@" >&-'
        done = subprocess.run(
            ["sh", "-c", command, TOOL, *self.ARGUMENTS], env=environment(), stderr=subprocess.PIPE, text=True
        )
        self.assertEqual(done.returncode, 2)
        self.assertIn("cannot write to standard output", done.stderr)

    def test_all_closed(self):
        done = subprocess.run(
            ["sh", "-c", 'exec "$0" "$@" <&- >&- 2>&-', TOOL, *self.ARGUMENTS], env=environment(), check=False
        )
        self.assertEqual(done.returncode, 2)

    def test_silent_without_a_terminal(self):
        result = run("--simulate", "signal.no-speech", "--real-time", "--listen", "0.3", status=3)
        self.assertEqual(result.err, "")


class Helper(unittest.TestCase):
    def test_relative_path_is_refused(self):
        refused(self, "--no-listen", env={"MIC_DIAG_HELPER": "mic-diag-helper"}, about="MIC_DIAG_HELPER")

    def test_missing_helper_is_reported(self):
        report = run("--no-listen", "--json", env={"MIC_DIAG_HELPER": "/nonexistent/helper"}, status=3).json()
        self.assertIn("probe.missing", [finding["id"] for finding in report["findings"]])


if __name__ == "__main__":
    unittest.main()
