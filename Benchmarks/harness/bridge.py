"""Phone calls carried by one bridge process on one core: ours beside Node, Python and a bare relay in C.

  Benchmarks/run bridge                             everything: about seven minutes after the build
  Benchmarks/run bridge --quick                     short runs, one round: two minutes, and no figures to keep
  Benchmarks/run bridge --peers floor,ours --rounds 5
  Benchmarks/run bridge --readme                    what is checked in; wants a machine that does nothing else

A load generator in C plays both sides of every call over wss on the loopback, on a core of its own. As the carrier it
speaks Twilio's Media Streams: it dials the bridge, sends 160 bytes of u-law 50 times a second, plays what it gets by the
clock, returns marks when they are played, and notes when it is told to clear. As the model it speaks OpenAI's Realtime
API: every five seconds a call's user speaks, and the model answers with 2 to 6 seconds of audio in a burst of deltas
of 200 to 400 ms. In every fourth answer the next turn begins while it is still being played, so the bridge has to clear.

Every frame of either direction says in its bytes whose it is and where it belongs, and every byte is compared. A run in
which one frame was lost, repeated, out of order or damaged, or one interruption left without a `clear`, does not count.

Two figures of calls per core are given:
- the most calls at which the p99 lateness of the caller's frames (from the carrier's send to the model's receipt) and of
  each answer's first frame (from the model's send to the carrier's receipt) both stay under 20 ms. On two cores the
  generator may be what ends it: the table tells how late the generator itself was.
- what the CPU time of the bridge process says: one over its share of a core for each call, at 80 % of the calls above,
  as the median of rounds in which the bridges take turns.
"""

import argparse
import contextlib
import dataclasses
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import build, machine, plot, report
from .load import CLIENT_CORE, SERVER_CORE, Failed, limits
from .suite import rotated

sys.path.insert(0, str(build.PACKAGE / "Tests" / "Interop"))

import certificates  # noqa: E402

LATENESS_LIMIT_MS = 20
SEARCH_TRIES = 6
SEARCH_SECONDS = 60          # no further try begins after it
SEARCH_RESOLUTION = 0.05
STEADY_SHARE = 0.8           # of the most calls, where CPU time and memory are taken
COUNTED_CALLS = 100
COUNTED_SECONDS = 5          # one turn of each call
RUN_LIMIT_SECONDS = 90
README_MARK = "<!-- written by Benchmarks/run bridge -->\n"
README_TEXT = """\
`Benchmarks/run bridge` plays the carrier and the model to a bridge of phone calls, both over wss, and compares every byte.
[Calls on one core](Benchmarks/results/bridge.md): the most with p99 lateness under 20 ms, and as many as CPU time says.
"""


@dataclasses.dataclass
class Bridge:
    name: str
    label: str
    command: list
    build: list                      # steps of `build`
    first_try: int                   # calls, where the search begins
    counts_allocations: bool = False  # those of OpenSSL can be told apart


BRIDGES = [
    Bridge("floor", "C relay (floor)", [str(build.OUT / "bridge-floor")], [build.make("Peers/bridge-floor")], 800, True),
    Bridge("ours", "swift-openai-realtime", [str(build.program("BridgeBench"))], [build.swift("BridgeBench")], 600, True),
    Bridge("node-ws", "Node ws", ["node", "Peers/bridge-node/bridge.js"], [], 200),
    Bridge("python", "Python websockets + orjson", [str(build.PYTHON), "Peers/bridge-python/bridge.py"],
           build.virtual_environment(), 160),
]


# MARK: One run


@contextlib.contextmanager
def running(command, core, **options):
    process = subprocess.Popen(
        list(map(str, command)), cwd=build.ROOT, stdout=subprocess.PIPE, text=True, preexec_fn=limits(core), **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def port_of(process):
    words = process.stdout.readline().split()
    if len(words) != 2 or words[0] != "listening":
        raise Failed(f"{process.args[0]} did not start")
    return words[1]


def carry(bridge, authority, calls, seconds, *extra, environment=None):
    """One run. Returns the generator's line of JSON, of a run in which everything arrived as it was sent."""
    files = ["--ca", authority.root, "--certificate", authority.certificate, "--key", authority.key]
    generator = [build.OUT / "bridge-load", *files, "--calls", calls, "--seconds", seconds, *extra]
    with (tempfile.TemporaryFile("w+") as words,
          running(generator, SERVER_CORE, stdin=subprocess.PIPE, stderr=words) as load):
        model = f"wss://127.0.0.1:{port_of(load)}/v1/realtime?model=gpt-realtime-2.1"
        with running([*bridge.command, *files, "--model", model], CLIENT_CORE, stderr=words,
                     env={**os.environ, **(environment or {})}) as process:
            try:
                output, _ = load.communicate(f"{port_of(process)} {process.pid}\n", timeout=RUN_LIMIT_SECONDS)
            except subprocess.TimeoutExpired:
                raise Failed(f"{bridge.name} at {calls} calls: the run did not end") from None
        words.seek(0)
        said = words.read()[:300]
    line = json.loads(output or "{}")
    if "wall_seconds" not in line:
        raise Failed(f"{bridge.name} at {calls} calls: {line.get('problem', 'the generator printed nothing')}\n{said}".strip())
    wrong = {key: line[key] for key in ("lost", "disordered", "damaged", "missing_clears", "early_ends", "left_open",
                                        "unknown_messages", "refused_truncations", "dropped_marks") if line[key]}
    if wrong:
        raise Failed(f"{bridge.name} at {calls} calls: {wrong}, caller's p99 {line['caller_ms']['p99']} ms")
    return line


def figures_of(line):
    share = line["cpu_seconds"] / line["wall_seconds"]
    return {
        "calls": line["calls"],
        "cpu_share": share,
        "calls_by_cpu": line["calls"] / share,
        "us_per_frame": line["cpu_seconds"] / line["relayed_frames"] * 1e6,
        "kib_per_call": (line["rss_all_kib"] - line["rss_one_kib"]) / max(1, line["calls"] - 1),
        "generator_share": line["generator_cpu_seconds"] / line["wall_seconds"],
        **{f"{who}_{p}_ms": line[f"{who}_ms"][p] for who in ("caller", "model", "clear", "generator") for p in ("p50", "p99")},
    }


# MARK: What is measured


class Measure:
    def __init__(self, bridges, authority, options):
        self.bridges, self.authority, self.options = bridges, authority, options
        self.results = {bridge.name: {} for bridge in bridges}
        self.problems = []

    def say(self, text):
        print(text, flush=True)

    def attempt(self, bridge, calls, seconds):
        """Figures, or None where the run does not count."""
        try:
            figures = figures_of(carry(bridge, self.authority, calls, seconds))
        except Failed as problem:
            self.say(f"  {problem}")
            return None
        self.say(f"  {bridge.name} at {calls}: caller's p99 {figures['caller_p99_ms']:.1f} ms, model's "
                 f"{figures['model_p99_ms']:.1f} ms, generator's {figures['generator_p99_ms']:.1f} ms; "
                 f"{figures['cpu_share']:.2f} of a core, {figures['calls_by_cpu']:.0f} calls by it")
        return figures

    def search(self, bridge):
        """The most calls that are in time."""
        best, low, high, calls, ended_by = None, 0, None, bridge.first_try, "–"
        end = time.monotonic() + SEARCH_SECONDS
        for _ in range(3 if self.options.quick else SEARCH_TRIES):
            figures = self.attempt(bridge, calls, self.options.seconds)
            if figures and max(figures["caller_p99_ms"], figures["model_p99_ms"]) < LATENESS_LIMIT_MS:
                best, low = figures, calls
            else:
                high = calls
                ended_by = "generator" if figures and figures["generator_p99_ms"] > LATENESS_LIMIT_MS / 2 else "bridge"
            if high is None:
                # As many as its CPU time has room for, but not all of the way at once.
                calls = int(min(1.6 * low, max(1.1 * low, 0.95 * best["calls_by_cpu"])))
            elif low == 0:
                calls = int(0.7 * high)
            else:
                calls = (low + high) // 2
            if time.monotonic() > end or calls < 2 or (low and high and (high - low) / high < SEARCH_RESOLUTION):
                break
        if best:
            self.results[bridge.name]["most"] = best | {"ended_by": ended_by}
        else:
            self.problems.append(f"{bridge.name} carried no number of calls in time")

    def steady(self):
        """CPU time and memory, the bridges in turn."""
        lines = {bridge.name: [] for bridge in self.bridges}
        for number in range(self.options.rounds):
            for bridge in rotated(self.bridges, number):
                most = self.results[bridge.name].get("most", {}).get("calls", bridge.first_try)
                lines[bridge.name].append(self.attempt(bridge, max(2, int(STEADY_SHARE * most)), self.options.seconds))
        for name, rounds in lines.items():
            kept = [line for line in rounds if line]
            if not kept:
                self.problems.append(f"{name} was right in no round")
                continue
            self.results[name]["steady"] = {key: statistics.median(line[key] for line in kept) for key in kept[0]}
            self.results[name]["steady"]["rounds"] = kept
        for name, rounds in lines.items():
            for other, others in lines.items():
                ratios = [a["calls_by_cpu"] / b["calls_by_cpu"] for a, b in zip(rounds, others) if a and b]
                if ratios:
                    self.results[name].setdefault("ratios", {})[other] = statistics.median(ratios)

    def count(self, bridge, answers):
        """One run in which the bridge counts its allocations, with answers of so many percent of their length."""
        with tempfile.NamedTemporaryFile(prefix="counts-") as file:
            counter = {"LD_PRELOAD": str(build.COUNTER), "ALLOCATION_COUNTS_SHARED": file.name}
            line = carry(bridge, self.authority, COUNTED_CALLS, COUNTED_SECONDS, "--answers", answers,
                         "--counts", file.name, environment=counter)
        return line["relayed_frames"], line["turns"], line["allocations"] - line["openssl_allocations"]

    def allocations(self, bridge):
        """Those that OpenSSL did not make. Of as many answers in as many pieces, one run has twice the frames of another."""
        try:
            silent, answered, answered_longer = (self.count(bridge, percent) for percent in (0, 20, 40))
        except Failed as problem:
            self.problems.append(f"counting allocations: {problem}")
            return
        of_caller = silent[2] / silent[0]
        of_model = (answered_longer[2] - answered[2]) / (answered_longer[0] - answered[0])
        of_turn = (answered[2] - of_caller * silent[0] - of_model * (answered[0] - silent[0])) / answered[1]
        # Without the sign of what is a little less than nothing.
        of_caller, of_model = round(of_caller, 3) + 0.0, round(of_model, 2) + 0.0
        self.results[bridge.name]["allocations"] = {"caller": of_caller, "model": of_model, "turn": of_turn}
        self.say(f"  {bridge.name}: {of_caller:.3f} for a frame of the caller, {of_model:.3f} for one of the model, "
                 f"{of_turn:.1f} for a turn")

    def everything(self):
        for bridge in self.bridges:
            self.say(f"{bridge.label}: the most calls with p99 lateness under {LATENESS_LIMIT_MS} ms")
            self.search(bridge)
        self.say(f"CPU time and memory: {self.options.rounds} rounds")
        self.steady()
        self.say("heap allocations")
        for bridge in self.bridges:
            if bridge.counts_allocations:
                self.allocations(bridge)


# MARK: What is written

COLUMNS = [
    ("most", "calls", "{:.0f}", "calls in time"), ("most", "caller_p99_ms", "{:.1f}", "caller p99 ms"),
    ("most", "model_p99_ms", "{:.1f}", "model p99 ms"), ("most", "clear_p99_ms", "{:.1f}", "clear p99 ms"),
    ("most", "generator_p99_ms", "{:.1f}", "generator p99 ms"), ("most", "generator_share", "{:.2f}", "generator's core"),
    ("most", "ended_by", "{}", "more made late by"),
    ("steady", "calls_by_cpu", "{:.0f}", "calls by CPU"), ("steady", "us_per_frame", "{:.2f}", "us a frame"),
    ("ratios", "floor", "{:.2f}", "of the floor"), ("ratios", "node-ws", "{:.2f}", "times Node"),
    ("steady", "kib_per_call", "{:.0f}", "KiB a call"), ("allocations", "caller", "{:.2f}", "allocations: caller's frame"),
    ("allocations", "model", "{:.2f}", "model's frame"), ("allocations", "turn", "{:.0f}", "turn"),
]
SUMMARY = ["calls in time", "calls by CPU", "of the floor", "times Node", "us a frame", "KiB a call",
           "allocations: caller's frame", "model's frame"]


def table(results, columns):
    rows = [[bridge.label, *(report.cell(results[bridge.name].get(part, {}).get(key), form) for part, key, form, _ in columns)]
            for bridge in BRIDGES if results.get(bridge.name)]
    return report.table(["", *(heading for *_, heading in columns)], rows) + "\n"


def bars(results):
    """Each bar, what was measured, and whether it is met."""
    ours = results.get("ours", {})

    def figure(part, key):
        return ours.get(part, {}).get(key)

    def in_time(other):
        calls = [results.get(name, {}).get("most", {}).get("calls") for name in ("ours", other)]
        return calls[0] / calls[1] if all(calls) else None

    above_node = results.get("floor", {}).get("ratios", {}).get("node-ws")
    beside = f", and the floor is {above_node:.2f} times Node" if above_node else ""
    for what, measured, holds in [
        ("8 times Node's calls in time", in_time("node-ws"), lambda value: value >= 8),
        (f"8 times Node's calls by CPU{beside}", figure("ratios", "node-ws"), lambda value: value >= 8),
        ("0.6 of the floor's calls in time", in_time("floor"), lambda value: value >= 0.6),
        ("0.6 of the floor's calls by CPU", figure("ratios", "floor"), lambda value: value >= 0.6),
        ("64 KiB a call at most", figure("steady", "kib_per_call"), lambda value: value <= 64),
        ("no allocation for a caller's frame but OpenSSL's", figure("allocations", "caller"), lambda value: value < 0.01),
        ("no allocation for a model's frame but OpenSSL's", figure("allocations", "model"), lambda value: value < 0.01),
    ]:
        if measured is not None:
            yield f"{'met' if holds(measured) else 'NOT MET'}: {what} ({round(measured, 2) + 0:.2f})"


def chart(results, options):
    def panel(title, part, key):
        rows = [(bridge.label, results[bridge.name][part][key], plot.COLOURS.get(bridge.name, plot.OTHERS))
                for bridge in BRIDGES if results.get(bridge.name, {}).get(part)]
        return plot.Panel(title, sorted(rows, key=lambda row: -row[1]), "{:.0f}")

    panels = [panel("Phone calls on one core, p99 lateness under 20 ms", "most", "calls"),
              panel("Phone calls on one core, by CPU time", "steady", "calls_by_cpu")]
    (options.output / "bridge.svg").write_text(plot.document([panel for panel in panels if panel.bars]))


def write(measure, here, options):
    results = measure.results
    options.output.mkdir(exist_ok=True)
    document = {"machine": here, "rounds": options.rounds, "results": results}
    (options.output / "bridge.json").write_text(json.dumps(document, indent=1) + "\n")
    chart(results, options)
    introduction = __doc__.split("\n\n", 2)[2].replace("u-law", "µ-law")
    parts = [
        f"# Bridging phone calls\n\nWritten by `Benchmarks/run bridge`.\n\n{introduction}",
        "![Phone calls on one core](bridge.svg)\n", table(results, COLUMNS),
        "Frames are 20 ms of audio, of both directions. Memory is what the process grows by for each call after the first. "
        "Allocations are those that OpenSSL did not make. A turn of the conversation has some 40 events of the model.\n",
        "## Bars\n\n" + "".join(f"- {bar}\n" for bar in bars(results)),
        "## Machine\n\n" + "".join(f"- {name}: {text}\n" for name, text in here.items()),
    ]
    if measure.problems:
        parts.append("## Runs that failed\n\n" + "".join(f"- {text}\n" for text in measure.problems))
    (options.output / "bridge.md").write_text("\n".join(parts))
    if options.readme:
        columns = [column for column in COLUMNS if column[3] in SUMMARY]
        report.update_readme(README_MARK, f"{README_TEXT}\n{table(results, columns)}")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default=",".join(bridge.name for bridge in BRIDGES))
    parser.add_argument("--rounds", type=int, help="interleaved rounds of CPU time and memory (3; 1 with --quick)")
    parser.add_argument("--seconds", type=float, help="of each measurement (5; 3 with --quick)")
    parser.add_argument("--output", type=Path, help="the folder that results go to (results; .build-peers with --quick)")
    parser.add_argument("--quick", action="store_true", help="short runs and few")
    parser.add_argument("--readme", action="store_true", help="write the summary into README.md as well")
    parser.add_argument("--skip-build", action="store_true")
    options = parser.parse_args()
    options.rounds = options.rounds or (1 if options.quick else 3)
    options.seconds = options.seconds or (3 if options.quick else 5)
    options.output = options.output or (build.OUT if options.quick else build.ROOT / "results")
    return options


def main():
    options = parse_arguments()
    names = options.peers.split(",")
    chosen = [bridge for bridge in BRIDGES if bridge.name in names]
    if len(chosen) != len(names):
        raise SystemExit(f"there are {', '.join(bridge.name for bridge in BRIDGES)}")
    if not options.skip_build:
        build.install("make", "pkg-config", "openssl", "libuv1-dev", "libssl-dev", "zlib1g-dev", "libspeexdsp-dev",
                      "node-ws", "python3-venv")
        build.build(build.make("Bridge"))
        chosen, _ = build.build_peers(chosen)
    with tempfile.TemporaryDirectory(prefix="bridge-") as folder:
        measure = Measure(chosen, certificates.make(Path(folder)), options)
        measure.everything()
    write(measure, machine.describe(), options)
    print(*bars(measure.results), sep="\n")
    return 1 if measure.problems else 0
