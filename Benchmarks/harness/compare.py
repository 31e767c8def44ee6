"""Builds the peers, runs them interleaved with us against one load server, and writes tables and plots.

  Benchmarks/run compare                            everything: about half an hour
  Benchmarks/run compare --quick                    one short round of everything: a few minutes
  Benchmarks/run compare --streams audio,text --peers floor,floor-simdjson,ours --rounds 7

What is checked in, in three commands, of which the first two want a machine that does nothing else:
  Benchmarks/run compare --streams audio,text,mixed,echo,idle --no-counts --add --readme     eight minutes
  Benchmarks/run compare --streams paced,gateway --no-counts --add --readme                  ten minutes
  Benchmarks/run compare --streams audio,text,mixed,echo --only-counts --add --readme        four minutes
"""

import argparse
from pathlib import Path

from . import build, machine, peers, report
from .load import LoadServer
from .suite import ALL_STREAMS, THROUGHPUT_STREAMS, Suite


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streams", default=",".join(ALL_STREAMS), help="of " + ", ".join(ALL_STREAMS))
    parser.add_argument("--peers", default=",".join(peer.name for peer in peers.PEERS))
    parser.add_argument("--rounds", type=int, help="interleaved rounds of the timed streams (5; 1 with --quick)")
    parser.add_argument("--cipher", default="TLS_AES_128_GCM_SHA256", help="TLS 1.3 suite, or `any`: the client's choice")
    parser.add_argument("--name", default="comparison", help="of the files written to Benchmarks/results")
    parser.add_argument("--output", type=Path, default=build.ROOT / "results", help="the folder they go to")
    parser.add_argument("--quick", action="store_true", help="a tenth of the events, one round")
    parser.add_argument("--no-counts", action="store_true", help="leave out system calls, allocations and the like")
    parser.add_argument("--only-counts", action="store_true", help="nothing that is timed")
    parser.add_argument("--add", action="store_true", help="to the figures that are in the files already")
    parser.add_argument("--readme", action="store_true", help="write the summary into README.md as well")
    parser.add_argument("--skip-build", action="store_true")
    options = parser.parse_args()
    options.rounds = options.rounds or (1 if options.quick else 5)
    options.streams = options.streams.split(",")
    unknown = [stream for stream in options.streams if stream not in ALL_STREAMS]
    if unknown:
        parser.error(f"no stream is called {', '.join(unknown)}")
    return options


def main():
    options = parse_arguments()
    chosen = peers.with_names(options.peers.split(","))
    failures = {}
    if not options.skip_build:
        build.install(*peers.DEBIAN_PACKAGES)
        chosen, failures = build.build_peers(chosen)
    here = machine.describe()
    with LoadServer(options.cipher) as server:
        suite = Suite(server, chosen, options, report.earlier_results(options, here, options.output))
        suite.problems += [f"{name} did not build" for name in failures]
        timed = [] if options.only_counts else options.streams
        for stream in timed:
            if stream in THROUGHPUT_STREAMS:
                suite.throughput(stream)
        for stream in ("gateway", "echo", "idle", "paced"):
            if stream in timed:
                getattr(suite, stream)()
        if not options.no_counts:
            suite.counts([s for s in options.streams if s in (*THROUGHPUT_STREAMS, "echo")])
    path = report.write(suite, here, options, options.output)
    print(f"wrote {path}")
    return 1 if suite.problems else 0
