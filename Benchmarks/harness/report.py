"""Writes the table: ratio to the floor first, then absolute figures with the machine named."""

import json

from . import build
from . import peers as registry
from . import plot
from .suite import BUSY_SESSIONS, THROUGHPUT_STREAMS

README = build.PACKAGE / "README.md"
README_MARK = "<!-- written by Benchmarks/run compare -->\n"
LAST_README_MARK = "<!-- to here -->\n"


def cell(value, form="{:.2f}"):
    return "–" if value is None else form.format(value)


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" + " ---: |" * (len(header) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def value(results, peer, stream, key):
    return results.get(peer.name, {}).get(stream, {}).get(key)


def section(title, text, peers, results, streams, columns):
    """One table with a column per (stream, key, form, heading) that at least one peer has a figure for."""
    used = [column for column in columns(streams) if any(value(results, p, column[0], column[1]) is not None for p in peers)]
    if not used:
        return ""
    rows = []
    for peer in peers:
        cells = [cell(value(results, peer, stream, key), form) for stream, key, form, _ in used]
        if any(text != "–" for text in cells):
            rows.append([peer.label, *cells])
    return f"## {title}\n\n{text}\n\n{table(['', *(column[3] for column in used)], rows)}\n"


def per_stream(key, form):
    return lambda streams: [(stream, key, form, stream) for stream in streams]


def markdown(suite, peers, machine, options, files):
    results, throughput, counted = suite.results, THROUGHPUT_STREAMS, [*THROUGHPUT_STREAMS, "echo"]
    parts = [
        "# Comparison\n\nWritten by `Benchmarks/run compare`. One load server on one core, one client at a time on the "
        f"other, {options.rounds} interleaved rounds, medians; TLS 1.3 with {options.cipher}, one record per message. "
        "Ratios are paired: each round's CPU time per event over that of the C floor in the same round. Every client "
        "but those that decode nothing was seen to have decoded every byte.\n",
        "".join(f"![{title}]({name})\n\n" for title, name in files),
        section("CPU per event, as a multiple of the C floor",
                "The floor decrypts and walks frame headers, and does nothing with what it received.",
                peers, results, throughput, per_stream("ratio", "{:.2f}")),
        section("CPU per event, microseconds", "User and system time of the client process.",
                peers, results, throughput, per_stream("cpu_us_per_event", "{:.2f}")),
        section("CPU per megabyte of payload, milliseconds", "The same time over the bytes of the messages.",
                peers, results, throughput, per_stream("cpu_ms_per_megabyte", "{:.2f}")),
        section("System calls per event", "From `strace -c -f`, two runs of different length subtracted.",
                peers, results, counted, per_stream("system_calls_per_event", "{:.3f}")),
        section("Heap allocations per event",
                "Counted in front of malloc, two runs of different length subtracted. OpenSSL 3.0 allocates 40 bytes "
                "for each TLS 1.3 record it opens or seals, and a record buffer for each burst where buffers are "
                "released; the floor shows both. What Node allocates is in its own heap, where nothing counts it.",
                peers, results, counted, per_stream("allocations_per_event", "{:.3f}")),
        section("Instructions per event", "From `perf stat`, two runs of different length subtracted.",
                peers, results, counted, per_stream("instructions_per_event", "{:.0f}")),
        section("A gateway's timer",
                "1 000 sessions get 100 ms of audio each 100 ms. A timer of 10 ms sends as much for a tenth of them at each "
                "tick. One event is a delta and an append. Only clients that carry so many sessions on a core.",
                peers, results, ["gateway"], lambda _: [
                    ("gateway", "ratio", "{:.2f}", "CPU ratio"), ("gateway", "cpu_us_per_event", "{:.1f}", "CPU us"),
                    ("gateway", "page_faults_per_event", "{:.3f}", "page faults"),
                    ("gateway", "kib_per_session", "{:.1f}", "KiB a session")]),
        section("Echo of 230 bytes over TLS, one session", "Round trips one after the other, microseconds.",
                peers, results, ["echo"], lambda _: [
                    ("echo", "p50_us", "{:.1f}", "p50"), ("echo", "p99_us", "{:.1f}", "p99"),
                    ("echo", "p999_us", "{:.1f}", "p99.9"), ("echo", "cpu_us_per_event", "{:.1f}", "CPU"),
                    ("echo", "ratio", "{:.2f}", "CPU ratio")]),
        section("Resident memory of an idle wss session", "KiB, from one session to all of them.",
                peers, results, ["idle"], lambda _: [
                    ("idle", "kib_per_session", "{:.1f}", "KiB"), ("idle", "sessions", "{}", "sessions")]),
        section("Memory of a busy session",
                f"KiB that the process grows by for each session between {BUSY_SESSIONS[0]} and {BUSY_SESSIONS[1]}, which "
                "all get 100 ms of audio each 100 ms and send as much.",
                peers, results, ["busy"], lambda _: [("busy", "kib_per_session", "{:.0f}", "KiB")]),
        section("Paced sessions on one core",
                "Every session gets 100 ms of audio each 100 ms and sends as much; the most with a p99 lateness of the "
                "listener under 10 ms. Memory is the whole process over its sessions.",
                peers, results, ["paced"], lambda _: [
                    ("paced", "sessions", "{}", "sessions"), ("paced", "p99_ms", "{:.2f}", "p99 ms"),
                    ("paced", "cpu_share", "{:.2f}", "CPU share"), ("paced", "server_p99_ms", "{:.1f}", "server p99 ms"),
                    ("paced", "rss_kib_per_session", "{:.1f}", "busy KiB")]),
        "## Machine\n\n" + "\n".join(f"- {name}: {text}" for name, text in machine.items()) + "\n",
    ]
    if suite.problems:
        parts.append("## Runs that failed\n\n" + "\n".join(f"- {text}" for text in suite.problems) + "\n")
    return "\n".join(part for part in parts if part)


SUMMARY = [
    ("audio", "ratio", "{:.2f}", "CPU: audio"), ("text", "ratio", "{:.2f}", "text"),
    ("mixed", "ratio", "{:.2f}", "mixed"), ("echo", "ratio", "{:.2f}", "echo"),
    ("gateway", "ratio", "{:.2f}", "gateway"),
    ("audio", "system_calls_per_event", "{:.2f}", "system calls: audio"),
    ("echo", "system_calls_per_event", "{:.2f}", "echo"),
    ("audio", "allocations_per_event", "{:.1f}", "allocations: audio"),
    ("text", "allocations_per_event", "{:.1f}", "text"),
    ("idle", "kib_per_session", "{:.1f}", "idle KiB"), ("busy", "kib_per_session", "{:.0f}", "busy KiB"),
    ("paced", "sessions", "{}", "paced sessions"),
]


def summary(results, machine):
    """The README's table: one line for each client, the ratios to the floor first."""
    header = ["", *(heading for *_, heading in SUMMARY)]
    rows = [[peer.label, *(cell(value(results, peer, stream, key), form) for stream, key, form, _ in SUMMARY)]
            for peer in registry.PEERS if results.get(peer.name)]
    return f"{where(machine)}\n\n{table(header, rows)}\n"


def where(machine):
    return f"On {machine['processor'].split(',')[0]}, {machine['system']}, OpenSSL and libuv of the distribution:"


def update_readme(first_mark, text):
    """Puts `text` between `first_mark` and the next last one, and both after the first table where they are not yet."""
    readme = README.read_text()
    if first_mark not in readme:
        readme = readme.replace(LAST_README_MARK, f"{LAST_README_MARK}\n{first_mark}{LAST_README_MARK}", 1)
    before, rest = readme.split(first_mark)
    after = rest.split(LAST_README_MARK, 1)[1]
    README.write_text(before + first_mark + text + LAST_README_MARK + after)


def earlier_results(options, machine, folder):
    """What `--add` adds to. Figures of one table are of one machine and one cipher."""
    path = folder / f"{options.name}.json"
    if not options.add or not path.exists():
        return {}
    document = json.loads(path.read_text())
    if (document["machine"], document["cipher"]) != (machine, options.cipher):
        raise SystemExit(f"{path} is of another machine, other versions or another cipher: leave out --add")
    if options.only_counts or not set(options.streams) & {*THROUGHPUT_STREAMS, "echo"}:
        options.rounds = document["rounds"]
    return document["results"]


def write(suite, machine, options, folder):
    folder.mkdir(exist_ok=True)
    peers = [peer for peer in registry.PEERS if suite.results[peer.name]]
    files = plot.write_all(suite, peers, options, folder)
    document = {"machine": machine, "cipher": options.cipher, "rounds": options.rounds, "results": suite.results}
    (folder / f"{options.name}.json").write_text(json.dumps(document, indent=1) + "\n")
    if options.readme:
        update_readme(README_MARK, summary(suite.results, machine))
    path = folder / f"{options.name}.md"
    path.write_text(markdown(suite, peers, machine, options, files))
    return path
