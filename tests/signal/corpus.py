"""The analyzer on recordings of real microphones, and on faults built from them.

    MIC_DIAG_CORPUS=FOLDER corpus.py [--tool MIC-DIAG] [--seed SEED] [--scale NUMBER|small|full] [--verbose]

The folder holds make_cases.py with its clips, and recordings as they came (wild.jsonl). Ends with 1 when something is
found in a healthy recording, or in one as it came that its labels do not name; what is missed is only shown.
Skipped (77) without the folder, sox or the tool.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SKIPPED = 77
SCALES = {"small": 0.25, "full": 1.0}

"""Our findings by the names that the folder uses."""
NAMES = {
    "digital-silence": "silent", "analog-mute": "no_signal", "no-speech": "no_speech", "too-quiet": "too_quiet",
    "clipping": "clipping", "clipping-hidden": "clipping", "dc-offset": "dc_offset", "stuck": "stuck",
    "dead-channel": "dead_channel", "wrong-channel": "dead_channel", "antiphase": "phase_inverted", "hum": "hum",
    "noisy": "noisy", "dropouts": "dropouts", "gated": "dropouts", "band-limited": "narrowband",
}

"""Cases in which nothing is wrong, or so little that a finding would be a matter of taste."""
HEALTHY = ("healthy", "boundary_quiet", "clip_slight", "dc_small", "imbalance_12db", "mute_midway", "narrowband")


def analyzed(tool, files):
    """-> of each file: {our name or the folder's: severity}."""
    results = {}
    for first in range(0, len(files), 100):
        ran = subprocess.run([tool, "analyze", "--json", *map(str, files[first:first + 100])], capture_output=True,
                             text=True)
        if ran.returncode not in (0, 1, 3):
            sys.exit(f"{tool}: exit status {ran.returncode}\n{ran.stderr}")
        for line in ran.stdout.splitlines():
            result = json.loads(line)
            found = {}
            for finding in result["findings"]:
                name = finding["id"].removeprefix("signal.")
                found[NAMES.get(name, name)] = finding["severity"]
            results[Path(result["file"])] = found
    missing = [str(file) for file in files if Path(file) not in results]
    if missing:
        sys.exit(f"no result: {', '.join(missing)}")
    return results


def false_alarms(case, found):
    """What must not be there. In a healthy recording that includes every info but one: it is true of many."""
    if case["labels"] == ["healthy"]:
        return sorted(name for name, severity in found.items() if (name, severity) != ("narrowband", "info"))
    forbidden = set(case["must_not"]) | (set(found) - set(NAMES.values()))
    return sorted(name for name, severity in found.items() if name in forbidden and severity != "info")


def judge_cases(arguments, corpus, folder):
    """-> false alarms in healthy cases."""
    subprocess.run([sys.executable, str(corpus / "make_cases.py"), str(corpus), folder, "--seed", arguments.seed,
                    "--scale", str(arguments.scale)], check=True, stdout=subprocess.DEVNULL)
    cases = [json.loads(line) for line in (Path(folder) / "manifest.jsonl").read_text().splitlines()]
    results = analyzed(arguments.tool, [Path(folder) / case["file"] for case in cases])
    rows, serious = {}, []
    for case in cases:
        found = results[Path(folder) / case["file"]]
        alarms = false_alarms(case, found)
        missed = ["|".join(group) for group in case["must"] if not found.keys() & set(group)]
        row = rows.setdefault(case["case"], [0, 0, 0])
        row[0] += 1
        row[1] += not missed
        row[2] += bool(alarms)
        line = f"{case['file']}: found {found}, false {alarms}, missed {missed}; {case['params']} {case['sources']}"
        if alarms and case["case"].startswith(HEALTHY):
            serious.append(line)
        elif arguments.verbose and (alarms or missed):
            print(line)
    print(f"{'case':24} {'number':>6} {'found':>6} {'false':>6}")
    for name, row in rows.items():
        print(f"{name:24} {row[0]:6} {row[1]:6} {row[2]:6}")
    return serious, len(cases)


def judge_wild(arguments, corpus):
    """-> findings in recordings as they came that no label names; a label with a question mark allows one."""
    wild = [json.loads(line) for line in (corpus / "wild.jsonl").read_text().splitlines()]
    results = analyzed(arguments.tool, [corpus / case["file"] for case in wild])
    serious = []
    for case in wild:
        labels = {label.rstrip("?") for label in case["wild_labels"]}
        if "low_dynamic_range" in labels:
            labels.add("noisy")
        if "exact_zero_runs" in labels:
            labels.add("dropouts")
        found = results[corpus / case["file"]]
        if any(severity != "info" and name not in labels for name, severity in found.items()):
            serious.append(f"{case['file']}: found {found}, labelled {case['wild_labels']}")
    return serious, len(wild)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", default=os.environ.get("MIC_DIAG_TOOL", shutil.which("mic-diag")))
    parser.add_argument("--seed", default="corpus-1")
    parser.add_argument("--scale", type=lambda text: SCALES.get(text) or float(text), default="small")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    corpus = os.environ.get("MIC_DIAG_CORPUS")
    if not corpus:
        print("skipped: MIC_DIAG_CORPUS does not name a folder of recordings")
        return SKIPPED
    if not shutil.which("sox") or not arguments.tool:
        print("skipped: sox or mic-diag is not there")
        return SKIPPED
    corpus = Path(corpus)
    with tempfile.TemporaryDirectory() as folder:
        serious, cases = judge_cases(arguments, corpus, folder)
    in_wild, recordings = judge_wild(arguments, corpus)
    serious += in_wild
    print("\n".join(serious))
    print(f"{cases} cases of seed {arguments.seed}, {recordings} recordings as they came: "
          f"{len(serious)} false alarms that matter")
    return 1 if serious else 0


if __name__ == "__main__":
    sys.exit(main())
