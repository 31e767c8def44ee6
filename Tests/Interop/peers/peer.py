"""What the Python peers share: the command line, the messages, and the steps that they are told to do.

    PEER server COMPRESSION [CERTIFICATE KEY]      echoes, and says on standard output how each connection ended
    PEER client COMPRESSION URL [CA] < STEPS       does the steps, one connection each, and says how each went

COMPRESSION is `none`, `deflate`, or `small`: deflate with small windows that are forgotten after each message.
Everything said is one line of JSON. A server is told what to do by the query of the URL; see `Wish`.
"""

import asyncio
import functools
import json
import ssl
import sys
import urllib.parse

PHRASE = "Grüße aus Köln, 世界 😀 - one voice turn after another. ".encode()
NOISE_BYTE_COUNT = 65521
MAXIMUM_BYTE_COUNT = 32 << 20
STEP_TIME_LIMIT = 40


@functools.cache
def noise():
    """Bytes that do not compress, the same in every language: a linear congruential generator."""
    state, block = 1, bytearray()
    for _ in range(NOISE_BYTE_COUNT):
        state = (state * 1103515245 + 12345) & 0xFFFFFFFF
        block.append(state >> 16 & 0xFF)
    return bytes(block)


def payload(kind, byte_count):
    """The message of this kind and size. Text compresses, binary does not."""
    if kind == "text":
        return PHRASE * (byte_count // len(PHRASE)) + b"." * (byte_count % len(PHRASE))
    return (noise() * (byte_count // NOISE_BYTE_COUNT + 1))[:byte_count]


def parts(message, count):
    """`message` in `count` parts, cut without regard to characters."""
    return [message[len(message) * i // count : len(message) * (i + 1) // count] for i in range(count)]


class Wish:
    """What a client wants its server to do, from the query of the URL."""

    def __init__(self, path):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(path).query, keep_blank_values=True)
        get = lambda name: query.get(name, [None])[0]
        self.step = get("step")
        """Ping with this payload when the connection is open."""
        self.ping = get("ping")
        """Echo in so many fragments."""
        self.fragments = int(get("fragments") or 1)
        """Close with this code and reason instead of an echo."""
        self.code = int(get("code")) if get("code") else None
        self.reason = get("reason") or ""


def say(**facts):
    print(json.dumps(facts), flush=True)


def check(reply, expected):
    if reply != expected:
        raise AssertionError(f"the echo of {len(expected)} bytes has {len(reply)} bytes or other ones")


def run(serve, do_step):
    """Runs `serve(compression, tls)`, a context manager that gives a port, or `do_step(url, compression, tls, step)`,
    which gives the facts of a step, as the command line says."""
    side, compression, *rest = sys.argv[1:]
    if side == "server":
        asyncio.run(run_server(serve, compression, rest))
    else:
        asyncio.run(run_client(do_step, compression, *rest))


async def run_server(serve, compression, identity):
    tls = None
    if identity:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(*identity)
    async with serve(compression, tls) as port:
        say(port=port)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


async def run_client(do_step, compression, url, ca=None):
    tls = ssl.create_default_context(cafile=ca) if ca else None
    for step in json.load(sys.stdin):
        try:
            async with asyncio.timeout(STEP_TIME_LIMIT):
                facts = await do_step(url + step["path"], compression, tls, step)
        except Exception as error:
            facts = {"failure": f"{type(error).__name__}: {error}"}
        say(step=step["step"], **facts)
