"""Our client through tinyproxy and microsocks, chosen by the environment; see `proxies`."""

import contextlib
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

import programs

START_TIME_LIMIT = 10
STEP = {"step": "echo", "path": "/", "ping": None, "messages": [["text", 5], ["binary", 200_000]], "code": 1000, "reason": ""}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def proxy(command, port):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_TIME_LIMIT
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if time.monotonic() > deadline or process.poll() is not None:
                raise RuntimeError(f"{command[0]} did not start")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


def tinyproxy(scratch, port, credentials):
    lines = [f"Port {port}", "Listen 127.0.0.1", "Timeout 60", "Allow 127.0.0.1", "DisableViaHeader Yes"]
    if credentials:
        lines.append(f"BasicAuth {credentials[0]} {credentials[1]}")
    path = scratch / f"tinyproxy-{port}.conf"
    path.write_text("\n".join(lines) + "\n")
    return ["tinyproxy", "-d", "-c", str(path)]


def microsocks(_, port, credentials):
    account = ["-u", credentials[0], "-P", credentials[1]] if credentials else []
    return ["microsocks", "-i", "127.0.0.1", "-p", str(port), *account]


def attempt(peer, url, variables):
    """Whether the echo came back, and everything that was said."""
    lines, complaint = programs.run_client([peer, "client", "none", url], [STEP], variables)
    failures = [line.get("failure") for line in lines]
    return failures == [None], f"{lines} {complaint}"


def cases(peer, scratch, server_port):
    # Connecting to it reaches this machine, and it is no loopback address, which would never go through a proxy.
    host = "0.0.0.0"
    url = f"ws://{host}:{server_port}"
    account = ("someone", "topsecret")
    for name, make, scheme in [("tinyproxy", tinyproxy, "http"), ("microsocks", microsocks, "socks5")]:
        for credentials, given, is_let_through in [
            (None, None, True), (account, account, True), (account, ("someone", "wrongsecret"), False), (account, None, False),
        ]:
            port = free_port()
            user = f"{given[0]}:{given[1]}@" if given else ""
            variables = {"ALL_PROXY": f"{scheme}://{user}127.0.0.1:{port}"}
            with proxy(make(scratch, port, credentials), port):
                works, said = attempt(peer, url, variables)
            gets = "none" if not given else "the right one" if is_let_through else "a wrong one"
            what = f"{name} asks for {'a' if credentials else 'no'} password, gets {gets}"
            leaks = "secret" in said
            yield what, None if works == is_let_through and not leaks else said
    # The proxy's port is closed: what goes around it works, what does not go around it fails.
    closed = {"ALL_PROXY": f"http://127.0.0.1:{free_port()}"}
    yield "a proxy that is not there is an error", None if not attempt(peer, url, closed)[0] else "went around it"
    for rule in [host, f"{host}/32", "*", f"{host}:{server_port}"]:
        works, said = attempt(peer, url, closed | {"NO_PROXY": rule})
        yield f"NO_PROXY={'address' + rule.removeprefix(host) if rule.startswith(host) else rule}", None if works else said


def main():
    peer = pathlib.Path(sys.argv[1])
    failed = 0
    with tempfile.TemporaryDirectory() as directory, programs.serving([peer, "server", "none"]) as server:
        for name, failure in cases(peer, pathlib.Path(directory), server.facts["port"]):
            print(f"FAILED {name}: {failure}" if failure else f"passed {name}", flush=True)
            failed += bool(failure)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
