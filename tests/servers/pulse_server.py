"""A private PulseAudio."""

import os

from .feeders import FifoWriter
from .processes import Process, wait_until
from .sound_server import SoundServer


class PulseServer(SoundServer):
    """PulseAudio without any device, until one is added."""

    kind = "pulseaudio"

    def __init__(self):
        super().__init__()
        self._fifos = {}

    def start(self):
        os.mkdir(os.path.join(self.runtime, "pulse"), 0o700)
        script = os.path.join(self.directory, "start.pa")
        with open(script, "w", encoding="utf-8") as file:
            path = os.path.join(self.runtime, "pulse", "native")
            file.write(f"load-module module-native-protocol-unix auth-anonymous=1 socket={path}\n")
        config = os.path.join(self.directory, "daemon.conf")
        with open(config, "w", encoding="utf-8") as file:
            # Several hundred devices need more descriptors and memory than the defaults allow.
            file.write("rlimit-nofile = 8192\nrlimit-nproc = -1\nrlimit-as = -1\n")
        process = Process(
            ["pulseaudio", "-n", f"--file={script}", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1",
             "--disable-shm=yes", "--high-priority=no", "--realtime=no", "--log-target=stderr", "--log-level=warn"],
            dict(self.tools_env, PULSE_CONFIG=config), self.log_path("pulseaudio"),
        )  # fmt: skip
        self.processes.append(process)
        wait_until(lambda: process.check() and self.answers(), "PulseAudio to answer")
        return self

    @property
    def front(self):
        return self.processes[0]

    def add_microphone_without_speaker(self, name="microphone", description="Test microphone"):
        path = os.path.join(self.directory, f"{name}.fifo")
        module = self.load(
            "module-pipe-source", f"source_name={name}", f"file={path}", "format=s16ne", "rate=48000", "channels=1",
            "channel_map=mono", f"source_properties='device.description=\"{description}\"'",
        )  # fmt: skip
        self._modules[name] = module
        self._fifos[name] = path
        wait_until(lambda: self.source(name), f"the source {name}")
        return name

    def _feeder(self, name, samples):
        if name in self._fifos:
            return FifoWriter(self._fifos[name], samples)
        return super()._feeder(name, samples)
