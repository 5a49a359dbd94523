"""mic-diag analyze: recordings of every kind, also broken, missing and huge ones."""

import array
import json
import math
import os
import resource
import struct
import subprocess
import tempfile
import unittest
import wave

from tool import TOOL, environment, run

SPEECH = "/usr/share/sounds/alsa/Front_Center.wav"
METRICS = ("peak_dbfs", "rms_dbfs", "dc_offset")
MEMORY_KB = 40000


def tone(seconds=1.0, level=0.1, rate=48000):
    return array.array(
        "h", (int(32767 * level * math.sin(2 * math.pi * 440 * n / rate)) for n in range(int(seconds * rate)))
    )


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def wav(self, name, samples=None, rate=48000, channels=1):
        path = self.path(name)
        with wave.open(path, "wb") as file:
            file.setnchannels(channels)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes((tone() if samples is None else samples).tobytes())
        return path

    def raw_file(self, name, content):
        path = self.path(name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def pcm(self, name, tag, bits, data, rate=48000):
        """A WAV of one channel with any sample format: tag 1 is PCM, 3 is float."""
        frame = bits // 8
        form = struct.pack("<HHIIHH", tag, 1, rate, rate * frame, frame, bits)
        body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(data)) + data
        return self.raw_file(name, b"RIFF" + struct.pack("<I", len(body)) + body)

    def judged(self, *paths, status=None):
        out = run("analyze", "--json", *paths, status=status).out
        return [json.loads(line) for line in out.splitlines()]

    def signal_of(self, path):
        return self.judged(path)[0]["signal"]


@unittest.skipUnless(os.path.exists(SPEECH), "alsa-utils is not installed")
class Speech(Case):
    def test_text(self):
        result = run("analyze", SPEECH, status=0)
        self.assertTrue(result.out.startswith(SPEECH + ": works"), result.out)

    def test_json(self):
        (report,) = self.judged(SPEECH, status=0)
        self.assertEqual(set(report), {"file", "verdict", "findings", "signal"})
        self.assertEqual((report["file"], report["verdict"]), (SPEECH, "works"))
        for metric in METRICS:
            self.assertIn(metric, report["signal"])

    def test_worst_of_several(self):
        silent = self.wav("silent.wav", array.array("h", bytes(2 * 48000 * 3)))
        missing = self.path("missing.wav")
        self.assertEqual(run("analyze", SPEECH, SPEECH).status, 0)
        self.assertEqual(run("analyze", SPEECH, silent).status, run("analyze", silent).status)
        self.assertIn(run("analyze", silent).status, (1, 3))
        result = run("analyze", "--json", missing, SPEECH, silent, status=2)
        self.assertEqual(result.out.count("\n"), 2)
        self.assertEqual(result.err.count("\n"), 1)


class Formats(Case):
    def test_full_scale_stays_full_scale(self):
        """Each format in its own precision: its largest value is 0 dBFS, half of it 6 dB less."""
        top = {
            "16.wav": (1, 16, struct.pack("<h", 32767), struct.pack("<h", 16384)),
            "24.wav": (1, 24, b"\xff\xff\x7f", b"\x00\x00\x40"),
            "32.wav": (1, 32, struct.pack("<i", 2147483647), struct.pack("<i", 1 << 30)),
            "float.wav": (3, 32, struct.pack("<f", 1.0), struct.pack("<f", 0.5)),
            "double.wav": (3, 64, struct.pack("<d", 1.0), struct.pack("<d", 0.5)),
        }
        for name, (tag, bits, full, half) in top.items():
            with self.subTest(format=name):
                zero = bytes(bits // 8)
                loud = self.signal_of(self.pcm("loud-" + name, tag, bits, (full + zero) * 24000))
                soft = self.signal_of(self.pcm("soft-" + name, tag, bits, (half + zero) * 24000))
                self.assertAlmostEqual(loud["peak_dbfs"], 0.0, delta=0.01)
                self.assertAlmostEqual(soft["peak_dbfs"], -6.02, delta=0.01)

    def test_invalid_samples(self):
        data = struct.pack("<ff", 0.1, math.nan) * 24000
        (report,) = self.judged(self.pcm("nan.wav", 3, 32, data))
        self.assertIn("signal.invalid", [finding["id"] for finding in report["findings"]])

    def test_channels_and_rates(self):
        for rate, channels in ((8000, 1), (44100, 2), (192000, 1), (48000, 32)):
            with self.subTest(rate=rate, channels=channels):
                samples = array.array("h", [1000] * (rate // 10) * channels)
                self.assertEqual(len(self.judged(self.wav("a.wav", samples, rate, channels))), 1)
        for rate, channels in ((4000, 1), (384000, 1), (48000, 33)):
            with self.subTest(rate=rate, channels=channels):
                samples = array.array("h", [1000] * (rate // 10) * channels)
                result = run("analyze", self.wav("b.wav", samples, rate, channels), status=2)
                self.assertIn(str(rate), result.err)
                self.assertEqual(result.err.count("\n"), 1)

    def test_name_that_is_no_text(self):
        path = os.fsencode(self.wav("a.wav")).replace(b"a.wav", b"b\xff\n.wav")
        os.rename(self.path("a.wav"), path)
        done = subprocess.run([TOOL, "analyze", "--json", path], env=environment(), stdout=subprocess.PIPE, check=False)
        self.assertTrue(json.loads(done.stdout.decode("utf-8"))["file"].endswith("b\ufffd\n.wav"))

    def test_name_like_an_option(self):
        self.wav("--json")
        result = run("analyze", "--", "--json", cwd=self.folder)
        self.assertTrue(result.out.startswith("--json: "))


class Broken(Case):
    def refused(self, path, about=""):
        result = run("analyze", path, status=2)
        self.assertEqual(result.out, "")
        self.assertEqual(result.err.count("\n"), 1, result.err)
        self.assertIn(os.path.basename(path), result.err)
        self.assertIn(about, result.err)

    def test_missing(self):
        self.refused(self.path("missing.wav"), "No such file")

    def test_folder(self):
        self.refused(self.folder)

    def test_no_sound_file(self):
        for name, content in (
            ("empty.wav", b""), ("text.wav", b"hello\n" * 1000), ("riff.wav", b"RIFF"), ("zero.wav", bytes(5000)),
            ("head.wav", b"RIFF\x24\0\0\0WAVEfmt "), ("ogg.ogg", b"OggS" + b"\xff" * 500), ("flac.flac", b"fLaC"),
        ):
            with self.subTest(file=name):
                self.refused(self.raw_file(name, content))

    def test_without_frames(self):
        self.refused(self.wav("none.wav", array.array("h")))

    def test_cut_off(self):
        """What is there is judged; a header that promises more is no error of the recording."""
        path = self.wav("cut.wav", tone(2.0))
        os.truncate(path, 44 + 48000 * 2)
        result = run("analyze", "--json", path)
        self.assertIn(result.status, (0, 1, 3))
        self.assertEqual(len(result.out.splitlines()), 1)

    def test_damaged(self):
        """Any bytes: an answer or a line, and never a signal."""
        with open(self.wav("a.wav", tone(0.2)), "rb") as file:
            good = bytearray(file.read())
        for position in range(0, 48, 3):
            for value in (0x00, 0xFF):
                bad = bytearray(good)
                bad[position] ^= 0x55
                bad[position + 1] = value
                result = run("analyze", "--json", self.raw_file("bad.wav", bytes(bad)))
                self.assertIn(result.status, (0, 1, 2, 3), (position, value))

    def test_two_with_one_broken(self):
        good, bad = self.wav("good.wav"), self.raw_file("bad.wav", b"nothing")
        for order in ((good, bad), (bad, good)):
            result = run("analyze", "--json", *order, status=2)
            self.assertEqual([json.loads(line)["file"] for line in result.out.splitlines()], [good])
            self.assertEqual(result.err.count("\n"), 1)
            self.assertIn("bad.wav", result.err)


class Huge(Case):
    def test_memory_does_not_grow_with_the_file(self):
        """20 minutes of sound, 115 MB, of which the file system stores nothing."""
        path = self.wav("huge.wav", array.array("h"))
        size = 48000 * 2 * 1200
        with open(path, "r+b") as file:
            file.seek(4)
            file.write(struct.pack("<I", 36 + size))
            file.seek(40)
            file.write(struct.pack("<I", size))
            file.truncate(44 + size)
        (report,) = self.judged(path)
        self.assertIn("signal.digital-silence", [finding["id"] for finding in report["findings"]])
        if not os.environ.get("MIC_DIAG_SANITIZE"):  # a sanitizer has memory of its own
            self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, MEMORY_KB)

    def test_reader_gone(self):
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            result = run("analyze", self.wav("a.wav"), self.wav("b.wav"), stdout=pipe, status=2)
        self.assertEqual(result.err.count("\n"), 1)


if __name__ == "__main__":
    unittest.main()
