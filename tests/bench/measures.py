"""Measuring one thing beside another in the same run."""

import os
import statistics
import subprocess
import time


def seconds_of(command, environment):
    """How long a command takes, in seconds; its output is thrown away."""
    start = time.perf_counter()
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def paired_ratio(ours, peers, environment, rounds):
    """Median of the ratios of interleaved runs, and both medians in ms. Interleaving lets a busy machine slow both."""
    pairs = [(seconds_of(ours, environment), seconds_of(peers, environment)) for _ in range(rounds)]
    return (statistics.median(a / b for a, b in pairs), statistics.median(a for a, _ in pairs) * 1e3,
            statistics.median(b for _, b in pairs) * 1e3)


def stripped_size(path):
    """Size in bytes of a library without its debugging symbols."""
    copy = f"{path}.stripped.{os.getpid()}"
    try:
        subprocess.run(["strip", "--strip-unneeded", "-o", copy, path], check=True)
        return os.path.getsize(copy)
    finally:
        if os.path.exists(copy):
            os.unlink(copy)
