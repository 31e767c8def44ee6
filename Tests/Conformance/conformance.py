"""Drives the Autobahn TestSuite and judges its reports; see `run`."""

import argparse
import collections
import json
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
RESULTS = HERE / "results"
WORK = HERE / ".build-conformance"
SLOW_CASES = ["12.*", "13.*"]
GOOD = {"OK", "INFORMATIONAL"}
FIRST_PORT = 9601


def build_peer():
    # Beside the benchmarks and the interop peer: what one of them has built of this package the others find there.
    command = [str(HERE.parent / "release-build"), "--package-path", str(HERE),
               "--scratch-path", str(HERE.parents[1] / ".build-release")]
    subprocess.run(command, check=True, stdout=sys.stderr)
    bin_path = subprocess.run(command + ["--show-bin-path"], check=True, capture_output=True, text=True)
    return pathlib.Path(bin_path.stdout.strip()) / "ConformancePeer"


def make_certificate(folder):
    """A certificate that signs itself, for the side that is the server."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=conformance", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True)
    return certificate, key


class Run:
    """One side of ours, over one transport, against the suite."""

    def __init__(self, side, scheme, port, root, peer, excluded):
        self.name = f"{side}-{scheme}"
        self.side, self.scheme, self.port = side, scheme, port
        self.peer = peer
        self.processes = []
        self.root = root
        self.inside = pathlib.Path("/tmp/conformance") / self.name
        self.folder = root / self.inside.relative_to("/")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.url = f"{scheme}://127.0.0.1:{port}"
        self.certificate, self.key = make_certificate(self.folder)
        spec = {"options": {"failByDrop": False}, "outdir": str(self.inside / "report"), "url": self.url,
                "servers": [{"agent": self.name, "url": self.url}],
                "cases": ["*"], "exclude-cases": excluded, "exclude-agent-cases": {}}
        if scheme == "wss" and side == "client":
            spec |= {"key": str(self.inside / "key.pem"), "cert": str(self.inside / "certificate.pem")}
        (self.folder / "spec.json").write_text(json.dumps(spec))

    def start(self):
        log = open(self.folder / "log.txt", "w")
        if self.side == "server":
            self.server = self.spawn([self.peer, "server", str(self.port), *self.identity(self.folder)], log)
            self.server.stdout.readline()
            self.client = self.spawn(self.wstest("fuzzingclient"), log)
        else:
            self.server = self.spawn(self.wstest("fuzzingserver"), log)
            wait_for_port(self.port, self.server)
            trust = [str(self.certificate)] if self.scheme == "wss" else []
            self.client = self.spawn([self.peer, "client", self.url, self.name, *trust], log)

    def finish(self):
        """Waits for the side that ends by itself and returns the verdict of each case."""
        for line in self.client.stdout:
            pass
        self.client.wait()
        self.stop()
        index = json.loads((self.folder / "report" / "index.json").read_text())
        return {case: [verdict["behavior"], verdict["behaviorClose"]] for case, verdict in index[self.name].items()}

    def stop(self):
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
                process.wait()

    def spawn(self, command, log):
        process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=log, text=True)
        self.processes.append(process)
        return process

    def wstest(self, mode):
        # `exec` inside chroot, so that the process to be ended later is the suite itself.
        return ["chroot", self.root, "/usr/local/bin/wstest", "-m", mode, "-s", self.inside / "spec.json",
                "-u", "0"]

    def identity(self, folder):
        return [folder / "certificate.pem", folder / "key.pem"] if self.scheme == "wss" else []


def wait_for_port(port, process):
    import socket
    import time
    for _ in range(300):
        if process.poll() is not None:
            sys.exit(f"the suite ended before it listened: {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("the suite does not listen")


def case_order(case):
    return [int(part) for part in case.split(".")]


def judge(name, verdicts, update):
    """Prints the counts of one run and returns (passed, failed)."""
    counts = collections.Counter()
    by_category = collections.defaultdict(collections.Counter)
    for case, (behaviour, _) in verdicts.items():
        counts[behaviour] += 1
        by_category[case.split(".")[0]][behaviour] += 1
    print(f"{name}: " + ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())))
    for category in sorted(by_category, key=int):
        row = ", ".join(f"{count} {verdict}" for verdict, count in sorted(by_category[category].items()))
        print(f"  {category:>2}.*  {row}")

    path = RESULTS / f"{name}.json"
    expected = json.loads(path.read_text()) if path.exists() else {}
    failed = []
    for case in sorted(verdicts, key=case_order):
        behaviour, close = verdicts[case]
        if behaviour not in GOOD or close not in GOOD:
            failed.append(f"{case}: {behaviour}, close {close}")
        elif not update and expected.get(case) != verdicts[case]:
            failed.append(f"{case}: {verdicts[case]}, checked in is {expected.get(case)}")
    for line in failed:
        print(f"  FAILED {line}")
    if update:
        expected.update(verdicts)
        lines = [f"{json.dumps(case)}: {json.dumps(expected[case])}" for case in sorted(expected, key=case_order)]
        path.parent.mkdir(exist_ok=True)
        path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    return len(verdicts) - len(failed), len(failed)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="all 517 cases; takes an hour")
    parser.add_argument("--update", action="store_true", help="check in what was seen")
    parser.add_argument("--only", help="one run, for example client-wss")
    options = parser.parse_args()

    root = pathlib.Path(subprocess.run([HERE / "autobahn-root"], check=True, capture_output=True, text=True)
                        .stdout.strip())
    peer = build_peer()
    excluded = [] if options.full else SLOW_CASES
    names = [(side, scheme) for side in ("server", "client") for scheme in ("ws", "wss")]
    passed = failed = 0
    # Two at a time: the suite is single-threaded Python, and ours hardly needs a core.
    for pair in (names[0:2], names[2:4]):
        runs = [Run(side, scheme, FIRST_PORT + names.index((side, scheme)), root, peer, excluded)
                for side, scheme in pair if options.only in (None, f"{side}-{scheme}")]
        try:
            for run in runs:
                run.start()
            for run in runs:
                good, bad = judge(run.name, run.finish(), options.update)
                passed += good
                failed += bad
        finally:
            for run in runs:
                run.stop()
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
