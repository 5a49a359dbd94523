"""mic-diag devices, facts, scenarios, meter."""

import json
import os
import re
import select
import signal
import subprocess
import tempfile
import unittest

from tool import TOOL, environment, refused, run

NAMES = ("内蔵マイク アナログステレオ 内蔵マイク アナログステレオ", "x" * 300, "Mic \x1b[31m\u202e\nred", "Café 🎤", "")


class Devices(unittest.TestCase):
    def computer(self):
        """A file with devices of difficult names."""
        devices = [{"id": f"pulse:d{i}", "name": name, "state": "active"} for i, name in enumerate(NAMES)]
        devices[0].update({"default": True, "muted": True, "volume_db": -200.0, "transport": "usb"})
        devices[1].update({"monitor": True, "volume_db": -3.25, "muted": False})
        devices[2].update({"virtual": True})
        file = tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8")
        self.addCleanup(file.close)
        json.dump({"devices": devices}, file)
        file.flush()
        return file.name

    def test_table(self):
        result = run("devices", "--simulate", self.computer(), status=0)
        lines = result.out.splitlines()
        self.assertEqual(len(lines), 1 + len(NAMES), result.out)
        self.assertNotIn("\x1b", result.out)
        self.assertNotIn("\u202e", result.out)
        for i, line in enumerate(lines[1:]):
            self.assertTrue(line.endswith(f"pulse:d{i}"), line)
            self.assertEqual(line.startswith("* "), i == 0, line)
        self.assertRegex(lines[1], r"active +muted +zero +usb")
        self.assertRegex(lines[2], r"active +- +-3\.[23] dB +monitor")
        self.assertIn("virtual", lines[3])
        self.assertIn("(no name)", lines[5])

    def test_columns_line_up(self):
        """The column of the state is the same on each line, where CJK characters take two."""

        def columns(text):
            return sum(2 if re.match(r"[\u3000-\u30ff\u4e00-\u9fff\U0001f300-\U0001faff]", c) else 1 for c in text)

        lines = run("devices", "--simulate", self.computer(), status=0).out.splitlines()
        self.assertEqual({columns(line[: line.index(" active")]) for line in lines[1:]}, {lines[0].index("STATE") - 1})

    def test_json(self):
        out = run("devices", "--json", "--simulate", self.computer(), status=0).out
        self.assertEqual(out.count("\n"), 1)
        devices = json.loads(out)["devices"]
        self.assertEqual([d["id"] for d in devices], [f"pulse:d{i}" for i in range(len(NAMES))])
        self.assertIs(devices[0]["muted"], True)

    def test_none(self):
        self.assertIn("No input", run("devices", "--simulate", "driver.no-hardware", status=0).out)
        self.assertEqual(run("devices", "--json", "--simulate", "driver.no-hardware", status=0).json()["devices"], [])

    def test_on_this_computer(self):
        self.assertIn("devices", run("devices", "--json", status=0).json())

    def test_watch_ends_at_ctrl_c(self):
        with subprocess.Popen(
            [TOOL, "devices", "--watch", "--json", "--simulate", "healthy"],
            env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as process:
            self.assertTrue(select.select([process.stdout], [], [], 30)[0], "no list came")
            self.assertTrue(json.loads(process.stdout.readline())["devices"])
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=10)
        self.assertEqual((process.returncode, out, err), (0, "", ""))

    def test_watch_ends_when_nobody_reads(self):
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            result = run("devices", "--watch", "--simulate", "healthy", stdout=pipe, status=2)
        self.assertIn("cannot write", result.err)


class Facts(unittest.TestCase):
    def test_simulated(self):
        facts = run("facts", "--simulate", "healthy", status=0).json()
        self.assertTrue(facts["devices"])

    def test_on_this_computer(self):
        self.assertTrue(run("facts", status=0).json()["probes"])

    def test_unknown_scenario(self):
        refused(self, "facts", "--simulate", "nothing.like.it", about="nothing.like.it")


class Scenarios(unittest.TestCase):
    def test_list(self):
        lines = run("scenarios", status=0).out.splitlines()
        self.assertGreater(len(lines), 20)
        for line in lines:
            name, text = line.split(None, 1)
            self.assertRegex(name, r"\A[a-z0-9.-]+\Z")
            self.assertTrue(text.strip())


class Meter(unittest.TestCase):
    def test_lines(self):
        result = run("meter", "--seconds", "2.5", "--simulate", "healthy", status=0)
        lines = result.out.splitlines()
        figures = [line for line in lines if re.match(r" +\d+\.\d s  live +level +-?\d+\.\d dBFS  peak", line)]
        self.assertGreaterEqual(len(figures), 2, result.out)
        self.assertEqual(len(lines), len(figures) + 1, result.out)
        self.assertEqual(result.err, "")

    def test_refused(self):
        result = run("meter", "--seconds", "5", "--simulate", "device.none", status=2)
        self.assertTrue(result.err.startswith("mic-diag: "))
        self.assertEqual(result.err.count("\n"), 1)

    def test_ctrl_c(self):
        with subprocess.Popen(
            [TOOL, "meter", "--simulate", "healthy"], env=environment(), stdout=subprocess.PIPE, text=True
        ) as process:
            self.assertTrue(select.select([process.stdout], [], [], 30)[0], "no line came")
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=10)
        self.assertEqual(process.returncode, 0)


if __name__ == "__main__":
    unittest.main()
