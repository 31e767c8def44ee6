"""Echoes between us and other WebSocket implementations, each as client and as server of the other."""

import dataclasses
import pathlib
import sys
import urllib.parse

from programs import Group, run_client, serving

PEERS = pathlib.Path(__file__).resolve().parent / "peers"
MIB = 1 << 20
SMALL_SIZES = [0, 1, 125, 126, 127, 65535, 65536]
LONG_REASON = "ü" * 61 + "!"


@dataclasses.dataclass
class Peer:
    name: str
    command: list
    compressions: tuple
    sends_fragments: bool = True
    schemes: tuple = ("ws", "wss")
    variables: dict = dataclasses.field(default_factory=dict)


PYTHON = sys.executable
OTHERS = [
    Peer("websockets", [PYTHON, PEERS / "websockets_peer.py"], ("none", "deflate", "small")),
    Peer("aiohttp", [PYTHON, PEERS / "aiohttp_peer.py"], ("none", "deflate", "small"), sends_fragments=False),
    Peer("picows", [PYTHON, PEERS / "picows_peer.py"], ("none",)),
    Peer("picows.websockets", [PYTHON, PEERS / "websockets_peer.py"], ("deflate",), variables={"PICOWS": "1"}),
    Peer("ws", ["node", PEERS / "ws_peer.js"], ("none", "deflate", "small")),
]


def step(name, messages=(), fragments=1, server_fragments=1, ping=None, close=None, server_close=None):
    """One connection: pings both ways, messages, then a Close frame by the one or the other side."""
    if not server_close:
        close = close or (1000, "done")
    query = {"step": name}
    if server_fragments > 1:
        query["fragments"] = server_fragments
    if ping:
        query["ping"] = "from the server"
    if server_close:
        query |= {"code": server_close[0], "reason": server_close[1]}
    return {
        "step": name, "path": "/?" + urllib.parse.urlencode(query, quote_via=urllib.parse.quote),
        "ping": ping, "messages": list(messages), "fragments": fragments,
        "code": close[0] if close else None, "reason": close[1] if close else "",
        "server_close": server_close,
    }


def steps(client_sends_fragments, server_sends_fragments, largest_byte_count):
    plan = []
    for kind in ("text", "binary"):
        plan.append(step(f"{kind} 0 B to 64 KiB", [(kind, size) for size in SMALL_SIZES]))
        for byte_count in (MIB, largest_byte_count):
            plan.append(step(f"{kind} {byte_count // MIB} MiB", [(kind, byte_count)]))
        sizes = [(kind, size) for size in (0, 10, 1000, 65536, MIB)]
        if client_sends_fragments:
            plan.append(step(f"{kind} in 7 fragments from the client", sizes, fragments=7))
        if server_sends_fragments:
            plan.append(step(f"{kind} in 7 fragments from the server", sizes, server_fragments=7))
    plan.append(step("ping and pong both ways", [("text", 5)], ping="from the client"))
    plan.append(step("many messages of both kinds", [(kind, n * 37) for n in range(100) for kind in ("text", "binary")]))
    for close in [(1000, ""), (1001, "going"), (3000, LONG_REASON), (4999, "bis später")]:
        plan.append(step(f"the client closes with {close[0]}", close=close))
    for close in [(1000, ""), (1011, "Oh"), (3999, LONG_REASON), (4000, "bis später")]:
        plan.append(step(f"the server closes with {close[0]}", server_close=close))
    return plan


class Pair:
    """One implementation as server and one as client, one of them ours, over one transport."""

    def __init__(self, ours, other, is_ours_server, scheme, compression, authority):
        self.scheme, self.compression, self.authority = scheme, compression, authority
        ourselves = Peer("ours", [ours], (), sends_fragments=False)
        self.client, self.server = (other, ourselves) if is_ours_server else (ourselves, other)
        self.is_ours_server = is_ours_server
        self.name = f"{self.client.name} client, {self.server.name} server, {scheme}, {compression}"

    def results(self):
        # Small windows take zlib long; what is new about them shows in less.
        largest_byte_count = (4 if self.compression == "small" else 16) * MIB
        plan = steps(self.client.sends_fragments, self.server.sends_fragments, largest_byte_count)
        secure = self.scheme == "wss"
        identity = [self.authority.certificate, self.authority.key] if secure else []
        with serving([*self.server.command, "server", self.compression, *identity], self.server.variables) as server:
            port = server.facts.get("port")
            if not port:
                raise RuntimeError(f"the server does not serve: {server.complaint()}")
            url = f"{self.scheme}://localhost:{port}" if secure else f"ws://127.0.0.1:{port}"
            ca = [self.authority.root] if secure else []
            lines, complaint = run_client(
                [*self.client.command, "client", self.compression, url, *ca], plan, self.client.variables)
            of_client = {line.pop("step"): line for line in lines}
            done = [line for line in lines if "failure" not in line]
            of_server = {line.pop("step"): line for line in server.finish(len(done))}
            complaint = complaint or server.complaint()
        for wanted in plan:
            seen = of_client.get(wanted["step"]), of_server.get(wanted["step"])
            failure = self.failure(wanted, *seen)
            if failure and complaint:
                failure += f" ({complaint[-400:]})"
            yield f"{self.name}: {wanted['step']}", failure

    def failure(self, wanted, client, server):
        """What is wrong with a step, given what the client and the server say of it."""
        if not client:
            return "the client says nothing"
        if client.get("failure"):
            return f"client: {client['failure']}"
        if not server:
            return "the server says nothing"
        if server.get("failure"):
            return f"server: {server['failure']}"
        if wanted["server_close"]:
            closed, expected = (client["code"], client["reason"]), wanted["server_close"]
        else:
            closed, expected = (server["code"], server["reason"]), (wanted["code"], wanted["reason"])
        if tuple(closed) != tuple(expected):
            return f"closed with {closed}, not {expected}"
        if not server["pong"]:
            return "the server's ping was not answered"
        ours = server if self.is_ours_server else client
        if not ours["wasClean"]:
            return "our side saw no closing handshake"
        return self.compression_failure(wanted, client, server, ours)

    def compression_failure(self, wanted, client, server, ours):
        """That permessage-deflate was agreed on where it was wanted, and then used both ways."""
        is_wanted = self.compression != "none"
        if client["compressed"] != is_wanted or server["compressed"] != is_wanted:
            return f"compressed: client says {client['compressed']}, server {server['compressed']}"
        total = sum(size for kind, size in wanted["messages"] if kind == "text")
        sent, received = ours["bytesSent"], ours["bytesReceived"]
        if total >= MIB and not all((count < total / 8) == is_wanted for count in (sent, received)):
            return f"{sent} bytes sent and {received} received for {total} bytes of text"
        return None


def groups(ours, nio, authority):
    pairs = []
    for other in [*OTHERS, Peer("SwiftNIO", [nio], ("none",), schemes=("ws",))]:
        for compression in other.compressions:
            # Small windows differ in nothing that TLS would see.
            for scheme in ("ws",) if compression == "small" else other.schemes:
                for is_ours_server in (False, True):
                    pairs.append(Pair(ours, other, is_ours_server, scheme, compression, authority))
    return [Group(pair.name, pair.results) for pair in pairs]
