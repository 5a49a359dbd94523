"""Speed and size of mic_diag as a user meets them, against pactl on the same server in the same run.

    speed.py TOOL LIBRARY [--enforce]

Prints every figure. With --enforce the limits are a test: ratios only, with half as much again for a busy machine.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
import measures  # noqa: E402
from servers import PulseServer  # noqa: E402

TOOL, LIBRARY = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
ENFORCE = "--enforce" in sys.argv
LOOK = [TOOL, "diagnose", "--no-listen"]
LIST = ["pactl", "-f", "json", "list"]
MARGIN = 1.5  # what a busy machine may add in a test; the printed figures are as they are

failures = []


def row(what, figure, limit, unit=""):
    good = figure <= limit
    print(f"{what:62} {figure:8.2f} {unit:5} limit {limit:g}{'' if good else '   OVER'}")
    if ENFORCE and figure > limit * MARGIN:
        failures.append(what)


def looking(server):
    sources = 1
    for count, limit in ((1, 2.0), (50, 1.0), (500, 1.0)):
        while sources < count:
            server.load("module-null-sink", f"sink_name=extra{sources}")
            sources += 1
        ratio, ours, peers = measures.paired_ratio(LOOK, LIST, server.env, 21 if count < 500 else 9)
        row(f"diagnose --no-listen, {count} sources: {ours:.1f} ms, pactl list {peers:.1f} ms", ratio, limit, "x")


def children_peak_mb(command, environment):
    """Peak memory of the tool itself: it is its own process, and reaps its helpers, which are counted apart."""
    code = ("import resource,subprocess,sys,os\n"
            "p=subprocess.Popen(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL)\n"
            "_,_,u=os.wait4(p.pid,0)\nprint(u.ru_maxrss)\n")
    ran = subprocess.run([sys.executable, "-c", code, *command], env=environment, capture_output=True, text=True,
                         check=True)
    return int(ran.stdout) / 1024


def answer(server, what, finding, limit):
    """From the first frame: how much sound was heard until the answer, by the report's own figures."""
    ran = subprocess.run([TOOL, "diagnose", "--json", "--listen", "6"], env=server.env, capture_output=True, text=True,
                         timeout=60, check=False)
    report = json.loads(ran.stdout)
    if finding not in [report["verdict"]] + [f["id"] for f in report["findings"]]:
        failures.append(f"{what}: the answer was {report['summary']}")
    row(what, report["facts"]["stream"]["seconds"], limit, "s")


def listening(server):
    server.feed()
    answer(server, "a voice speaks: sound heard until 'works'", "works", 1.5)
    server.set_mute("microphone", True)
    answer(server, "muted: sound heard until 'digital silence'", "signal.digital-silence", 1.6)
    server.set_mute("microphone", False)
    server.feed_noise(dbfs=-80.0)
    answer(server, "hardware mute: sound heard until 'analogue mute'", "signal.analog-mute", 2.6)
    server.stop_feeding()


def main():
    print(f"library, stripped: {measures.stripped_size(LIBRARY) / 1000:.0f} kB (limit 400)")
    if measures.stripped_size(LIBRARY) > 400_000:
        failures.append("size of the library")
    with PulseServer() as server:
        server.add_speaker()
        server.add_microphone()
        server.set_default_source("microphone")
        peak = children_peak_mb([TOOL, "diagnose", "--json"], server.env)
        row("peak memory of a diagnosis in the host", peak, 16, "MB")
        listening(server)
        looking(server)
    for failure in failures:
        print(f"failed: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
