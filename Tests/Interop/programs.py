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
END_TIME_LIMIT = 10


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
        self.lines = []

    def finish(self):
        """Ends it and returns every line that it said after the first."""
        output, _ = self.process.communicate(timeout=END_TIME_LIMIT)
        return [json.loads(line) for line in output.splitlines()]

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
