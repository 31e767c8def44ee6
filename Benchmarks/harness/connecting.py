"""Connecting, measured: handshakes for a second of CPU beside OpenSSL's own client, and a rush of sessions.

  Benchmarks/run connecting                  five rounds of each, interleaved; four minutes after the build
  Benchmarks/run connecting --rounds 1 --seconds 1 --sessions 500

Client and server are pinned to a core each. Every round asks the same servers of ours: OpenSSL's `s_time -new` (TLS and
nothing more; it verifies the chain without `-verify` too, and refuses none), then ours, full and resumed: TLS,
verification and the upgrade; and both once more with TLS 1.2, whose short handshake has no key exchange. What resuming
gains is set against what it gains OpenSSL's own client, `s_time -www /` with `-new` and `-reuse`, which reads an answer
as well: a TLS 1.3 client has the answer's ticket only when it reads.

There are two servers, each with a chain of its own, because what resuming gains depends on the chain: a full handshake
verifies it, a resumed one does not.
- A chain of the public web's shape: the server sends a leaf and an intermediate of P-256, and the client trusts a root
  of P-384, as with Google Trust Services' WE1 under GTS Root R4. This is what connecting to such a service gains. Much
  of a full handshake there is the look at the root's signature, the cost of which `openssl speed ecdsap384` tells for
  the OpenSSL at hand.
- A leaf signed by the root itself, both of P-256: the shortest chain of an authority. Public ones may not issue it
  (CA/Browser Forum, Baseline Requirements, section 6.1.7), private ones may. It shows the handshake with little else.

A CPU second is user and system time of the client alone. The rush opens thousands of sessions at once on a loop whose
open sessions get a message every 20 ms, from a second server; the delay is from that server's clock to the callback.
Its servers show the leaf signed by the root itself.
"""

import argparse
import contextlib
import dataclasses
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

from . import build
from .load import CLIENT_CORE, SERVER_CORE

sys.path.insert(0, str(build.PACKAGE / "Tests" / "Interop"))

import certificates  # noqa: E402

PROGRAM = build.program("ConnectBench")


def pinned(core, *command):
    return ["taskset", "-c", str(core), *map(str, command)]


@contextlib.contextmanager
def serving(authority):
    command = pinned(SERVER_CORE, PROGRAM, "serve", authority.certificate, authority.key)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield int(json.loads(server.stdout.readline())["port"])
        finally:
            server.stdin.close()


def facts_of(*command):
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout)


@dataclasses.dataclass
class Service:
    """A server of ours that runs, and who vouches for it."""

    title: str
    authority: certificates.Authority
    port: int

    def openssl_rate(self, seconds, *arguments):
        """Connections for a CPU second of `openssl s_time`."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            pinned(CLIENT_CORE, "openssl", "s_time", "-connect", f"127.0.0.1:{self.port}", "-CAfile", self.authority.root,
                   "-time", seconds, *arguments),
            check=True, capture_output=True, text=True, timeout=300)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        count = int(next(line.split()[0] for line in done.stdout.splitlines() if "real seconds" in line))
        return count / (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)

    def our_rate(self, kind, count):
        facts = facts_of(*pinned(CLIENT_CORE, PROGRAM, "handshakes", self.authority.root, self.port, kind, count))
        if facts["wrong"]:
            sys.exit(f"{self.title}: {facts['wrong']:.0f} of {facts['count']:.0f} {kind} handshakes were not {kind}")
        return facts["count"] / facts["cpu"]


@contextlib.contextmanager
def running(title, make):
    with tempfile.TemporaryDirectory() as folder:
        authority = make(pathlib.Path(folder))
        with serving(authority) as port:
            yield Service(title, authority, port)


def openssl(*arguments):
    return lambda service, seconds: service.openssl_rate(seconds, *arguments)


def ours(kind, count):
    return lambda service, seconds: service.our_rate(kind, count * seconds)


MEASURES = {
    "s_time -new": openssl("-new"),
    "s_time -new -verify": openssl("-new", "-verify", 3),
    "s_time -new -www": openssl("-new", "-www", "/", "-tls1_3"),
    "s_time -reuse -www": openssl("-reuse", "-www", "/", "-tls1_3"),
    "ours, full": ours("full", 800),
    "ours, resumed": ours("resumed", 2_000),
    "ours, full TLS 1.2": ours("full-1.2", 800),
    "ours, resumed TLS 1.2": ours("resumed-1.2", 4_000),
}


def handshakes(services, options):
    rates = [{name: [] for name in MEASURES} for _ in services]
    for _ in range(options.rounds):
        for service, its_rates in zip(services, rates):
            for name, measure in MEASURES.items():
                its_rates[name].append(measure(service, options.seconds))
    for service, its_rates in zip(services, rates):
        print(f"{service.title}:")
        report(its_rates)
        print()


def report(rates):
    for name, values in rates.items():
        print(f"{name:22}{statistics.median(values):8.0f} for a CPU second   ({min(values):.0f} to {max(values):.0f})")

    def ratio(name, of):
        return statistics.median(a / b for a, b in zip(rates[name], rates[of]))

    say("full, of s_time -new", ratio("ours, full", "s_time -new"), 0.9)
    say("full, of s_time -new -verify", ratio("ours, full", "s_time -new -verify"))
    say("resumed, of our full", ratio("ours, resumed", "ours, full"), 3)
    say("  the same of s_time -www", ratio("s_time -reuse -www", "s_time -new -www"))
    say("  resumed, of s_time -reuse -www", ratio("ours, resumed", "s_time -reuse -www"))
    say("resumed, of our full, TLS 1.2", ratio("ours, resumed TLS 1.2", "ours, full TLS 1.2"), 3)
    say("  resumed TLS 1.2, of our full", ratio("ours, resumed TLS 1.2", "ours, full"))


def say(name, ratio, bar=None):
    verdict = f"   bar {bar}: {'reached' if ratio >= bar else 'MISSED'}" if bar else ""
    print(f"{name:34}{ratio:6.2f}{verdict}")


def rush(service, options):
    with serving(service.authority) as paced_port:
        facts = facts_of(*pinned(CLIENT_CORE, PROGRAM, "rush", service.authority.root, service.port, paced_port,
                                 options.sessions, options.open))
    print(f"rush: {facts['opened']:.0f} of {options.sessions} opened in {facts['seconds']:.2f} s, {facts['failed']:.0f} failed; "
          f"callbacks of {options.open} open sessions meanwhile: p50 {facts['p50']:.1f} ms, p99 {facts['p99']:.1f} ms, "
          f"at most {facts['max']:.1f} ms ({facts['messages']:.0f} messages; p99 {facts['quiet p99']:.1f} ms before)")
    reached = facts["opened"] == options.sessions and facts["p99"] < 20
    print(f"{'all open, p99 under 20 ms':34}         {'reached' if reached else 'MISSED'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="of each measurement, about")
    parser.add_argument("--sessions", type=int, default=5000)
    parser.add_argument("--open", type=int, default=50, help="sessions that are open already")
    options = parser.parse_args()
    build.install("openssl", "util-linux", "libuv1-dev", "libssl-dev", "zlib1g-dev")
    build.build(build.swift("ConnectBench"))
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with (running("a chain of the public web's shape", certificates.make_of_public_shape) as public,
          running("a leaf signed by the root itself", certificates.make) as private):
        if options.rounds:
            handshakes([public, private], options)
        rush(private, options)
