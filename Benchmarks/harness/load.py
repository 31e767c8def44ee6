"""Starts the load server and the clients, each on its own core, and reads what they print."""

import json
import os
import re
import resource
import subprocess
import tempfile
from pathlib import Path

from . import build

SERVER_CORE, CLIENT_CORE = 0, 1
RUN_LIMIT_SECONDS = 240


def limits(core):
    """What a child sets before it starts: its core, and as many sockets as the machine grants."""
    def apply():
        if (os.cpu_count() or 1) > 1:
            os.sched_setaffinity(0, {core})
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return apply


class LoadServer:
    def __init__(self, cipher):
        self.folder = tempfile.TemporaryDirectory(prefix="load-server-")
        self.ca = Path(self.folder.name) / "ca.pem"
        self.process = subprocess.Popen(
            [str(build.OUT / "load-server"), "--ca", str(self.ca), "--cipher", cipher],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=limits(SERVER_CORE))
        first = self.process.stdout.readline()
        if not first.startswith("listening "):
            raise SystemExit("the load server did not start")
        self.port = int(first.split()[1])
        os.set_blocking(self.process.stdout.fileno(), False)

    def accounts(self):
        """The lines the server has printed since the last call: one per group of sessions that ended."""
        return [json.loads(line) for line in iter(self.process.stdout.readline, "") if line.strip()]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(10)
        self.folder.cleanup()


class Failed(Exception):
    pass


def client_command(peer, server, stream, sessions, events, seconds=5.0, warmup=None, verify=False):
    command = [
        *peer.command, "--url", f"wss://127.0.0.1:{server.port}/v1/realtime", "--ca", str(server.ca),
        "--stream", stream, "--sessions", str(sessions), "--events", str(max(1, events)), "--seconds", f"{seconds:g}",
    ]
    if warmup is not None:
        command += ["--warmup", str(warmup)]
    return command + (["--verify"] if verify else [])


def run_client(peer, server, stream, sessions, events, prefix=(), environment=None, **options):
    """One run. Returns the client's line of JSON with the server's account under `server`."""
    server.accounts()
    command = [*prefix, *client_command(peer, server, stream, sessions, events, **options)]
    try:
        result = subprocess.run(
            command, cwd=build.ROOT, capture_output=True, text=True, timeout=RUN_LIMIT_SECONDS,
            env={**os.environ, **(environment or {})}, preexec_fn=limits(CLIENT_CORE))
    except subprocess.TimeoutExpired:
        raise Failed(f"{peer.name} took longer than {RUN_LIMIT_SECONDS} s on {stream}") from None
    lines = [line for line in result.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise Failed(f"{peer.name} printed nothing on {stream}: {result.stderr[-500:]}")
    line = json.loads(lines[-1])
    accounts = server.accounts()
    line["server"] = accounts[-1] if accounts else {}
    if not line.get("verified"):
        raise Failed(f"{peer.name} on {stream}: {line.get('problem', 'not verified')}")
    return line


def count_system_calls(peer, server, stream, sessions, events):
    """Calls by name in a whole run under strace."""
    with tempfile.NamedTemporaryFile("r", prefix="strace-") as file:
        run_client(peer, server, stream, sessions, events, prefix=("strace", "-f", "-c", "-o", file.name))
        calls = {}
        for row in file:
            match = re.match(r"\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)(?:\s+\d+)?\s+(\w+)$", row)
            if match and match[2] != "total":
                calls[match[2]] = int(match[1])
        return calls


def count_allocations(peer, server, stream, sessions, events):
    """Heap allocations of a whole run."""
    with tempfile.NamedTemporaryFile("r", prefix="allocations-") as file:
        counter = {
            "LD_PRELOAD": str(build.COUNTER), "ALLOCATION_COUNT_FILE": file.name,
            **peer.environment,
        }
        run_client(peer, server, stream, sessions, events, environment=counter)
        return int(Path(file.name).read_text().split()[0])


PERF = ["perf", "stat", "-x", ",", "-e", "instructions:u"]


def instructions_in(text):
    """The figure of a `perf stat -x ,`, or None: a virtual machine often has no such counter."""
    for row in text.splitlines():
        fields = row.split(",")
        if len(fields) > 2 and fields[2].startswith("instructions") and fields[0].isdigit():
            return int(fields[0])
    return None


def can_count_instructions():
    try:
        result = subprocess.run([*PERF, "true"], capture_output=True, text=True)
    except OSError:
        return False
    return instructions_in(result.stderr) is not None


def count_instructions(peer, server, stream, sessions, events):
    """Instructions of a whole run outside of the kernel."""
    with tempfile.NamedTemporaryFile("r", prefix="instructions-") as file:
        run_client(peer, server, stream, sessions, events, prefix=(*PERF, "-o", file.name))
        count = instructions_in(file.read())
        if count is None:
            raise Failed(f"perf counted no instructions of {peer.name} on {stream}")
        return count


def difference_per_event(count, events, sessions):
    """What one event costs: two runs that differ only in their number of events."""
    return (count(2 * events) - count(events)) / (events * sessions)
