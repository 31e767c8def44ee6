"""Prints what metrics cost a client that gets a mix of events, and whether the bar is met.

  Benchmarks/run observed [--rounds 11] [--skip-build]

It is one program, the client of the comparison, with an observer and without, in turns. Instructions are callgrind's, OpenSSL
included and the kernel not: they do not depend on the machine's load, and they decide. CPU time is the median of the rounds,
each with its neighbour; which of the two goes first changes, because a machine's speed often falls or rises for a while.
"""

import argparse
import re
import statistics
import tempfile
from dataclasses import replace
from pathlib import Path

from . import build, load
from .peers import Peer
from .suite import EVENTS, SESSIONS

CLIENT = Peer("ours", "swift-openai-realtime", [str(build.program("ObservedBench", "Observed"))], [])
ON = {"OBSERVED": "1"}
STREAM = "mixed"
# How much more an event may cost.
BAR = 0.02
COUNTED_EVENTS, COUNTED_SESSIONS = 2_000, 4


def instructions(server, environment, folder):
    client = replace(CLIENT, command=[str(build.stripped(*CLIENT.command, folder))])

    def total(events):
        log = Path(folder) / "log"
        valgrind = ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", f"--log-file={log}")
        load.run_client(client, server, STREAM, COUNTED_SESSIONS, events, prefix=valgrind, environment=environment)
        return int(re.search(r"Collected : (\d+)", log.read_text())[1])
    return load.difference_per_event(total, COUNTED_EVENTS, COUNTED_SESSIONS)


def cpu_time(server, environment):
    line = load.run_client(
        CLIENT, server, STREAM, SESSIONS, EVENTS[STREAM] // SESSIONS, warmup=EVENTS[STREAM] // 10,
        environment=environment)
    return line["cpu_seconds"] / line["measured_events"] * 1e6


def pair(server, round):
    """CPU time without and with metrics, in microseconds an event."""
    first, second = ({}, ON) if round % 2 == 0 else (ON, {})
    times = cpu_time(server, first), cpu_time(server, second)
    return times if round % 2 == 0 else times[::-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=11, help="of CPU time; 0 counts instructions alone")
    parser.add_argument("--skip-build", action="store_true")
    options = parser.parse_args()
    if not options.skip_build:
        build.install("make", "g++", "valgrind", "libssl-dev")
        build.build(build.make("LoadServer"), build.swift("ObservedBench", "Observed"))
    with load.LoadServer("TLS_AES_128_GCM_SHA256") as server, tempfile.TemporaryDirectory() as folder:
        pairs = [pair(server, round) for round in range(options.rounds)]
        without, with_metrics = (instructions(server, environment, folder) for environment in ({}, ON))
    if pairs:
        ratio = statistics.median(on / off for off, on in pairs)
        print(f"CPU time of an event: {statistics.median(off for off, _ in pairs):.3f} us, with metrics {ratio - 1:+.2%}")
    more = with_metrics / without - 1
    print(f"instructions of an event: {without:,.0f}, with metrics {with_metrics:,.0f}, {more:+.2%}")
    print(f"metrics may cost {BAR:.0%}: {'met' if more <= BAR else 'NOT MET'}")
    return 0 if more <= BAR else 1
