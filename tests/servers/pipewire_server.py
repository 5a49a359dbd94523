"""A private PipeWire with pipewire-pulse and, unless it is left out, WirePlumber."""

import json
import os
import subprocess

from . import sounds
from .processes import Process, ServerError, require, wait_until
from .sound_server import SoundServer

BUS_CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
"""A session bus that starts no services: they would outlive the fixture."""


WIREPLUMBER_CONFIGURATION = {
    "main.lua.d/51-no-hardware.lua": """alsa_monitor.enabled = false
v4l2_monitor.enabled = false
libcamera_monitor.enabled = false
""",
    "bluetooth.lua.d/51-no-hardware.lua": """bluez_monitor.enabled = false
""",
    "wireplumber.conf.d/51-no-hardware.conf": """wireplumber.profiles = {
  main = {
    hardware.audio = disabled
    hardware.bluetooth = disabled
    hardware.video-capture = disabled
  }
}
""",
}
"""Keeps WirePlumber (0.4 by Lua, later ones by the last file) away from the computer's real devices, and from
systemd-logind, which it asks about Bluetooth and without which it would end."""


class LinkedPlayer:
    """`pw-cat` playing into a virtual source, for a server without a sink."""

    def __init__(self, server, source, samples):
        path = os.path.join(server.directory, f"{source}.wav")
        sounds.write_wav(path, samples, 180)
        name = f"{source}-voice"
        self.process = Process(
            ["pw-cat", "--playback", "--target=0", "--latency=20ms",
             f"--properties={{ node.autoconnect=false node.name={name} }}", path],
            server.tools_env, server.log_path("pw-cat"),
        )  # fmt: skip
        try:
            wait_until(lambda: self.process.check() and server.link(name, source), f"the feed of {source}")
        except BaseException:
            self.stop()
            raise

    def stop(self):
        self.process.stop()


class PipeWireServer(SoundServer):
    """PipeWire with its PulseAudio interface.

    Without a session manager nothing is linked and there is no default device.
    Without the silent sink a server that has no sink has none, as PulseAudio.
    """

    kind = "pipewire"

    def __init__(self, session_manager=True, silent_sink=True):
        super().__init__()
        self.session_manager = session_manager
        self.silent_sink = silent_sink
        self._virtual = set()
        bus = "unix:path=" + os.path.join(self.runtime, "bus")
        for env in (self.env, self.tools_env):
            env["DBUS_SESSION_BUS_ADDRESS"] = bus

    def start(self):
        bus = os.path.join(self.runtime, "bus")
        config = os.path.join(self.directory, "bus.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(BUS_CONFIGURATION.format(path=bus))
        self._run(["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", "--nosyslog"], bus)
        self._run(["pipewire"], os.path.join(self.runtime, "pipewire-0"))
        if self.session_manager:
            self._configure_wireplumber()
            self._run(["wireplumber"])
        self._run(["pipewire-pulse"], os.path.join(self.runtime, "pulse", "native"))
        wait_until(lambda: self.front.check() and self.answers(), "pipewire-pulse to answer")
        if self.session_manager:
            wait_until(self._is_managed, "WirePlumber to manage the session")
            # pipewire-pulse adds a silent sink where there is none; before that, the lists still change.
            wait_until(lambda: self.list("sinks"), "the silent sink")
            if not self.silent_sink:
                self.pactl("unload-module", "module-always-sink")
                wait_until(lambda: not self.list("sinks"), "the silent sink to go")
        return self

    def _configure_wireplumber(self):
        for name, text in WIREPLUMBER_CONFIGURATION.items():
            path = os.path.join(self.tools_env["XDG_CONFIG_HOME"], "wireplumber", name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)

    def _run(self, arguments, socket=None):
        process = Process(arguments, self.tools_env, self.log_path(arguments[0]))
        self.processes.append(process)
        if socket:
            wait_until(lambda: process.check() and os.path.exists(socket), f"{arguments[0]} to listen")
        return process

    def _is_managed(self):
        """True once WirePlumber has made the object that holds the defaults, which it does last."""
        for process in self.processes:
            process.check()
        return any(
            item["type"] == "PipeWire:Interface:Metadata" and item.get("props", {}).get("metadata.name") == "default"
            for item in self.dump()
        )

    @property
    def front(self):
        return next(process for process in reversed(self.processes) if process.name == "pipewire-pulse")

    def tool(self, *arguments, seconds=10.0):
        """Runs one of PipeWire's own tools and returns what it says."""
        try:
            result = subprocess.run(
                [require(arguments[0]), *arguments[1:]],
                env=self.tools_env, capture_output=True, text=True, timeout=seconds, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise ServerError(f"{' '.join(arguments)}: no answer in {seconds:g} s") from error
        if result.returncode != 0:
            raise ServerError(f"{' '.join(arguments)}: {result.stderr.strip()}")
        return result.stdout

    def dump(self):
        """All objects of the server."""
        text, objects = self.tool("pw-dump").strip(), {}
        # What changes meanwhile follows in further lists; an object that has gone is there without its type.
        while text:
            items, end = json.JSONDecoder().raw_decode(text)
            text = text[end:].lstrip()
            for item in items:
                if "type" in item:
                    objects[item["id"]] = item
                else:
                    objects.pop(item["id"], None)
        return list(objects.values())

    def node(self, name):
        """The node of that name, or None."""
        return next(
            (item for item in self.dump()
             if item["type"] == "PipeWire:Interface:Node" and item["info"]["props"].get("node.name") == name),
            None,
        )  # fmt: skip

    def ports(self, node, direction):
        """Ids of a node's ports; direction "in" or "out", without those of a monitor."""
        return [
            item["id"] for item in self.dump()
            if item["type"] == "PipeWire:Interface:Port" and item["info"]["props"].get("node.id") == node["id"]
            and item["info"]["props"].get("port.direction") == direction
            and not item["info"]["props"].get("port.monitor")
        ]  # fmt: skip

    def link(self, output, to):
        """Links the first port of one node to the first of another. False while one of them is not there."""
        source, target = self.node(output), self.node(to)
        outputs = self.ports(source, "out") if source else []
        inputs = self.ports(target, "in") if target else []
        if not outputs or not inputs:
            return False
        self.tool("pw-link", str(outputs[0]), str(inputs[0]))
        return True

    def _is_connected(self, name):
        # A remapped source records from its master with a stream of its own, linked a moment later.
        return self.source(name) and any(
            stream["properties"].get("node.name") == f"input.{name}" and stream["source"] != 0xFFFFFFFF
            for stream in self.list("source-outputs")
        )

    def add_microphone_without_speaker(self, name="microphone", description="Test microphone"):
        module = self.load(
            "module-null-sink", "media.class=Audio/Source/Virtual", f"sink_name={name}", "channels=1",
            "channel_map=mono", f"rate={sounds.RATE_HZ}", f"sink_properties='device.description=\"{description}\"'",
        )  # fmt: skip
        self._modules[name] = module
        self.feed_by_link(name)
        wait_until(lambda: self.source(name), f"the source {name}")
        return name

    def feed_by_link(self, name):
        """Says that there is no sink before this source: it is fed through a link into it."""
        self._virtual.add(name)

    def _feeder(self, name, samples):
        if name in self._virtual:
            return LinkedPlayer(self, name, samples)
        return super()._feeder(name, samples)
