"""The `websockets` package, as server and as client; with PICOWS set, picows' package of the same interface."""

import asyncio
import contextlib
import os

import peer

if os.environ.get("PICOWS"):
    from picows.websockets import connect, serve
    from picows.websockets.exceptions import ConnectionClosed
else:
    from websockets.asyncio.client import connect
    from websockets.asyncio.server import serve
    from websockets.exceptions import ConnectionClosed
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory, ServerPerMessageDeflateFactory

SMALL = dict(server_no_context_takeover=True, client_no_context_takeover=True, server_max_window_bits=9)


def settings(compression, tls, small):
    settings = dict(ssl=tls, max_size=peer.MAXIMUM_BYTE_COUNT, ping_interval=None)
    if compression == "small":
        return settings | dict(compression=None, extensions=[small])
    return settings | dict(compression="deflate" if compression == "deflate" else None)


def is_compressed(socket):
    head = socket.response.headers.get("Sec-WebSocket-Extensions", "")
    return "permessage-deflate" in head


async def send(socket, kind, message, fragments):
    """`text=True` lets text be cut inside a character."""
    if fragments > 1:
        await socket.send(iter(peer.parts(message, fragments)), text=kind == "text")
    else:
        await socket.send(message, text=kind == "text")


async def echo(socket):
    wish = peer.Wish(socket.request.path)
    pong = await socket.ping(wish.ping.encode()) if wish.ping else None
    with contextlib.suppress(ConnectionClosed):
        async for message in socket:
            if wish.code:
                await socket.close(wish.code, wish.reason)
                break
            kind = "text" if isinstance(message, str) else "binary"
            await send(socket, kind, message.encode() if kind == "text" else message, wish.fragments)
    await socket.wait_closed()
    peer.say(
        step=wish.step, code=socket.close_code, reason=socket.close_reason or "", compressed=is_compressed(socket),
        pong=pong is None or pong.done() and not pong.cancelled() and pong.exception() is None,
    )


@contextlib.asynccontextmanager
async def server(compression, tls):
    small = ServerPerMessageDeflateFactory(client_max_window_bits=9, **SMALL)
    async with serve(echo, "127.0.0.1", 0, **settings(compression, tls, small)) as listening:
        yield listening.sockets[0].getsockname()[1]


async def do_step(url, compression, tls, step):
    small = ClientPerMessageDeflateFactory(client_max_window_bits=9, **SMALL)
    async with connect(url, **settings(compression, tls, small)) as socket:
        if step["ping"]:
            await (await socket.ping(step["ping"].encode()))
        for kind, byte_count in step["messages"]:
            message = peer.payload(kind, byte_count)
            await send(socket, kind, message, step["fragments"])
            reply = await socket.recv()
            if isinstance(reply, str) != (kind == "text"):
                raise AssertionError("the echo is of the other kind")
            peer.check(reply.encode() if kind == "text" else reply, message)
        if step["code"]:
            await socket.close(step["code"], step["reason"])
        else:
            await socket.send("close")
            with contextlib.suppress(ConnectionClosed):
                await socket.recv()
            await socket.wait_closed()
        return dict(code=socket.close_code, reason=socket.close_reason or "", compressed=is_compressed(socket))


if __name__ == "__main__":
    peer.run(server, do_step)
