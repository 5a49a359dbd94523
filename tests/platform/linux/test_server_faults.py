"""Sound servers that hang, die, lie or lose the microphone; and those that never were one."""

import os

from case import ReportTest, main, make_server
from servers import PipeWireServer, UnresponsiveServer
from servers.fake_card import FakeCard
from servers.sound_server import PrivateHome
from tool import NO_SERVER_S, PROBE_DEADLINE_S, Run, diagnose

# A container without a sound server is named as such before the sound hardware that it does not have.
IN_CONTAINER = ("environment.container",) if os.path.exists("/.dockerenv") else ()


def make_listening(server):
    """A microphone in a quiet room: the tool listens as long as it may, because the answer stays open."""
    server.add_microphone()
    server.set_default_source("microphone")
    server.feed_noise()


class WhileListening(ReportTest):
    def test_source_removed(self):
        with make_server() as server:
            make_listening(server)
            with Run(server) as run:
                run.wait_until_listening(server)
                server.remove_microphone()
                # The server may move the stream to the monitor that is left: a voice there is not ours.
                server.feed()
                report = run.finish(self)
        self.assert_broken(report, "stream.device-lost")

    def test_server_frozen(self):
        with make_server() as server:
            make_listening(server)
            with Run(server) as run:
                run.wait_until_listening(server)
                server.freeze()
                report = run.finish(self)
        self.assert_broken(report, "stream.stalled")
        self.assert_absent(report, "device.none")

    def test_server_killed(self):
        with make_server() as server:
            make_listening(server)
            with Run(server) as run:
                run.wait_until_listening(server)
                server.kill()
                report = run.finish(self)
        self.assert_broken(report, "stream.device-lost", "service.unreachable")


class Before(ReportTest):
    def test_server_frozen(self):
        with make_server() as server:
            make_listening(server)
            server.freeze()
            report = diagnose(self, server, seconds=PROBE_DEADLINE_S)
        self.assert_broken(report, "probe.timeout")
        self.assert_absent(report, "device.none")

    def test_server_frozen_and_thawed(self):
        with make_server() as server:
            make_listening(server)
            server.freeze()
            self.assertEqual(diagnose(self, server).verdict, "broken")
            server.thaw()
            server.feed()
            self.assert_works(diagnose(self, server))


class NoServer(ReportTest):
    def test_never_answers(self):
        with UnresponsiveServer("silent") as server:
            report = diagnose(self, server, seconds=PROBE_DEADLINE_S)
            self.assertGreater(server.connections, 0)
        self.assert_broken(report, "probe.timeout")
        self.assert_absent(report, "device.none")

    def test_answers_garbage(self):
        with UnresponsiveServer("garbage") as server:
            report = diagnose(self, server, seconds=NO_SERVER_S)
            self.assertGreater(server.connections, 0)
        self.assert_broken(report, "service.unreachable")

    def test_hangs_up(self):
        with UnresponsiveServer("closing") as server:
            report = diagnose(self, server, seconds=NO_SERVER_S)
            self.assertGreater(server.connections, 0)
        self.assert_broken(report, "service.unreachable")

    def test_absent(self):
        home = PrivateHome()
        self.addCleanup(home.remove)
        report = diagnose(self, home, seconds=NO_SERVER_S)
        self.assert_broken(report, "service.unreachable", "driver.no-hardware", *IN_CONTAINER)

    def test_absent_where_its_address_says(self):
        home = PrivateHome()
        self.addCleanup(home.remove)
        address = "unix:" + os.path.join(home.runtime, "nothing")
        report = diagnose(self, home, env={"PULSE_SERVER": address}, seconds=NO_SERVER_S)
        self.assert_broken(report, "service.unreachable", "driver.no-hardware")


class PipeWireOnly(ReportTest):
    def test_without_session_manager(self):
        with PipeWireServer(session_manager=False) as server:
            report = diagnose(self, server)
        self.assert_broken(report, "service.session-manager-missing")

    def test_jack_empty(self):
        with PipeWireServer() as server, FakeCard(server) as card:
            card.plug("no")
            # By name: WirePlumber makes another source the default as soon as the jack is empty.
            report = diagnose(self, server, "--device", f"pulse:{card.source}")
        self.assert_broken(report, "device.jack-empty")
        self.assert_absent(report, "hardware.suspected")

    def test_jack_in_use_or_unknown_is_no_fault(self):
        with PipeWireServer() as server, FakeCard(server) as card:
            server.set_default_source(card.source)
            server.feed(card.source)
            for state in ("yes", "unknown"):
                card.plug(state)
                self.assert_works(diagnose(self, server))

    def test_profile_off(self):
        with PipeWireServer() as server, FakeCard(server) as card:
            card.switch_off()
            report = diagnose(self, server)
        self.assert_broken(report, "device.profile-no-input")
        self.assert_absent(report, "hardware.suspected")


if __name__ == "__main__":
    main()
