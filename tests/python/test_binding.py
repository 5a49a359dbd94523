"""The Python binding, every function of it, against the real library."""

import math
import os
import subprocess
import sys
import threading
import unittest
from array import array
from pathlib import Path

import mic_diag
from mic_diag import _library


def tone(seconds, rate=48000, level=0.5):
    return array("f", (level * math.sin(2 * math.pi * 997 * i / rate) for i in range(int(seconds * rate))))


class BindingTest(unittest.TestCase):
    def simulated(self, scenario):
        context = mic_diag.Context("test", scenario=scenario)
        self.addCleanup(context.close)
        context.simulate("advance auto")
        return context

    def test_the_shortest_program(self):
        with mic_diag.Context(scenario="healthy") as ctx:
            ctx.simulate("advance auto")
            report = ctx.diagnose()
        self.assertTrue(report.works)
        self.assertEqual(report.verdict, mic_diag.Verdict.WORKS)
        self.assertTrue(report.summary)
        self.assertEqual(report.data["verdict"], "works")
        self.assertGreater(len(report.checks), 30)
        self.assertTrue(all(c.id and c.title for c in report.checks))

    def test_this_computer(self):
        with mic_diag.Context("test") as ctx:
            report = ctx.diagnose(listen=0)
            self.assertIn(report.verdict, list(mic_diag.Verdict))
            facts = ctx.facts(timeout=2.5)
            self.assertIn("probes", facts.data)

    def test_findings_evidence_and_fixes(self):
        ctx = self.simulated("volume.muted")
        report = ctx.diagnose()
        muted = report.finding("volume.muted")
        self.assertEqual(report.verdict, mic_diag.Verdict.BROKEN)
        self.assertEqual(report.findings[0], muted)
        self.assertEqual(muted.severity, mic_diag.Severity.PROBLEM)
        self.assertTrue(muted.title and muted.explanation and muted.evidence and muted.device_id)
        self.assertEqual(report.finding("signal.digital-silence").cause, "volume.muted")
        fix = next(f for f in muted.fixes if f.kind == mic_diag.FixKind.CHANGE)
        self.assertIn(mic_diag.FixFlags.CAN_UNDO, fix.flags)
        self.assertEqual(fix.device_id, muted.device_id)
        ctx.apply(fix.key)
        self.assertIsNone(ctx.diagnose(listen=0).finding("volume.muted"))
        with self.assertRaises(mic_diag.StaleError):
            ctx.apply(fix.key)
        ctx.undo(fix.key)
        self.assertIsNotNone(ctx.diagnose(listen=0).finding("volume.muted"))
        ctx.apply_start(fix.key)
        event = next(e for e in ctx.events(timeout=5) if e.type == mic_diag.EventType.FIX)
        self.assertEqual((event.value, event.text), (0, fix.key))

    def test_only_and_off(self):
        ctx = self.simulated("volume.muted")
        report = ctx.diagnose(listen=0, off=["volume.muted"])
        self.assertIsNone(report.finding("volume.muted"))
        check = next(c for c in report.checks if c.id == "volume.muted")
        self.assertEqual(check.status, mic_diag.Status.SKIPPED)
        report = ctx.diagnose(listen=0, only=["volume.muted"])
        self.assertEqual([f.id for f in report.findings], ["volume.muted"])

    def test_redaction(self):
        ctx = self.simulated("volume.muted")
        device = next(d for d in ctx.facts().devices if d.is_default)
        report = ctx.diagnose(listen=0)
        self.assertIn(device.name, report.json())
        self.assertNotIn(device.name, report.json(mic_diag.ReportFlags.REDACT))
        self.assertNotIn(device.name, report.json(mic_diag.ReportFlags.TELEMETRY))
        self.assertNotIn(device.name, report.text(mic_diag.ReportFlags.REDACT))

    def test_devices(self):
        ctx = self.simulated("volume.muted")
        facts = ctx.facts()
        device = next(d for d in facts.devices if d.is_default)
        self.assertTrue(device.is_muted)
        self.assertFalse(device.is_monitor)
        self.assertEqual(device.state, mic_diag.DeviceState.ACTIVE)
        self.assertEqual(device.facts["id"], device.id)
        self.assertEqual(facts.device(device.id), device)
        self.assertIsNone(facts.device("no such id"))
        other = mic_diag.Context(scenario=facts.json)
        self.addCleanup(other.close)
        self.assertEqual(other.facts().device(device.id).name, device.name)

    def test_in_the_background_with_levels(self):
        ctx = mic_diag.Context(scenario="healthy")
        self.addCleanup(ctx.close)
        run = ctx.diagnose_start(listen=5)
        with self.assertRaises(mic_diag.BusyError):
            ctx.diagnose_take()
        seen, levels = set(), None
        for event in ctx.events(timeout=10):
            seen.add(event.type)
            if event.type == mic_diag.EventType.SPEAK:
                levels = ctx.levels()
            if event.type == mic_diag.EventType.REPORT:
                self.assertEqual((event.run, event.value), (run, 0))
                break
        self.assertLessEqual({mic_diag.EventType.PROGRESS, mic_diag.EventType.SPEAK}, seen)
        self.assertGreater(levels.channels, 0)
        self.assertTrue(ctx.diagnose_take().works)
        with self.assertRaises(mic_diag.NotFoundError):
            ctx.levels()
        self.assertIsNone(ctx.next_event())
        self.assertGreaterEqual(ctx.event_handle(), 0)

    def test_cancel(self):
        ctx = mic_diag.Context(scenario="healthy")
        self.addCleanup(ctx.close)

        def cancel():
            for event in ctx.events(timeout=5):
                if event.type == mic_diag.EventType.SPEAK:
                    ctx.cancel()
                    return

        thread = threading.Thread(target=cancel)
        thread.start()
        with self.assertRaises(mic_diag.CancelledError):
            ctx.diagnose(stop_early=False)
        thread.join()

    def test_monitor(self):
        ctx = mic_diag.Context(scenario="healthy")
        self.addCleanup(ctx.close)
        with ctx.monitor() as monitor:
            for event in ctx.events(timeout=5):
                if event.type == mic_diag.EventType.MONITOR and event.value == mic_diag.MonitorState.LIVE:
                    break
            self.assertEqual(monitor.state, mic_diag.MonitorState.LIVE)
            rate, channels = monitor.format
            self.assertGreaterEqual(rate, 8000)
            samples = array("f")
            while len(samples) < rate * channels // 2:
                samples += monitor.read(4800)
            self.assertTrue(any(samples))
            self.assertEqual(len(monitor.read(0)), 0)
            self.assertGreater(monitor.levels().peak_dbfs, -90)
            self.assertIn("signal", monitor.report().data)
            with self.assertRaises(mic_diag.BusyError):
                ctx.monitor()
        with self.assertRaises(mic_diag.InvalidError):
            monitor.levels()

    def test_analyzer_takes_every_kind_of_buffer(self):
        samples = tone(1.0)
        whole = array("h", (int(s * 32767) for s in samples))
        wide = array("i", (int(s * 2147483647) for s in samples))
        packed = b"".join(int(s * 8388607).to_bytes(3, sys.byteorder, signed=True) for s in samples)
        given = [
            (samples, None), (whole, None), (wide, None), (packed, mic_diag.SampleFormat.S24),
            (whole.tobytes(), mic_diag.SampleFormat.S16), (bytearray(samples.tobytes()), mic_diag.SampleFormat.F32),
            (memoryview(samples.tobytes())[8:], mic_diag.SampleFormat.F32), (memoryview(whole)[480:], None),
        ]
        for data, sample_format in given:
            with mic_diag.Analyzer(48000) as analyzer:
                analyzer.push(data, sample_format)
                signal = analyzer.report().data["signal"]
                self.assertAlmostEqual(signal["peak_dbfs"], -6.02, delta=0.01)
                self.assertAlmostEqual(analyzer.levels().peak_dbfs, -6.02, delta=0.01)

    def test_analyzer_takes_numpy(self):
        try:
            import numpy
        except ImportError:
            self.skipTest("numpy is not installed")
        wave = (0.5 * numpy.sin(numpy.arange(48000) * 2 * numpy.pi * 997 / 48000)).astype(numpy.float32)
        stereo = numpy.stack([wave, wave / 2], axis=1)
        frozen = stereo.copy()
        frozen.setflags(write=False)
        for data in (numpy.ascontiguousarray(stereo), (stereo * 32767).astype(numpy.int16), frozen):
            with mic_diag.Analyzer(48000, 2) as analyzer:
                analyzer.push(data)
                self.assertAlmostEqual(analyzer.report().data["signal"]["peak_dbfs"], -6.02, delta=0.01)
        with mic_diag.Analyzer(48000, 2) as analyzer:
            for wrong in (stereo.T, stereo.astype(numpy.float64), numpy.zeros((10, 3), numpy.float32), wave[:3]):
                with self.assertRaises(mic_diag.InvalidError):
                    analyzer.push(wrong)

    def test_analyzer_judges_and_forgets(self):
        with mic_diag.Analyzer(16000) as analyzer:
            analyzer.push(array("f", [float("nan")] * 16000), flags=mic_diag.PushFlags.DISCONTINUITY, time_us=5)
            self.assertIsNotNone(analyzer.report().finding("signal.invalid"))
            analyzer.reset()
            analyzer.push(b"", mic_diag.SampleFormat.S16)
            self.assertIsNone(analyzer.report().finding("signal.invalid"))
            self.assertEqual(analyzer.levels().frames, 0)
        with self.assertRaises(mic_diag.InvalidError):
            analyzer.report()
        for rate, channels in ((0, 1), (-5, 1), (2**40, 1), (48000, 0), (48000, 33)):
            with self.assertRaises(mic_diag.InvalidError):
                mic_diag.Analyzer(rate, channels)

    def test_errors(self):
        ctx = self.simulated("healthy")
        with self.assertRaises(mic_diag.NotFoundError) as raised:
            ctx.configure("colour", "red")
        self.assertIn("colour", str(raised.exception))
        self.assertEqual(raised.exception.result, mic_diag.constant("MIC_DIAG_ERROR_NOT_FOUND"))
        with self.assertRaises(mic_diag.InvalidError):
            ctx.simulate("{")
        with self.assertRaises(ValueError):
            ctx.simulate("a\0b")
        with self.assertRaises(mic_diag.InvalidError):
            ctx.apply("nonsense")
        with self.assertRaises(mic_diag.InvalidError):
            ctx.diagnose(timeout=-1)
        ctx.tell("muted", True)
        ctx.tell("muted", None)
        ctx.configure("language", "en")
        ctx.close()
        ctx.close()
        with self.assertRaises(mic_diag.InvalidError):
            ctx.facts()
        with mic_diag.Context(helper_program="/nowhere/mic-diag-helper") as real:
            report = real.diagnose(listen=0)
            self.assertIsNotNone(report.finding("probe.missing"))
            with self.assertRaises(mic_diag.UnsupportedError):
                real.simulate("healthy")

    def test_names_and_versions(self):
        self.assertEqual(mic_diag.version_text(), mic_diag.__version__)
        major, minor, patch = map(int, mic_diag.version_text().split("."))
        self.assertEqual(mic_diag.version(), major * 10000 + minor * 100 + patch)
        self.assertEqual(mic_diag.abi(), 0)
        self.assertEqual(mic_diag.library_path(), os.environ["MIC_DIAG_LIBRARY"])
        names = [s.name for s in mic_diag.scenarios()]
        self.assertIn("healthy", names)
        self.assertIn("volume.muted", names)
        self.assertTrue(all(s.text for s in mic_diag.scenarios()))

    def test_a_missing_library_is_said_in_words(self):
        environment = dict(os.environ, MIC_DIAG_LIBRARY="/nowhere/libmic_diag.so")
        ran = subprocess.run([sys.executable, "-c", "import mic_diag"], env=environment, capture_output=True, text=True)
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("/nowhere/libmic_diag.so", ran.stderr)
        self.assertIn("MIC_DIAG_LIBRARY", ran.stderr)


class EveryFunctionTest(unittest.TestCase):
    def test_every_function_is_used_by_the_package(self):
        folder = Path(_library.__file__).parent
        text = "".join(f.read_text("utf-8") for f in folder.glob("*.py") if f.name != "_library.py")
        text += (folder / "_library.py").read_text("utf-8").split("def _file_names", 1)[1]
        unused = [name for name in _library.FUNCTIONS if f"lib.{name}" not in text]
        # Devices are looked up in Python's own copy.
        self.assertEqual(unused, ["mic_diag_device_find"])


if __name__ == "__main__":
    unittest.main()
