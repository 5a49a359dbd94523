"""Looking, watching and changing on a real server.

MIC_DIAG_TEST_SERVER chooses "pulseaudio" or "pipewire"; MIC_DIAG_TEST_HELPER names the program.
"""

import os
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from engine import helper as h  # noqa: E402
from engine.helper import Helper  # noqa: E402
from servers import MissingProgram, PipeWireServer, PulseServer, wait_until  # noqa: E402
from servers.fake_card import FakeCard  # noqa: E402

IS_PIPEWIRE = os.environ.get("MIC_DIAG_TEST_SERVER") == "pipewire"


def make_server(**options):
    return PipeWireServer(**options) if IS_PIPEWIRE else PulseServer()


def item(items, name):
    return next((one for one in items if one["id"] == name), None)


class LookTest(unittest.TestCase):
    def test_healthy_microphone(self):
        with make_server() as server:
            server.add_microphone(description="Kitchen \u00c4\u9ea6")
            server.set_default_source("microphone")
            facts = h.facts_of("pulse", server.env)
            service = facts["service"]
            self.assertEqual(service["kind"], "pipewire" if IS_PIPEWIRE else "pulseaudio")
            self.assertEqual(service["state"], "running")
            self.assertRegex(service["version"], r"^\d+\.\d+")
            self.assertFalse(service["address_given"])
            if IS_PIPEWIRE:
                self.assertTrue(service["session_manager"])
                self.assertTrue(service["version"].startswith("0.") or service["version"].startswith("1."))
            else:
                self.assertEqual(service["_unknown"]["session_manager"], "unsupported")
            self.assertEqual(facts["selection"]["default"], "pulse:microphone")
            microphone = item(facts["devices"], "pulse:microphone")
            self.assertEqual(microphone["name"], "Kitchen \u00c4\u9ea6")
            self.assertEqual(microphone["native_id"], "microphone")
            self.assertEqual(microphone["state"], "active")
            self.assertTrue(microphone["default"])
            self.assertFalse(microphone["monitor"])
            self.assertTrue(microphone["virtual"])
            self.assertFalse(microphone["muted"])
            self.assertAlmostEqual(microphone["volume_db"], 0.0, delta=0.01)
            self.assertEqual((microphone["channels"], microphone["rate_hz"]), (1, 48000))
            monitor = item(facts["devices"], "pulse:microphone.feed.monitor")
            self.assertTrue(monitor["monitor"])
            self.assertFalse(monitor["default"])
            self.assertEqual(facts["users"], [], "the streams of the server itself are nobody's")
            self.assertEqual(server.left_behind(), [])

    def test_mute_and_volume(self):
        with make_server() as server:
            server.add_microphone(channels=2)
            server.set_mute("microphone", True)
            server.set_volume("microphone", 10)
            microphone = item(h.facts_of("pulse", server.env)["devices"], "pulse:microphone")
            self.assertTrue(microphone["muted"])
            self.assertAlmostEqual(microphone["volume_db"], -60.0, delta=0.1)
            self.assertEqual(len(microphone["channel_volume_db"]), 2)
            server.set_mute("microphone", False)
            server.set_volume("microphone", 0)
            microphone = item(h.facts_of("pulse", server.env)["devices"], "pulse:microphone")
            self.assertFalse(microphone["muted"])
            self.assertEqual(microphone["volume_db"], -200.0)

    def test_nothing_there(self):
        with make_server(**({"silent_sink": False} if IS_PIPEWIRE else {})) as server:
            facts = h.facts_of("pulse", server.env)
            self.assertEqual(facts["devices"], [])
            self.assertEqual(facts["users"], [])
            self.assertEqual(facts["selection"]["_unknown"]["default"], "absent")
            self.assertNotIn("cards", facts, "that the server has no card does not mean that there is none")
            if IS_PIPEWIRE:
                self.assertTrue(facts["service"]["session_manager"])

    @unittest.skipUnless(IS_PIPEWIRE, "PulseAudio has no session manager")
    def test_without_session_manager(self):
        with PipeWireServer(session_manager=False) as server:
            facts = h.facts_of("pulse", server.env)
            self.assertEqual(facts["service"]["state"], "running")
            self.assertFalse(facts["service"]["session_manager"])
            self.assertEqual(facts["selection"]["_unknown"]["default"], "absent")

    def test_others_who_record(self):
        with make_server() as server:
            server.add_microphone()
            env = dict(server.env, PULSE_PROP="mic_diag.token=abc application.name='A Game'")
            with server.recorder("microphone", "Other Recorder") as recorder, Helper(env=env) as own:
                own.hello().request(h.CAPTURE, "pulse:microphone")
                own.until(h.STARTED)
                wait_until(lambda: server.source_output_of([own.pid]), "our stream")
                facts = h.facts_of("pulse", env)
                users = {user["program"]: user for user in facts["users"]}
                self.assertEqual(set(users), {"Other Recorder", "A Game"})
                other, ours = users["Other Recorder"], users["A Game"]
                self.assertEqual(other["device"], "pulse:microphone")
                self.assertEqual((other["active"], other["muted"], other["own"]), (True, False, False))
                self.assertIn(other["process_id"], [recorder.process.pid])
                self.assertEqual((ours["own"], ours["process_id"]), (True, own.pid))
                users = h.facts_of("pulse", dict(env, PULSE_PROP="mic_diag.token=def"))["users"]
                self.assertFalse([user for user in users if user["own"]], "that of another context is not ours")

    def test_names(self):
        """10 kB and invalid UTF-8."""
        with make_server() as server:
            long_name = "n" * 10240
            server.load("module-null-sink", "sink_name=long", f"sink_properties=device.description={long_name}")
            if IS_PIPEWIRE:  # PulseAudio refuses it
                invalid = os.fsdecode(b"'a\xff\xfe\xc3\x28b'")
                server.load("module-null-sink", "sink_name=bad", f"sink_properties=device.description={invalid}")
            devices = h.facts_of("pulse", server.env)["devices"]
            self.assertIn("n" * 1000, item(devices, "pulse:long.monitor")["name"])
            self.assertLessEqual(len(item(devices, "pulse:long.monitor")["name"]), 4096)
            if IS_PIPEWIRE:
                self.assertIn("a\ufffd\ufffd\ufffd(b", item(devices, "pulse:bad.monitor")["name"])

    @unittest.skipUnless(IS_PIPEWIRE, "the card is one of PipeWire")
    def test_card(self):
        with PipeWireServer() as server:
            try:
                card = FakeCard(server)
            except MissingProgram as missing:
                self.skipTest(str(missing))
            with card:
                card.plug("yes")
                facts = h.facts_of("pulse", server.env)
                seen = item(facts["cards"], "pulse:" + card.name)
                self.assertEqual(seen["ports"][0]["type"], "headset")
                self.assertEqual((seen["ports"][0]["input"], seen["ports"][0]["available"]), (True, True))
                device = item(facts["devices"], "pulse:" + card.source)
                self.assertEqual((device["state"], device["port_available"]), ("active", True))
                self.assertEqual(device["card"], seen["id"])
                self.assertEqual((device["hardware"], device["virtual"]), (True, False))
                self.assertEqual(device["port"], seen["ports"][0]["id"])

                card.plug("no")
                facts = h.facts_of("pulse", server.env)
                device = item(facts["devices"], "pulse:" + card.source)
                self.assertEqual((device["state"], device["port_available"]), ("unplugged", False))

                card.plug("unknown")
                device = item(h.facts_of("pulse", server.env)["devices"], "pulse:" + card.source)
                self.assertEqual(device["state"], "active")
                self.assertEqual(device["_unknown"]["port_available"], "unsupported")

                card.plug("yes")
                card.switch_off()
                facts = h.facts_of("pulse", server.env)
                seen = item(facts["cards"], "pulse:" + card.name)
                self.assertEqual(seen["active_profile"], "off")
                self.assertEqual({one["id"]: one["sources"] for one in seen["profiles"]}["off"], 0)
                self.assertGreater(max(one["sources"] for one in seen["profiles"]), 0)
                lost = [one for one in facts["devices"] if one.get("card") == seen["id"]]
                self.assertEqual([one["state"] for one in lost], ["disabled"])

    def test_frozen(self):
        with make_server() as server:
            server.add_microphone()
            server.freeze()
            try:
                with Helper(env=server.env) as helper:
                    helper.hello().request(h.PROBE, "pulse", deadline_ms=700)
                    self.assertEqual(helper.facts()["service"]["state"], "hung")
                    count = len(helper.alive)
                    while len(helper.alive) < count + 2:
                        self.assertIsNone(helper.frame(0.3))
                    self.assertIn(helper.steps[-1], ("connect", "list devices"))
            finally:
                server.thaw()

    def test_many_devices(self):
        """Every source of several hundred."""
        with make_server() as server:
            count = 60 if IS_PIPEWIRE else 500  # PipeWire takes seconds to make so many
            for index in range(count):
                server.load("module-null-sink", f"sink_name=n{index}")
            facts = h.facts_of("pulse", server.env, deadline_ms=20000)
            self.assertEqual(len([one for one in facts["devices"] if one["id"].startswith("pulse:n")]), count)


class WatchTest(unittest.TestCase):
    def watch(self, server):
        helper = Helper(env=server.env)
        self.addCleanup(helper.__exit__)
        helper.hello().request(h.WATCH, "pulse")
        helper.expect(h.STARTED)
        return helper

    def settle(self, helper):
        """Drops events until there is none for a while."""
        while helper.frame(0.3):
            pass

    def events(self, helper, *wanted, seconds=5.0):
        """Events until the wanted changes have been seen, in any order."""
        seen = []
        until = time.monotonic() + seconds
        while not set(wanted) <= {event.change for event in seen}:
            event = helper.frame(max(0, until - time.monotonic()))
            self.assertIsNotNone(event, f"wanted {wanted}, have {seen}")
            self.assertEqual(event.kind, h.EVENT, event)
            seen.append(event)
        return {event.change: event for event in seen}

    def test_changes(self):
        with make_server() as server:
            server.add_microphone()
            server.set_default_source("microphone")
            helper = self.watch(server)
            self.settle(helper)

            server.set_mute("microphone", True)
            event = self.events(helper, h.MUTE)[h.MUTE]
            self.assertEqual((event.device, event.value), ("pulse:microphone", 1))
            server.set_mute("microphone", False)
            self.assertEqual(self.events(helper, h.MUTE)[h.MUTE].value, 0)

            server.set_volume("microphone", 10)
            event = self.events(helper, h.VOLUME)[h.VOLUME]
            self.assertEqual(event.device, "pulse:microphone")
            self.assertLess(abs(event.value + 6000), 10)
            server.set_volume("microphone", 0)
            self.assertEqual(self.events(helper, h.VOLUME)[h.VOLUME].value, -20000)
            server.set_volume("microphone", 100)
            self.events(helper, h.VOLUME)

            server.add_microphone("second")
            self.events(helper, h.DEVICES)
            self.settle(helper)
            server.set_default_source("second")
            event = self.events(helper, h.DEFAULT)[h.DEFAULT]
            self.assertEqual(event.device, "pulse:second")
            server.remove_microphone("second")
            self.events(helper, h.DEVICES, h.DEFAULT)

            server.kill()
            error = helper.until(h.ERROR)
            self.assertEqual(error.failure, h.LOST)
            self.assertEqual(helper.wait(), 0)
            self.assertEqual(server.left_behind(), [])

    def test_no_event_for_nothing(self):
        """Somebody who starts to record changes the state of the source, and nothing else."""
        with make_server() as server:
            server.add_microphone()
            helper = self.watch(server)
            self.settle(helper)
            with server.recorder("microphone"):
                self.assertIsNone(helper.frame(0.5))
            server.pactl("set-source-mute", "microphone", "0")
            self.assertIsNone(helper.frame(0.3))

    def test_burst_is_one_look(self):
        with make_server() as server:
            server.add_microphone()
            helper = self.watch(server)
            self.settle(helper)
            for index in range(8):
                server.load("module-null-sink", f"sink_name=burst{index}")
            self.events(helper, h.DEVICES)
            begun = len(helper.steps)
            self.settle(helper)
            self.assertEqual(len(helper.steps), begun)


class ApplyTest(unittest.TestCase):
    def apply(self, server, *parts):
        with Helper(env=server.env) as helper:
            helper.hello().request(h.APPLY, "\n".join(parts))
            applied = helper.expect(h.APPLIED)
            helper.expect(h.DONE)
            self.assertEqual(helper.wait(), 0)
            return applied

    def volume(self, server):
        return [channel["value"] for channel in server.source("microphone")["volume"].values()]

    def test_mute(self):
        with make_server() as server:
            server.add_microphone()
            server.set_mute("microphone", True)
            applied = self.apply(server, "mute", "pulse:microphone", "yes", "no")
            self.assertEqual((applied.result, applied.before, applied.after), (h.APPLY_OK, "yes", "no"))
            self.assertFalse(server.source("microphone")["mute"])
            applied = self.apply(server, "mute", "pulse:microphone", "yes", "no")
            self.assertEqual((applied.result, applied.before), (h.STALE, "no"))
            undone = self.apply(server, "mute", "pulse:microphone", "no", "yes")
            self.assertEqual((undone.result, undone.after), (h.APPLY_OK, "yes"))
            self.assertTrue(server.source("microphone")["mute"])
            self.assertEqual(self.apply(server, "mute", "pulse:microphone", "", "no").result, h.APPLY_OK)
            self.assertEqual(server.left_behind(), [])

    def test_volume(self):
        with make_server() as server:
            server.add_microphone(channels=2)
            server.pactl("set-source-volume", "microphone", "3277", "1638")
            wait_until(lambda: self.volume(server) == [3277, 1638], "the volume")
            applied = self.apply(server, "volume", "pulse:microphone", "3277,1638", "0dB")
            self.assertEqual((applied.result, applied.before), (h.APPLY_OK, "3277,1638"))
            loud = self.volume(server)
            self.assertAlmostEqual(loud[0], 65536, delta=2)
            self.assertAlmostEqual(loud[1], 32768, delta=20)
            self.assertEqual(applied.after, ",".join(str(value) for value in loud))
            undone = self.apply(server, "volume", "pulse:microphone", applied.after, applied.before)
            self.assertEqual(undone.result, h.APPLY_OK)
            self.assertEqual(self.volume(server), [3277, 1638])
            self.assertEqual(self.apply(server, "volume", "pulse:microphone", applied.after, "0dB").result, h.STALE)
            self.assertEqual(self.volume(server), [3277, 1638])
            self.assertEqual(self.apply(server, "volume", "pulse:microphone", "-78.1dB", "-10dB").result, h.APPLY_OK)

    def test_volume_from_zero(self):
        with make_server() as server:
            server.add_microphone(channels=2)
            server.set_volume("microphone", 0)
            applied = self.apply(server, "volume", "pulse:microphone", "-200dB", "0dB")
            self.assertEqual((applied.result, applied.before), (h.APPLY_OK, "0,0"))
            self.assertEqual(self.volume(server), [65536, 65536])

    def test_what_cannot_be_done(self):
        with make_server() as server:
            server.add_microphone()
            for result, parts in (
                (h.APPLY_GONE, ("mute", "pulse:gone", "yes", "no")),
                (h.APPLY_GONE, ("mute", "alsa:microphone", "yes", "no")),
                (h.UNSUPPORTED, ("format", "pulse:microphone", "a", "b")),
                (h.UNSUPPORTED, ("mute", "pulse:microphone", "", "maybe")),
                (h.UNSUPPORTED, ("volume", "pulse:microphone", "", "1,2,3")),
                (h.UNSUPPORTED, ("volume", "pulse:microphone", "", "-5")),
                (h.UNSUPPORTED, ("volume", "pulse:microphone", "", "nandB")),
                (h.UNSUPPORTED, ("volume", "pulse:microphone", "", "99999999999")),
                (h.UNSUPPORTED, ("volume",)),
                (h.UNSUPPORTED, ("",)),
            ):
                with self.subTest(parts=parts):
                    applied = self.apply(server, *parts)
                    wanted = (result, h.APPLY_GONE) if len(parts) == 1 else (result,)
                    self.assertIn(applied.result, wanted)
            self.assertFalse(server.source("microphone")["mute"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
