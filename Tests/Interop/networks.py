"""Our client in network namespaces that `networks` has made: a black hole, and a slow link.

  networks.py PEER NEAR FAR

The client is in NEAR. Behind its link is FAR, where each address is so many milliseconds away in each direction.
"""

import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile

import certificates
import programs

HERE = pathlib.Path(__file__).resolve().parent
STEP = {"step": "echo", "path": "/", "ping": None, "messages": [["text", 5], ["binary", 20_000]], "code": 1000, "reason": ""}
ATTEMPT_DELAY = 250
TCP_TIME_LIMIT = 10_000
LINK_TIME_LIMIT = 60
# What example.com, quick.test and slow.test stand for: see `networks`.
DELAYS = {"198.51.100.3": 75, "198.51.100.2": 0, "198.51.100.4": 200, "2001:db8:51::2": 150}
ROUND_TRIP = 2 * DELAYS["198.51.100.3"]


def inside(namespace, *command):
    return ["ip", "netns", "exec", namespace, *command]


@contextlib.contextmanager
def link(near, far):
    command = [sys.executable, HERE / "link.py", near, far, json.dumps(DELAYS), str(LINK_TIME_LIMIT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().strip() == "ready"
        finally:
            process.stdin.close()


def run(peer, near, url, steps, authority=None):
    more = [authority.root] if authority else []
    return programs.run_client(inside(near, peer, "client", "none", url, *more), steps)


def attempts(outcome):
    families = ["IPv6" if "[" in attempt else "IPv4" for attempt in outcome["attempts"]]
    return [f"{family} {attempt.rsplit(' ', 1)[1]}" for family, attempt in zip(families, outcome["attempts"])]


def raced(lines, expected, at_least):
    """One connection that went well, after these attempts."""
    return (
        [line.get("failure") for line in lines] == [None] and attempts(lines[0]) == expected
        and at_least <= lines[0]["stages"]["connect"] < TCP_TIME_LIMIT / 2)


def black_hole(peer, near):
    """IPv6 goes first, says nothing, and costs the attempt delay and not the time limit."""
    with programs.serving(inside(near, peer, "server", "none")) as server:
        lines, complaint = run(peer, near, f"ws://dual.test:{server.facts['port']}", [STEP])
    yield "black hole", raced(lines, ["IPv6 abandoned", "IPv4 connected"], ATTEMPT_DELAY), f"{lines} {complaint}"


def races(peer, near, far):
    """IPv6 answers after the attempt delay: the other family is tried as well, and the first that connects is used."""
    with programs.serving(inside(far, peer, "server", "none"), {"LISTEN_AT": "::"}) as server:
        port = server.facts["port"]
        lines, complaint = run(peer, near, f"ws://quick.test:{port}", [STEP])
        is_right = raced(lines, ["IPv6 abandoned", "IPv4 connected"], ATTEMPT_DELAY)
        yield "late IPv6, IPv4 is quicker", is_right, f"{lines} {complaint}"
        lines, complaint = run(peer, near, f"ws://slow.test:{port}", [STEP])
        is_right = raced(lines, ["IPv6 connected", "IPv4 abandoned"], 2 * DELAYS["2001:db8:51::2"])
        yield "late IPv6, IPv4 is later", is_right, f"{lines} {complaint}"


def limited(lines):
    """Each limit ends the stage of its name, and the one over all of them the stage it happens in."""
    expected = [("connect", "connect", []), ("tls", "tls", ["connect"]), ("upgrade", "upgrade", ["connect", "tls"]),
                ("total", "upgrade", ["connect", "tls"])]
    for line, (limit, stage, done) in zip(lines, expected, strict=True):
        failure = line.get("failure") or ""
        if not failure.startswith(f"{stage}: ") or f"raise the {limit} time limit" not in failure:
            return False
        if sorted(line["stages"]) != sorted(["resolve", *done]):
            return False
    return True


def session(peer, near, far, authority):
    """Every stage takes its round trip and says so; a limit of less than that ends it."""
    command = inside(far, peer, "server", "none", authority.certificate, authority.key)
    with programs.serving(command, {"LISTEN_AT": "0.0.0.0"}) as server:
        url = f"wss://example.com:{server.facts['port']}"
        lines, complaint = run(peer, near, url, [STEP], authority)
        stages = lines[0]["stages"] if lines else {}
        is_right = all(stages.get(stage, 0) >= ROUND_TRIP for stage in ("connect", "tls", "upgrade"))
        yield "session over a slow link", is_right and lines[0].get("failure") is None, f"{lines} {complaint}"
        half, most = ROUND_TRIP // 2, ROUND_TRIP * 5 // 2
        limits = [{"connect": half}, {"tls": half}, {"upgrade": half}, {"total": most}]
        lines, complaint = run(peer, near, url, [STEP | {"limits": limit} for limit in limits], authority)
        yield "time limits on a slow link", limited(lines), f"{lines} {complaint}"


def cases(peer, near, far):
    yield from black_hole(peer, near)
    with link(near, far) as is_up, tempfile.TemporaryDirectory() as folder:
        if not is_up:
            print("skipped slow link: no TUN device can be made here")
            return
        yield from races(peer, near, far)
        yield from session(peer, near, far, certificates.make(pathlib.Path(folder)))


def main():
    has_failed = False
    for name, is_right, facts in cases(*sys.argv[1:]):
        print(f"passed {name}" if is_right else f"FAILED {name}: {facts}", flush=True)
        has_failed = has_failed or not is_right
    sys.exit(1 if has_failed else 0)


if __name__ == "__main__":
    main()
