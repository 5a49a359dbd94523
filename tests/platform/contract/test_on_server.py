"""The contract of the platforms on a private server: test_on_server.py pulseaudio|pipewire PROGRAM HELPER."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from servers import MissingProgram, PipeWireServer, PulseServer  # noqa: E402

SKIPPED = 77
SECONDS = 100


def run(server, program, helper):
    server.add_microphone()
    server.add_microphone("second")
    server.set_default_source("microphone")
    server.feed()
    pid = server.front.pid
    return subprocess.run(
        [program, "system", "--device", "pulse:microphone", "--helper", helper,
         "--mute", "pactl set-source-mute microphone 1", "--unmute", "pactl set-source-mute microphone 0",
         "--volume", "pactl set-source-volume microphone 90%",
         "--default", "pactl set-default-source second", "--restore-default", "pactl set-default-source microphone",
         "--unplug", 'pactl load-module module-null-sink sink_name=passing >"$XDG_RUNTIME_DIR/passing"',
         "--plug", 'pactl unload-module "$(cat "$XDG_RUNTIME_DIR/passing")"',
         "--freeze", f"kill -STOP {pid}", "--thaw", f"kill -CONT {pid}"],
        env=server.env, timeout=SECONDS, check=False,
    ).returncode  # fmt: skip


def main():
    kind, program, helper = sys.argv[1:]
    try:
        with {"pulseaudio": PulseServer, "pipewire": PipeWireServer}[kind]() as server:
            return run(server, program, helper)
    except MissingProgram as missing:
        print(missing)
        return SKIPPED


if __name__ == "__main__":
    sys.exit(main())
