"""Processes under test: bounded in time, ended by their standard input, and only those that were started here."""

import contextlib
import dataclasses
import json
import os
import subprocess
import tempfile
import threading
import typing

CLIENT_TIME_LIMIT = 120
SERVER_TIME_LIMIT = 150


def environment(more):
    """Without what would choose a key, a service or a proxy."""
    chosen = ("OPENAI_", "AZURE_", "PROXY")
    kept = {name: value for name, value in os.environ.items() if not any(word in name.upper() for word in chosen)}
    return kept | more


@dataclasses.dataclass
class Group:
    """Cases that are run together. `run` gives a (name, failure) for each."""

    name: str
    run: typing.Callable

    def results(self):
        try:
            return list(self.run())
        except Exception as error:
            return [(self.name, f"{type(error).__name__}: {error}")]


def run_client(command, given, variables={}):
    """Gives `given` to a program as JSON and returns the lines it says, and what it complained of."""
    client = subprocess.run(
        [str(part) for part in command], input=json.dumps(given), capture_output=True, text=True,
        timeout=CLIENT_TIME_LIMIT, env=environment(variables))
    return [json.loads(line) for line in client.stdout.splitlines()], client.stderr.strip()


class Server:
    """A program that serves until its standard input ends, and what it has said."""

    def __init__(self, process, complaints):
        self.process = process
        self.complaints = complaints
        self.facts = json.loads(self.process.stdout.readline() or "{}")

    def finish(self, line_count):
        """Waits for so many lines after the first, because a client may hear that all is over before its server does. Then
        ends the server and returns every line that it said."""
        lines = [self.process.stdout.readline() for _ in range(line_count)]
        self.process.stdin.close()
        lines += self.process.stdout.readlines()
        if self.process.wait() < 0:
            raise RuntimeError(f"the server did not say {line_count} lines and end: {self.complaint()[-400:]}")
        return [json.loads(line) for line in lines if line]

    def complaint(self):
        self.complaints.seek(0)
        return self.complaints.read().strip()


@contextlib.contextmanager
def serving(command, variables={}):
    with tempfile.TemporaryFile("w+") as complaints:
        process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints,
            text=True, env=environment(variables))
        watchdog = threading.Timer(SERVER_TIME_LIMIT, process.kill)
        watchdog.start()
        try:
            yield Server(process, complaints)
        finally:
            watchdog.cancel()
            process.kill()
            process.wait()
