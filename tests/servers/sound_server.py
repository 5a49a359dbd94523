"""What PulseAudio and PipeWire have in common: the interface that tests use."""

import json
import os
import shutil
import subprocess
import tempfile
import weakref

from . import sounds
from .feeders import Player, Recorder
from .processes import ServerError, require, wait_until

PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS")
"""The only variables that processes of a fixture take over from the person's own session."""


class PrivateHome:
    """A temporary directory with a home, a runtime directory and an environment of its own.

    `env` is for the programs under test. Their HOME and TMPDIR are empty directories that nothing else
    writes to, so that a test can say what they left behind. `tools_env` is for the fixture's own tools.
    """

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="mic-diag-server-")
        # Also of one that was made and never used.
        self._remove = weakref.finalize(self, shutil.rmtree, self.directory, ignore_errors=True)
        self.home = self._make("home")
        self.temporary = self._make("tmp")
        self.runtime = self._make("run")
        self.env = self._environment(self.home, self.temporary)
        self.tools_env = self._environment(self._make("tools-home"), self._make("tools-tmp"))

    def _make(self, name):
        path = os.path.join(self.directory, name)
        os.mkdir(path, 0o700)
        return path

    def _environment(self, home, temporary):
        env = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        env.update(
            HOME=home,
            TMPDIR=temporary,
            XDG_RUNTIME_DIR=self.runtime,
            XDG_CONFIG_HOME=os.path.join(home, ".config"),
            XDG_DATA_HOME=os.path.join(home, ".local", "share"),
            XDG_STATE_HOME=os.path.join(home, ".local", "state"),
            XDG_CACHE_HOME=os.path.join(home, ".cache"),
            LC_ALL="C.UTF-8",
        )
        return env

    def left_behind(self):
        """The files that programs under test left in their home and temporary directory."""
        return sorted(
            os.path.relpath(os.path.join(root, name), self.directory)
            for top in (self.home, self.temporary)
            for root, directories, files in os.walk(top)
            for name in directories + files
        )

    def log_path(self, name):
        return os.path.join(self.directory, f"{name}.log")

    def remove(self):
        self._remove()


class SoundServer(PrivateHome):
    """A running server; a context manager. Use PulseServer or PipeWireServer."""

    kind = ""

    def __init__(self):
        super().__init__()
        self.processes = []  # in the order of their start
        self._feeders = {}
        self._modules = {}

    # Life

    def start(self):
        """Starts the server and returns it once it answers."""
        raise NotImplementedError

    def stop(self):
        """Ends what was started, the last one first, and removes the directory. May be called twice."""
        for feeder in self._feeders.values():
            feeder.stop()
        self._feeders.clear()
        for process in reversed(self.processes):
            process.stop()
        self.processes.clear()
        self.remove()

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *_):
        self.stop()

    @property
    def front(self):
        """The process that clients of the PulseAudio protocol talk to."""
        raise NotImplementedError

    @property
    def address(self):
        """Its address, as PULSE_SERVER wants it. `env` does not set it: the server is found as usual."""
        return "unix:" + os.path.join(self.runtime, "pulse", "native")

    def freeze(self):
        """The server stops answering, as one that hangs."""
        self.front.freeze()

    def thaw(self):
        self.front.thaw()

    def kill(self):
        """The server is gone at once, as after a crash."""
        for process in reversed(self.processes):
            process.kill()

    # Questions and commands

    def pactl(self, *arguments, seconds=10.0):
        """Runs pactl and returns what it says. Raises ServerError when it fails or does not answer."""
        try:
            result = subprocess.run(
                [require("pactl"), *arguments],
                env=self.tools_env, capture_output=True, text=True, timeout=seconds, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise ServerError(f"pactl {' '.join(arguments)}: no answer in {seconds:g} s") from error
        if result.returncode != 0:
            raise ServerError(f"pactl {' '.join(arguments)}: {result.stderr.strip()}")
        return result.stdout

    def list(self, what):
        """pactl's list of "sources", "sinks", "source-outputs", "sink-inputs", "cards" or "clients"."""
        return json.loads(self.pactl("-f", "json", "list", what))

    def info(self):
        return json.loads(self.pactl("-f", "json", "info"))

    def answers(self):
        try:
            self.info()
        except ServerError:
            return False
        return True

    def source(self, name):
        """What the server says about a source, or None."""
        return next((item for item in self.list("sources") if item["name"] == name), None)

    def source_output_of(self, pids):
        """The first stream that one of these processes records with, once it runs; or None."""
        wanted = {str(pid) for pid in pids}
        for stream in self.list("source-outputs"):
            if stream["properties"].get("application.process.id") in wanted and stream["corked"] is False:
                return stream
        return None

    def load(self, module, *arguments):
        """Loads a module and returns its number."""
        return self.pactl("load-module", module, *arguments).strip()

    # Devices

    def add_speaker(self, name="speaker", channels=2):
        """A sink; its monitor records what is played."""
        positions = ",".join(channel_positions(channels))
        module = self.load(
            "module-null-sink", f"sink_name={name}", f"rate={sounds.RATE_HZ}", f"channels={channels}",
            f"channel_map={positions}",
        )  # fmt: skip
        self._modules[name] = module
        wait_until(lambda: self.source(f"{name}.monitor"), f"the sink {name}")
        return name

    def add_microphone(self, name="microphone", channels=1, description="Test microphone"):
        """A source that is no monitor. It needs a sink (which is a speaker): `NAME.feed`, played into by feed().

        See add_microphone_without_speaker() for one that does not.
        """
        self.add_speaker(f"{name}.feed", channels)
        positions = ",".join(channel_positions(channels))
        module = self.load(
            "module-remap-source", f"source_name={name}", f"master={name}.feed.monitor", f"channels={channels}",
            f"channel_map={positions}", f"master_channel_map={positions}", "remix=no",
            f"source_properties='device.description=\"{description}\"'",
        )  # fmt: skip
        self._modules[name] = module
        wait_until(lambda: self._is_connected(name), f"the source {name}")
        return name

    def add_microphone_without_speaker(self, name="microphone", description="Test microphone"):
        """A source on a server that need not have any sink."""
        raise NotImplementedError

    def _is_connected(self, name):
        return self.source(name)

    def remove_microphone(self, name="microphone"):
        """Pulls the microphone out. The sink that it was fed through stays, and so does what plays there."""
        self.pactl("unload-module", self._modules.pop(name))
        wait_until(lambda: not self.source(name), f"the source {name} to go")

    def set_default_source(self, name):
        self.pactl("set-default-source", name)
        wait_until(lambda: self.info()["default_source_name"] == name, f"{name} to be the default")

    def set_mute(self, name, muted):
        self.pactl("set-source-mute", name, "1" if muted else "0")
        wait_until(lambda: self.source(name)["mute"] is muted, f"the mute of {name} to be {muted}")

    def set_volume(self, name, percent):
        """Sets all channels, in the percent that sound settings show."""
        self.pactl("set-source-volume", name, f"{percent}%")
        wait_until(
            lambda: all(v["value_percent"] == f"{percent}%" for v in self.source(name)["volume"].values()),
            f"the volume of {name} to be {percent} %",
        )

    # Sound

    def feed(self, name="microphone", wav=sounds.VOICE):
        """Somebody speaks into the microphone, over and over. Returns once it plays."""
        self._feed(name, sounds.voice(wav))

    def feed_noise(self, name="microphone", dbfs=-52.0):
        """Nobody speaks: the noise of a quiet room, with that RMS."""
        self._feed(name, sounds.room_noise(dbfs))

    def _feed(self, name, samples):
        self.stop_feeding(name)
        self._feeders[name] = self._feeder(name, samples)

    def _feeder(self, name, samples):
        return Player(self, f"{name}.feed", samples)

    def stop_feeding(self, name="microphone"):
        feeder = self._feeders.pop(name, None)
        if feeder:
            feeder.stop()

    def recorder(self, source="microphone", program="Other Recorder"):
        """Another program that records from the source; a context manager."""
        return Recorder(self, source, program)


def channel_positions(channels):
    """Names of the channels, as both servers know them."""
    few = {1: ["mono"], 2: ["front-left", "front-right"]}
    return few.get(channels) or [f"aux{index}" for index in range(channels)]
