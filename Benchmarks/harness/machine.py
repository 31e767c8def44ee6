"""Names the machine and the versions, because an absolute figure means nothing without them."""

import os
import platform
import subprocess

from . import build


def output_of(command):
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=20).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def processor():
    with open("/proc/cpuinfo") as file:
        lines = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    with open("/proc/cpuinfo") as file:
        flags = next((line for line in file if line.startswith("flags")), "")
    extensions = [name for name in ("avx2", "avx512vbmi", "vaes") if name in flags]
    return f"{lines[0] if lines else platform.machine()}, {os.cpu_count()} cores, {' '.join(extensions)}"


def distribution():
    with open("/etc/os-release") as file:
        return next((line.split("=", 1)[1].strip().strip('"') for line in file if line.startswith("PRETTY_NAME")), "")


def describe():
    packages = output_of(["dpkg-query", "-W", "-f", "${Package} ${Version}, ", "libssl3", "libuv1", "node-ws",
                          "libsimdjson-dev", "libboost-dev"])
    python = output_of([str(build.PYTHON), "-m", "pip", "freeze"])
    wanted = ("openai", "picows", "orjson", "uvloop", "websockets")
    python_packages = [line for line in python.splitlines() if line.split("==")[0] in wanted]
    swift = output_of(["swift", "--version"]).splitlines()
    return {
        "processor": processor(),
        "system": f"{distribution()}, Linux {platform.release().split('-')[0]}",
        "packages": packages.strip(", "),
        "compilers": f"{output_of(['cc', '--version']).splitlines()[0]}; {swift[0] if swift else ''}",
        "runtimes": f"Node {output_of(['node', '--version'])}; Python {platform.python_version()}; "
                    + ", ".join(python_packages),
        "swift packages": "swift-nio 2.101.2, swift-nio-ssl 2.37.6",
    }
