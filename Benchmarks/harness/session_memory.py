"""What a session costs in memory that has nothing to do, beside the connection that it is over.

  Benchmarks/run session-memory                1,000 of each
  Benchmarks/run session-memory --count 200

Bytes that the C library's heap has given out, for each of many over plain connections to a server in a process of its own:
bare connections, sessions with the service's settings, and sessions with settings of their own. Each kind has a process to
itself. The figures hold for release builds; they do not depend on the machine's load. Fails where a session without history
costs more than the bar above its connection.
"""

import argparse
import contextlib
import subprocess

from . import build

PROGRAM = build.program("SessionMemory")
# Bytes beyond the bare connection.
BAR = 2_048
KINDS = {
    "connection": "a bare connection", "session": "a session", "settings": "a session with settings of its own"}


@contextlib.contextmanager
def serving():
    with subprocess.Popen([PROGRAM, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server.stdout.readline().strip()
        finally:
            server.stdin.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--skip-build", action="store_true")
    options = parser.parse_args()
    if not options.skip_build:
        build.build(build.swift("SessionMemory"))
    figures = {}
    for kind, text in KINDS.items():
        with serving() as port:
            output = subprocess.run(
                [PROGRAM, "measure", port, kind, str(options.count)], check=True, stdout=subprocess.PIPE, text=True,
                timeout=120).stdout
        figures[kind] = float(output)
        more = f", {figures[kind] - figures['connection']:+,.0f}" if kind != "connection" else ""
        print(f"{text:<36}{figures[kind]:>8,.0f} bytes{more}", flush=True)
    more = figures["session"] - figures["connection"]
    print(f"a session may cost {BAR:,} bytes more than its connection: {'met' if more <= BAR else 'missed'}")
    return 0 if more <= BAR else 1
