"""Microphones that work, that are set up wrongly, or that nobody speaks into; on a real server."""

from case import ReportTest, main, make_server
from tool import diagnose


class Listening(ReportTest):
    def test_voice(self):
        with make_server() as server:
            server.add_microphone()
            server.set_default_source("microphone")
            server.feed()
            report = diagnose(self, server)
        self.assert_works(report)
        self.assert_absent(report, "probe.crashed")

    def test_nobody_speaks(self):
        with make_server() as server:
            server.add_microphone()
            server.set_default_source("microphone")
            server.feed()
            server.stop_feeding()
            server.feed_noise()
            report = diagnose(self, server)
        self.assertEqual(report.verdict, "unsure", report.summary())
        self.assertEqual(report.first, "signal.no-speech", report.summary())
        self.assertEqual(report.problems(), [], report.summary())

    def test_muted(self):
        with make_server() as server:
            server.add_microphone()
            server.set_default_source("microphone")
            server.set_mute("microphone", True)
            server.feed()
            report = diagnose(self, server)
            self.assertTrue(server.source("microphone")["mute"], "a diagnosis changes nothing")
        self.assert_broken(report, "volume.muted")
        self.assert_consequence(report, "signal.digital-silence", "volume.muted")
        self.assert_absent(report, "hardware.suspected")

    def test_volume_of_5_percent(self):
        with make_server() as server:
            server.add_microphone()
            server.set_default_source("microphone")
            server.set_volume("microphone", 5)
            server.feed()
            report = diagnose(self, server)
        self.assertIn(report.verdict, ("broken", "works-badly"), report.summary())
        self.assertEqual(report.first, "volume.low", report.summary())
        heard = [f for f in report.findings if f["id"].startswith("signal.") and f["severity"] == "problem"]
        for finding in heard:
            self.assertEqual(finding["cause"], "volume.low", report.summary())

    def test_too_quiet_is_the_volume_s_fault(self):
        with make_server() as server:
            server.add_microphone()
            server.set_default_source("microphone")
            server.set_volume("microphone", 25)  # -36 dB: low, but the voice is still there
            server.feed()
            report = diagnose(self, server)
        self.assertIn(report.verdict, ("broken", "works-badly"), report.summary())
        self.assertEqual(report.first, "volume.low", report.summary())
        self.assert_consequence(report, "signal.too-quiet", "volume.low")

    def test_default_is_a_monitor(self):
        with make_server() as server:
            server.add_microphone()
            server.add_speaker()
            server.set_default_source("speaker.monitor")
            server.feed()
            report = diagnose(self, server)
        self.assert_broken(report, "default.is-monitor")
        self.assert_absent(report, "device.none")

    def test_no_device(self):
        with make_server() as server:
            report = diagnose(self, server)
        self.assert_broken(report, "device.none", "driver.no-hardware")
        self.assert_absent(report, "probe.crashed")

    def test_no_speaker(self):
        with make_server(silent_sink=False) as server:
            server.add_microphone_without_speaker()
            server.set_default_source("microphone")
            server.feed()
            self.assertEqual(server.list("sinks"), [])
            report = diagnose(self, server)
        self.assert_works(report)
        self.assert_absent(report, "probe.crashed")

    def test_32_channels_beside_it(self):
        with make_server() as server:
            server.add_microphone()
            server.add_microphone("wide", channels=32)
            server.set_default_source("microphone")
            server.feed()
            report = diagnose(self, server)
        self.assert_works(report)
        self.assert_absent(report, "probe.crashed")

    def test_another_program_records(self):
        with make_server() as server:
            server.add_microphone()
            server.set_default_source("microphone")
            server.feed()
            with server.recorder(program="Voice Chat"):
                report = diagnose(self, server)
        self.assert_works(report)
        used = report.finding("use.by-others")
        self.assertIsNotNone(used, report.summary())
        self.assertEqual(used["severity"], "info")
        self.assertIn("Voice Chat", str(used["evidence"]) + used["explanation"])

    def test_our_own_stream_is_nobody_else(self):
        with make_server() as server:
            server.add_microphone()
            server.set_default_source("microphone")
            server.feed()
            self.assert_absent(diagnose(self, server), "use.by-others")


if __name__ == "__main__":
    main()
