"""Who is compared, how each is built and started, and how much work each gets."""

from dataclasses import dataclass, field

from .build import OUT, PYTHON, make, program, swift, virtual_environment

FLOOR = "floor"
OURS = "ours"


@dataclass
class Peer:
    name: str
    label: str
    command: list
    build: list                  # steps of `build`
    scale: float = 1.0           # share of the events a C client gets, so that all take about as long
    idle_sessions: int = 5000
    paced_guess: int = 1000      # where the search for the paced capacity starts
    counts_allocations: bool = True
    carries_gateway: bool = False  # 1 000 sessions that are sent to from a timer, on one core
    environment: dict = field(default_factory=dict)
    warmup: float = 0.1          # share of the events that is not measured


# More than the default in malloc's hands, so that the counter sees what Python's own allocator would hide.
PYTHON_MALLOC = {"PYTHONMALLOC": "malloc"}

NIO = str(program("NIOPeer", "Peers/nio"))

PEERS = [
    Peer(FLOOR, "C floor (headers only)", [str(OUT / "floor")], [make("Peers/floor")], paced_guess=4000,
         carries_gateway=True),
    Peer("floor-simdjson", "C + simdjson + AVX2 base64", [str(OUT / "floor-simdjson")], [make("Peers/floor")],
         paced_guess=3000, carries_gateway=True),
    Peer(OURS, "swift-openai-realtime", [str(program("RealtimeBench"))], [swift("RealtimeBench")],
         paced_guess=3000, carries_gateway=True),
    Peer("nio-no-decode", "SwiftNIO, no decoding", [NIO, "--no-decode"],
         [swift("NIOPeer", "Peers/nio")], paced_guess=1500),
    Peer("nio", "SwiftNIO + JSONDecoder", [NIO],
         [swift("NIOPeer", "Peers/nio")], scale=0.3, paced_guess=800),
    Peer("beast", "Boost.Beast + simdjson", [str(OUT / "beast")], [make("Peers/beast")], scale=0.6, paced_guess=1100),
    Peer("picows", "picows + orjson", [str(PYTHON), "Peers/picows/client.py"], virtual_environment(), scale=0.25, paced_guess=880,
         environment=PYTHON_MALLOC),
    Peer("node-ws", "Node ws as openai-node uses it", ["node", "Peers/node-ws/client.js"], [], scale=0.3,
         paced_guess=270, counts_allocations=False, warmup=0.3),
    Peer("openai-python", "openai-python", [str(PYTHON), "Peers/openai-python/client.py"], virtual_environment(), scale=0.04,
         idle_sessions=1000, paced_guess=95, environment=PYTHON_MALLOC),
]

DEBIAN_PACKAGES = [
    "make", "g++", "pkg-config", "libuv1-dev", "libssl-dev", "zlib1g-dev", "libboost-dev", "libsimdjson-dev",
    "node-ws", "python3-venv", "strace",
]


def with_names(names):
    known = {peer.name: peer for peer in PEERS}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise SystemExit(f"no peer is called {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[name] for name in names]
