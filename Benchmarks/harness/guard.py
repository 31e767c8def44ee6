"""Fails when an event costs more instructions, allocations, system calls or page faults than the checked-in figures say.

  Benchmarks/run guard             compare with baseline.json
  Benchmarks/run guard --update    write baseline.json anew, after a change that is worth it
  Benchmarks/run guard --build     measure nothing yet

The whole client is measured, from the socket to a typed listener, by a program that knows what happens when: server and
client take turns on one thread. Instructions are callgrind's, so the figures do not depend on the machine's load, but
they do on compiler and OpenSSL: what OpenSSL does is told apart, and compared only between equal versions.

OpenSSL 3.0 takes 40 bytes for each TLS 1.3 record that it opens and three times as many for each that it seals (the
writer of its header and of the data authenticated with it), and gives them back within the call.
"""

import argparse
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

from . import build

BASELINE = build.ROOT / "Guard" / "baseline.json"
PROGRAM = build.program("HotPathGuard")
# Instructions may grow by this share, what is counted by so much: allocations not at all, and of the others only what a
# whole run shows once.
INSTRUCTION_TOLERANCE = 0.05
COUNT_TOLERANCE = {"system_calls": 0.02, "page_faults": 0.02}


def output_of(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def make_certificate(folder):
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    output_of(
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
        "-subj", "/CN=guard", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate)
    return [str(certificate), str(key)]


def passes(output):
    """The program's lines: name, events, allocations, those of them that OpenSSL made, system calls, page faults."""
    for line in output.splitlines():
        name, *counts = line.split()
        yield name, [int(count) for count in counts]


def per_event(figures):
    """Of each path the difference of its last two passes, by the events between them: what both spend falls out."""
    result = {}
    for name in dict.fromkeys(name for name, *_ in figures):
        _, (_, events, *few), (_, more_events, *many) = [row for row in figures if row[0] == name]
        result[name] = [(b - a) / (more_events - events) for a, b in zip(few, many)]
    return result


def count(arguments):
    output = output_of(PROGRAM, *arguments, env={**os.environ, "LD_PRELOAD": str(build.COUNTER)})
    figures = [
        (name, events, total - openssl, openssl, *others) for name, (events, total, openssl, *others) in passes(output)]
    if not any(openssl for _, _, _, openssl, *_ in figures):
        raise SystemExit("the allocation counter was not loaded: nothing was counted")
    return per_event(figures)


def instructions_in(profile):
    """What a callgrind profile cost: everything but OpenSSL, and OpenSSL with what it calls of the C library."""
    objects = {}

    def belongs(number, name, pattern):
        if name:
            objects[number] = name
        return re.search(pattern, objects[number]) is not None

    ours, openssl, is_openssl, is_library_call, is_call = 0, 0, False, False, False
    for line in profile.read_text().splitlines():
        if found := re.match(r"ob=(\(\d+\))(?: (.*))?", line):
            is_openssl = belongs(found[1], found[2], r"/lib(ssl|crypto)\.so")
        elif found := re.match(r"cob=(\(\d+\))(?: (.*))?", line):
            is_library_call = belongs(found[1], found[2], r"/lib(c|pthread)\.so|^\?\?\?$")
        elif line.startswith("calls="):
            is_call = True
        elif found := re.match(r"[+\-*\d]\S* (\d+)$", line):
            cost = int(found[1])
            if not is_call:
                ours, openssl = (ours, openssl + cost) if is_openssl else (ours + cost, openssl)
            elif is_openssl and is_library_call:
                # The line after `calls=` is what the callee cost; the C library calls nobody back.
                ours, openssl = ours - cost, openssl + cost
            if is_call:
                is_call, is_library_call = False, False
    return ours, openssl


def count_instructions(arguments, folder):
    profile = folder / "profile"
    output = output_of(
        "valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={profile}", "--compress-strings=yes",
        "--toggle-collect=guard_measured", "--dump-after=guard_pass",
        build.stripped(PROGRAM, folder), *arguments, env={**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"})
    return per_event([
        (name, counts[0], *instructions_in(Path(f"{profile}.{number}")))
        for number, (name, counts) in enumerate(passes(output), start=1)
    ])


def measure():
    with tempfile.TemporaryDirectory(prefix="guard-") as folder:
        arguments = make_certificate(Path(folder))
        counts = count(arguments)
        instructions = count_instructions(arguments, Path(folder))
    return {
        "swift": re.search(r"Swift version (\S+)", output_of("swift", "--version"))[1],
        "openssl": output_of("openssl", "version").split()[1],
        "events": {
            name: {
                "instructions": round(instructions[name][0]),
                "openssl_instructions": round(instructions[name][1]),
                "allocations": round(counts[name][0], 3),
                "openssl_allocations": round(counts[name][1], 3),
                "system_calls": round(counts[name][2], 3),
                "page_faults": round(counts[name][3], 3),
            } for name in instructions
        },
    }


def growth(now, before):
    """What grew beyond its tolerance, a sentence each."""
    is_same_openssl = now["openssl"] == before["openssl"]
    for name, figures in now["events"].items():
        known = before["events"].get(name, {})
        for kind, value in figures.items():
            if kind.startswith("openssl") and not is_same_openssl:
                continue
            tolerance = INSTRUCTION_TOLERANCE if kind.endswith("instructions") else 0
            if kind not in known:
                yield f"{name}: {kind} are not in {BASELINE.name} yet"
            elif value > known[kind] * (1 + tolerance) + COUNT_TOLERANCE.get(kind, 0):
                yield f"{name}: {kind} grew from {known[kind]} to {value}"


def show(now, before):
    print(f"{'per event':<21}{'instructions':>19}{'of OpenSSL':>19}{'allocations':>13}{'of OpenSSL':>12}"
          f"{'system calls':>14}{'page faults':>13}")
    for name, figures in now["events"].items():
        known = before["events"].get(name, {})
        cells = [f"{name:<21}"]
        for kind in ("instructions", "openssl_instructions"):
            change = f" ({figures[kind] / known[kind] - 1:+.1%})" if known.get(kind) else ""
            cells.append(f"{figures[kind]:,}{change}".rjust(19))
        cells += [f"{figures['allocations']:>13g}", f"{figures['openssl_allocations']:>12g}",
                  f"{figures['system_calls']:>14g}", f"{figures['page_faults']:>13g}"]
        print("".join(cells))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="write baseline.json")
    parser.add_argument("--build", action="store_true", help="only build what is measured")
    options = parser.parse_args()
    build.install("valgrind", "make", "gcc", "openssl", "libspeexdsp-dev")
    build.build(build.make("AllocationCounter"), build.swift("HotPathGuard"))
    if options.build:
        return 0
    now = measure()
    before = json.loads(BASELINE.read_text()) if BASELINE.exists() else {"openssl": None, "events": {}}
    show(now, before)
    if options.update:
        BASELINE.write_text(json.dumps(now, indent=2) + "\n")
        return 0
    for version in ("swift", "openssl"):
        if now[version] != before.get(version):
            print(f"note: {BASELINE.name} is of {version} {before.get(version)}, this is {now[version]}")
    problems = list(growth(now, before))
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0
