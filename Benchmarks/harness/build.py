"""Installs what is missing and builds whatever a benchmark runs: nothing else in this folder knows how."""

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT.parent
OUT = ROOT / ".build-peers"
COUNTER = OUT / "liballocation_counter.so"
PYTHON = OUT / "venv" / "bin" / "python"


def install(*packages):
    """Debian packages. Where there is no such system, the build says what is missing."""
    if shutil.which("dpkg-query"):
        subprocess.run([PACKAGE / ".ci" / "system-packages", *packages], check=True)


def make(folder, *variables):
    return ("make", "-s", "-C", folder, *variables)


def swift(product, folder=".", place=None):
    return (str(PACKAGE / "Tests" / "release-build"), "--package-path", folder, "--product", product,
            "--scratch-path", str(place or scratch(folder)))


def scratch(folder):
    """Ours lie beside the peers of the tests: what one of them has built of the package the others find there."""
    return PACKAGE / ".build-release" if folder == "." else ROOT / folder / ".build"


def virtual_environment():
    return [
        ("python3", "-m", "venv", str(OUT / "venv")),
        (str(PYTHON), "-m", "pip", "install", "--quiet", "-r", "Peers/python/requirements.txt"),
    ]


def program(product, folder="."):
    """Where `swift` leaves it."""
    return scratch(folder) / "release" / product


def stripped(program, folder):
    """A copy without debugging information, which valgrind gives up on where a newer compiler made it."""
    copy = Path(folder) / Path(program).name
    subprocess.run(["strip", "--strip-debug", "-o", copy, program], check=True)
    return copy


@functools.cache
def problem_of(command, environment=()):
    """Runs a step once, whoever asks for it. Returns what went wrong, or None."""
    print("building:", *command, file=sys.stderr, flush=True)
    OUT.mkdir(exist_ok=True)
    result = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, **dict(environment)})
    return None if result.returncode == 0 else (result.stderr + result.stdout)[-2000:]


def build(*steps, **environment):
    """Runs all of `steps`, and gives up where one fails."""
    for step in steps:
        if problem := problem_of(step, tuple(environment.items())):
            raise SystemExit(f"{' '.join(step)}:\n{problem}")


def build_peers(chosen):
    """Builds all of `chosen`. Returns those that can run and, by name, why the others cannot."""
    build(make("LoadServer"), make("AllocationCounter"))
    failures = {}
    for peer in chosen:
        if problem := next(filter(None, map(problem_of, peer.build)), None):
            failures[peer.name] = problem
            print(f"{peer.name} does not build and is left out:\n{problem}", flush=True)
    return [peer for peer in chosen if peer.name not in failures], failures
