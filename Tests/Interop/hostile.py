"""Hostile clients against our servers; see `hostile`.

Each kind of server (one loop, a group of two, the local Realtime server) is attacked over ws and over wss. After each attack
the server has to have its descriptors back and serves a good client at once, and in the end it weighs what it did.
"""

import concurrent.futures
import pathlib
import sys
import tempfile
import time

import certificates
import programs
from hostile_cases import LEAVES, ENDS, PLAIN_REQUEST, all_cases
from hostile_peer import Peer, close, frame

KINDS = ("single", "group", "realtime")
# Of hostile clients that take their time, at once.
CROWD = 25
RECOVERY_TIME_LIMIT = 8
# What the process may keep: its allocator gives back no memory in small pieces.
KEPT_BYTE_COUNT = 24 << 20


class Target:
    def __init__(self, server, kind, is_secure):
        self.port, self.pid = server.facts["port"], server.process.pid
        self.kind, self.is_secure = kind, is_secure

    def peer(self, handshakes=True):
        return Peer(self.port, self.is_secure, handshakes=handshakes)

    def descriptor_count(self):
        return len(list(pathlib.Path(f"/proc/{self.pid}/fd").iterdir()))

    def resident_byte_count(self):
        return int(pathlib.Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * 4096

    def serve_good_client(self):
        """What is wrong with it, or nothing."""
        peer = self.peer()
        try:
            peer.upgrade()
            peer.send(frame(1, b'{"type":"good"}'))
            while not any(opcode == 1 for opcode, _ in peer.frames()) and peer.take():
                pass
            if not any(opcode == 1 for opcode, _ in peer.frames()):
                return "a good client got no message"
            peer.send(close(1000))
            return None if peer.rest() and peer.close_code == 1000 else "a good client was not closed"
        except Exception as error:
            return f"a good client: {error!r}"
        finally:
            peer.gone()

    def check_health(self):
        peer = self.peer()
        peer.send(PLAIN_REQUEST)
        is_whole = peer.rest()
        peer.gone()
        return None if is_whole and peer.received.endswith(b"\r\n\r\nup") else f"the health check got {peer.received!r}"

    def play(self, case):
        """What went wrong, or nothing."""
        try:
            peer = self.peer(handshakes=not getattr(case.act, "begins_early", False))
            case.act(peer)
            if LEAVES in case.allowed:
                return None
            has_ended = peer.rest()
            outcome = peer.close_code if peer.status == 101 else peer.status
            peer.gone()
        except Exception as error:
            return repr(error)
        if not has_ended:
            return "the server did not end it"
        return None if ENDS in case.allowed or outcome in case.allowed else f"{outcome} in place of {case.allowed}"

    def recover(self, base):
        """Waits until no descriptor more is open than there was at the beginning."""
        end = time.monotonic() + RECOVERY_TIME_LIMIT
        while (count := self.descriptor_count()) > base:
            if time.monotonic() > end:
                return f"{count} descriptors are open, {base} were"
            time.sleep(0.005)
        return None


def attack(target, cases):
    """Gives what went wrong, by the names of the cases."""
    for _ in range(20):
        yield "the beginning", target.serve_good_client() or target.check_health()
    base, weight = target.descriptor_count(), target.resident_byte_count()
    for case in (case for case in cases if not case.is_slow):
        yield case.name, target.play(case) or target.recover(base) or target.serve_good_client()
    slow = [case for case in cases if case.is_slow]
    # Who floods takes time from who waits: each kind among its own.
    for crowd in ([case for case in slow if case.is_flood], [case for case in slow if not case.is_flood]):
        yield from play_together(target, crowd)
    yield "the end", target.recover(base) or target.serve_good_client() or target.check_health() or target.recover(base)
    kept = target.resident_byte_count() - weight
    yield "the end", f"it keeps {kept >> 20} MiB more than before" if kept > KEPT_BYTE_COUNT else None


def play_together(target, cases):
    with concurrent.futures.ThreadPoolExecutor(CROWD) as crowd:
        playing = [(case, crowd.submit(target.play, case)) for case in cases]
        # Served among them, not only after them.
        yield "a good client in the crowd", target.serve_good_client()
        for case, result in playing:
            yield case.name, result.result()


def run(peer, kind, is_secure, word):
    name = f"hostile clients against {kind} over {'wss' if is_secure else 'ws'}"
    cases = [case for case in all_cases() if ("wss" if is_secure else "ws") in case.only and word in case.name]
    failures = []
    with tempfile.TemporaryDirectory() as scratch:
        authority = certificates.make(pathlib.Path(scratch))
        files = [authority.certificate, authority.key] if is_secure else []
        with programs.serving([peer, "attacked", kind, *files]) as server:
            target = Target(server, kind, is_secure)
            failures = [f"{case}: {failure}" for case, failure in attack(target, cases) if failure]
            complaint = server.complaint()
            if server.process.poll() is not None:
                failures.append(f"the server is gone: {server.process.returncode}")
            if complaint:
                failures.append(f"it complained: {complaint[:500]}")
    return [f"FAILED {name}: {failure}" for failure in failures] or [f"passed {name} ({len(cases)} cases)"]


def main():
    peer, word = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    targets = [(kind, is_secure) for kind in KINDS for is_secure in (False, True)]
    has_failed = False
    with concurrent.futures.ProcessPoolExecutor(3) as pool:
        results = [pool.submit(run, peer, kind, is_secure, word) for kind, is_secure in targets]
        for result in results:
            lines = result.result()
            print(*lines, sep="\n", flush=True)
            has_failed = has_failed or lines[0].startswith("FAILED")
    sys.exit(1 if has_failed else 0)


if __name__ == "__main__":
    main()
