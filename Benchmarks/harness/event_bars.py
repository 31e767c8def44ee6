"""Prints what an event costs, beside JSONDecoder and beside simdjson with a SIMD base64, and whether each bar is met.

  Benchmarks/run event-bars [--rounds 41] [--skip-build]

Times are CPU time of one thread. Contenders take turns in short rounds; a figure is the median of the rounds, a ratio
the median of the rounds' ratios, so that what else the machine does hits all alike. Allocations are counted in a run
of their own.
"""

import argparse
import os
import subprocess
from collections import defaultdict

from . import build

SCRATCH = build.ROOT / ".build-bars"
PROGRAM = SCRATCH / "release" / "EventBars"
# What a bar's name begins with, and what must hold of it.
BARS = {
    "text delta, read in place": {"nanoseconds": 150, "allocations": 0},
    "text delta, owned": {"nanoseconds": 250, "JSONDecoder": 20},
    "response.done": {"JSONDecoder": 10},
    "audio delta": {"gigabytes": 4, "JSONDecoder": 8, "simdjson": 1, "allocations": 0},
    "append": {"nanoseconds": 2000, "allocations": 0},
    "Twilio media": {"nanoseconds": 1500, "JSONDecoder": 8, "allocations": 0},
    "delta to Twilio": {"nanoseconds": 1500, "allocations": 0},
}


def figures(*arguments, **environment):
    """Of each bar, by its name and bytes, each contender's figures."""
    command = [PROGRAM, *arguments]
    output = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **environment}).stdout
    result = defaultdict(dict)
    for line in output.splitlines():
        bar, byte_count, contender, *values = line.split("\t")
        result[bar, int(byte_count)][contender] = [float(value) for value in values]
    return result


def verdicts(bar, byte_count, times, allocations):
    limits = next((limits for name, limits in BARS.items() if bar.startswith(name)), {})
    nanoseconds = times["ours"][0]
    for limit, wanted in limits.items():
        if limit == "nanoseconds":
            yield nanoseconds < wanted, f"under {wanted} ns"
        elif limit == "gigabytes":
            yield byte_count / nanoseconds >= wanted, f"{byte_count / nanoseconds:.2f} GB/s, at least {wanted}"
        elif limit == "allocations":
            yield allocations["ours"][0] == wanted, "no allocation"
        else:
            yield times[limit][1] >= wanted, f"at least {wanted} times {limit}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=41)
    parser.add_argument("--skip-build", action="store_true")
    options = parser.parse_args()
    if not options.skip_build:
        build.install("make", "g++", "libsimdjson-dev", "libspeexdsp-dev")
        build.build(build.make("AllocationCounter"), build.make("EventBars/CSimdEvents"))
        # In the package itself, because it measures what only the package sees.
        build.build(
            build.swift("EventBars", "..", SCRATCH),
            EVENT_BARS="1", LIBRARY_PATH=str(build.OUT))
    counted = figures("allocations", LD_PRELOAD=str(build.COUNTER))
    if not any(figure[0] for contenders in counted.values() for figure in contenders.values()):
        raise SystemExit("the allocation counter was not loaded: nothing was counted")
    is_met = True
    for (bar, byte_count), times in figures("times", str(options.rounds)).items():
        print(f"\n{bar}, {byte_count} bytes")
        for contender, (nanoseconds, ratio) in times.items():
            allocations = counted[bar, byte_count][contender][0]
            times_ours = "" if contender == "ours" else f"{ratio:8.2f} times ours"
            print(f"  {contender:<12}{nanoseconds:>10,.0f} ns{allocations:>8g} allocations{times_ours}")
        for holds, what in verdicts(bar, byte_count, times, counted[bar, byte_count]):
            is_met = is_met and holds
            print(f"  {'met' if holds else 'NOT MET'}: {what}")
    return 0 if is_met else 1
