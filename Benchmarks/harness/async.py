"""Prints what an event costs on its way to `async` code, beside what it costs a listener, and whether the bar is met.

  Benchmarks/run async [--count 200000] [--rounds 11] [--skip-build]

A text delta is dispatched on a loop and copied: for a listener there, for `for try await` on an actor of the loop, and for
`for try await` on the default executor. So many come in one tick: one is the dearest case, because the consumer waits for
each. With 1024 the sequence pauses the channel at its limit of 256 and lets it go on at half. Times are CPU time of the
whole process, the median of rounds in turns. Instructions are callgrind's, of twice as many events less those of as many.
"""

import argparse
import os
import re
import statistics
import subprocess
import tempfile

from . import build

PROGRAM = build.program("AsyncBench")
CONSUMERS = {"callback": "listener on the loop", "loop": "for await on the loop", "default": "for await elsewhere"}
PER_TICK = [1, 64, 1024]
# Nanoseconds that an event may cost more on an actor of the loop than with a listener, and allocations.
BAR_NANOSECONDS, BAR_ALLOCATIONS = 2_000, 0.01


def run(consumer, per_tick, count, **environment):
    command = [PROGRAM, consumer, str(per_tick), str(count)]
    output = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **environment}).stdout
    return [int(figure) / count for figure in output.split()]


def instructions(program, consumer, per_tick, count):
    def total(count):
        command = [
            "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, consumer, str(per_tick), str(count)]
        errors = subprocess.run(command, check=True, capture_output=True, text=True).stderr
        return int(re.search(r"Collected : (\d+)", errors)[1])
    # A tenth of the count warms up.
    return (total(2 * count) - total(count)) / count / 1.1


def is_met(program, per_tick, options):
    """Prints what an event costs where so many come in a tick, and returns whether the bar is met."""
    times = {consumer: [] for consumer in CONSUMERS}
    for _ in range(options.rounds):
        for consumer in CONSUMERS:
            times[consumer].append(run(consumer, per_tick, options.count)[0])
    median = {consumer: statistics.median(rounds) for consumer, rounds in times.items()}
    allocations = {
        consumer: run(consumer, per_tick, options.count, LD_PRELOAD=str(build.COUNTER))[1] for consumer in CONSUMERS}
    if not allocations["callback"]:
        raise SystemExit("the allocation counter was not loaded: nothing was counted")
    print(f"\n{per_tick} in a tick")
    for consumer, text in CONSUMERS.items():
        counted = instructions(program, consumer, per_tick, options.count // 20)
        print(f"  {text:<24}{median[consumer]:>8,.0f} ns{counted:>10,.0f} instructions"
              f"{allocations[consumer]:>8.2f} allocations")
    more = median["loop"] - median["callback"]
    kept = allocations["loop"] - allocations["callback"]
    holds = more <= BAR_NANOSECONDS and kept <= BAR_ALLOCATIONS
    print(f"  {'met' if holds else 'NOT MET'}: {more:,.0f} ns more on the loop, at most {BAR_NANOSECONDS:,}; "
          f"{max(kept, 0):.2f} allocations more, none")
    return holds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--skip-build", action="store_true")
    options = parser.parse_args()
    if not options.skip_build:
        build.install("make", "g++", "valgrind")
        build.build(build.make("AllocationCounter"), build.swift("AsyncBench"))
    with tempfile.TemporaryDirectory() as folder:
        program = build.stripped(PROGRAM, folder)
        return 0 if all([is_met(program, per_tick, options) for per_tick in PER_TICK]) else 1
