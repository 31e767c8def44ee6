"""Round trips of a small message over one plain connection: our client and server beside a bare libuv pair in C.

  Benchmarks/run echo-plain                  7 interleaved rounds
  Benchmarks/run echo-plain --rounds 3 --events 20000 --mixed
  UWEBSOCKETS=<checkout> Benchmarks/run echo-plain

Server and client are pinned to a core each. A round runs every pair once, in turn; the ratios are those of one round,
the figures their medians. --mixed adds our client with the C server and the other way round, which tells the two apart.
UWEBSOCKETS names a checkout of uWebSockets with its uSockets (git clone --recurse-submodules). It has no client, so its
server is measured with both of ours: beside our own server, and beside the C one.
"""

import argparse
import json
import os
import statistics
import subprocess
from pathlib import Path

from . import build
from .load import CLIENT_CORE, SERVER_CORE, limits

OURS = build.program("EchoPlain")
PROGRAMS = {
    "C": {"server": [build.OUT / "echo-server"], "client": [build.OUT / "floor"]},
    "ours": {"server": [OURS], "client": [OURS]},
}
UWEBSOCKETS = os.environ.get("UWEBSOCKETS")
if UWEBSOCKETS:
    PROGRAMS["uWebSockets"] = {"server": [build.OUT / "uwebsockets-server"]}
STEPS = [build.make("Peers/echo"), build.make("Peers/floor"), build.swift("EchoPlain")]
if UWEBSOCKETS:
    STEPS.append(build.make("Peers/uwebsockets", f"UWEBSOCKETS={Path(UWEBSOCKETS).resolve()}"))


def run(server_name, client_name, events):
    """One run. Returns round trips per second, and microseconds of CPU per round trip on either side."""
    server = subprocess.Popen(
        PROGRAMS[server_name]["server"], stdout=subprocess.PIPE, text=True, preexec_fn=limits(SERVER_CORE))
    try:
        port = server.stdout.readline().split()[1]
        client = subprocess.run(
            [*PROGRAMS[client_name]["client"], "--url", f"ws://127.0.0.1:{port}/", "--stream", "echo", "--events",
             str(events), "--warmup", str(events // 10)],
            check=True, stdout=subprocess.PIPE, text=True, timeout=240, preexec_fn=limits(CLIENT_CORE))
        account = json.loads(server.stdout.readline())
    finally:
        server.terminate()
        server.wait(10)
    line = json.loads(client.stdout)
    if not line["verified"] or account["messages"] != events:
        raise SystemExit(f"{client_name} to {server_name}: {line.get('problem', 'the server saw other messages')}")
    return {
        "round trips/s": line["measured_events"] / line["wall_seconds"],
        "client us": line["cpu_seconds"] / line["measured_events"] * 1e6,
        "server us": account["cpu_seconds"] / events * 1e6,
        "p50 us": line["echo_us"]["p50"],
    }


def ratios_of(lines, others):
    """The medians of what each round says of the one pair beside the other."""
    return {key: statistics.median(line[key] / other[key] for line, other in zip(lines, others)) for key in lines[0]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--events", type=int, default=100_000, help="round trips of a run")
    parser.add_argument("--mixed", action="store_true", help="also each client with the other's server")
    parser.add_argument("--skip-build", action="store_true")
    options = parser.parse_args()
    if not options.skip_build:
        build.build(*STEPS)
    pairs = [("C", "C"), ("ours", "ours")]
    if options.mixed or UWEBSOCKETS:
        pairs += [("C", "ours"), ("ours", "C")]
    if UWEBSOCKETS:
        pairs += [("uWebSockets", "C"), ("uWebSockets", "ours")]
    results = {pair: [] for pair in pairs}
    for number in range(options.rounds):
        turn = number % len(pairs)
        for pair in pairs[turn:] + pairs[:turn]:
            results[pair].append(run(*pair, options.events))
    for (server, client), lines in results.items():
        figures = {key: statistics.median(line[key] for line in lines) for key in lines[0]}
        ratios = ratios_of(lines, results["C", "C"])
        print(f"{client} client, {server} server: "
              + ", ".join(f"{key} {figures[key]:.2f} (x{ratios[key]:.3f})" for key in figures))
    comparisons = [(("ours", client), ("uWebSockets", client)) for client in ("ours", "C")]
    for ours, theirs in comparisons if UWEBSOCKETS else []:
        ratios = ratios_of(results[ours], results[theirs])
        print(f"{ours[1]} client and {ours[0]} server, to {theirs[1]} client and {theirs[0]} server: "
              + ", ".join(f"{key} x{ratios[key]:.3f}" for key in ratios))
