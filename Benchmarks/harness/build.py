"""Installs what is missing and builds the load server and the peers."""

import os
import shutil
import subprocess

from . import peers as registry

ROOT = registry.ROOT


def is_installed(package):
    state = subprocess.run(["dpkg-query", "-W", "-f", "${Status}", package], capture_output=True, text=True)
    return "install ok installed" in state.stdout


def install_missing_packages():
    if not shutil.which("dpkg-query"):
        return
    missing = [package for package in registry.DEBIAN_PACKAGES if not is_installed(package)]
    if not missing:
        return
    prefix = [] if os.geteuid() == 0 else ["sudo"]
    if prefix and not shutil.which("sudo"):
        raise SystemExit("missing Debian packages, and neither root nor sudo to install them: " + " ".join(missing))
    print("installing", *missing, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*prefix, "apt-get", "update", "-qq"], check=True, env=environment)
    subprocess.run(
        [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], check=True, env=environment)


def run_step(command, done):
    """Runs a build step once, whoever asks for it. Returns what went wrong, or None."""
    key = tuple(command)
    if key not in done:
        print("building:", *command, flush=True)
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        done[key] = None if result.returncode == 0 else (result.stderr + result.stdout)[-2000:]
    return done[key]


def build(chosen):
    """Builds all of `chosen`. Returns the peers that can run and, by name, why the others cannot."""
    registry.OUT.mkdir(exist_ok=True)
    done, failures = {}, {}
    for folder in ("LoadServer", "AllocationCounter"):
        problem = run_step(registry.make(folder), done)
        if problem:
            raise SystemExit(f"{folder} does not build:\n{problem}")
    for peer in chosen:
        problem = next(filter(None, (run_step(step, done) for step in peer.build)), None)
        if problem:
            failures[peer.name] = problem
            print(f"{peer.name} does not build and is left out:\n{problem}", flush=True)
    return [peer for peer in chosen if peer.name not in failures], failures
