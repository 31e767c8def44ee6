"""Our client inside of a network namespace that `networks` has made."""

import pathlib
import sys

import programs

STEP = {"step": "echo", "path": "/", "ping": None, "messages": [["text", 5], ["binary", 200_000]], "code": 1000, "reason": ""}
ATTEMPT_DELAY = 250
TCP_TIME_LIMIT = 10_000
LINK_DELAY = 40


def black_hole(outcome):
    """IPv6 goes first, says nothing, and costs the attempt delay and not the time limit."""
    attempts = [attempt.rsplit(" ", 1)[1] for attempt in outcome["attempts"]]
    families = ["IPv6" if "[" in attempt else "IPv4" for attempt in outcome["attempts"]]
    waited = outcome.get("connectMilliseconds", 0)
    return families == ["IPv6", "IPv4"] and attempts == ["abandoned", "connected"] and ATTEMPT_DELAY <= waited < TCP_TIME_LIMIT / 2


def slow_link(outcome):
    """Each way takes its time, and everything arrives."""
    return outcome.get("connectMilliseconds", 0) >= 2 * LINK_DELAY


CASES = {"black-hole": ("dual.test", black_hole), "slow-link": ("127.0.0.1", slow_link)}


def main():
    peer, name = pathlib.Path(sys.argv[1]), sys.argv[2]
    host, is_right = CASES[name]
    with programs.serving([peer, "server", "none"]) as server:
        url = f"ws://{host}:{server.facts['port']}"
        lines, complaint = programs.run_client([peer, "client", "none", url], [STEP])
    passed = [line.get("failure") for line in lines] == [None] and is_right(lines[0])
    print(f"passed {name}: {lines[0]['attempts']}" if passed else f"FAILED {name}: {lines} {complaint}", flush=True)
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
