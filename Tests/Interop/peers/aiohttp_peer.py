"""The `aiohttp` package, as server and as client. It cannot send fragments."""

import contextlib

import peer
from aiohttp import ClientSession, WSMsgType, web

WINDOW_BITS = {"none": 0, "deflate": 15, "small": 9}


class Socket:
    """Either side's socket, with pings answered and pongs noted: its own way of doing so hides the pongs."""

    def __init__(self, socket):
        self.socket = socket
        self.pong = None

    async def send(self, kind, message):
        if kind == "text":
            await self.socket.send_str(message.decode())
        else:
            await self.socket.send_bytes(message)

    async def receive(self):
        while (message := await self.socket.receive()).type is WSMsgType.PING:
            await self.socket.pong(message.data)
        if message.type is WSMsgType.PONG:
            self.pong = bytes(message.data)
        return message


def close_facts(message):
    """Code and reason of the peer's Close frame; 1005 is what its absence of a code is called."""
    if message.type is WSMsgType.CLOSE:
        return dict(code=message.data or 1005, reason=message.extra or "")
    return dict(code=1006, reason="")


def bytes_of(message):
    return ("text", message.data.encode()) if message.type is WSMsgType.TEXT else ("binary", message.data)


async def echo(request, compression):
    socket = web.WebSocketResponse(
        compress=WINDOW_BITS[compression] > 0, max_msg_size=peer.MAXIMUM_BYTE_COUNT, autoping=False)
    await socket.prepare(request)
    wish = peer.Wish(request.path_qs)
    wrapped = Socket(socket)
    if wish.ping:
        await socket.ping(wish.ping.encode())
    while (message := await wrapped.receive()).type in (WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.PONG):
        if message.type is WSMsgType.PONG:
            continue
        if wish.code:
            await socket.close(code=wish.code, message=wish.reason.encode())
            break
        await wrapped.send(*bytes_of(message))
    facts = dict(code=socket.close_code, reason="") if wish.code else close_facts(message)
    pong = wish.ping is None or wrapped.pong == wish.ping.encode()
    peer.say(step=wish.step, **facts, compressed=bool(socket.compress), pong=pong)
    return socket


@contextlib.asynccontextmanager
async def server(compression, tls):
    application = web.Application()
    application.router.add_get("/", lambda request: echo(request, compression))
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls, shutdown_timeout=1)
    await site.start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def do_step(url, compression, tls, step):
    async with ClientSession() as session, session.ws_connect(
        url, ssl=tls or True, compress=WINDOW_BITS[compression], max_msg_size=peer.MAXIMUM_BYTE_COUNT, autoping=False
    ) as socket:
        wrapped = Socket(socket)
        if step["ping"]:
            await socket.ping(step["ping"].encode())
            while wrapped.pong != step["ping"].encode():
                await wrapped.receive()
        for kind, byte_count in step["messages"]:
            message = peer.payload(kind, byte_count)
            await wrapped.send(kind, message)
            reply_kind, reply = bytes_of(await wrapped.receive())
            if reply_kind != kind:
                raise AssertionError("the echo is of the other kind")
            peer.check(reply, message)
        if step["code"]:
            await socket.close(code=step["code"], message=step["reason"].encode())
            facts = dict(code=socket.close_code, reason=step["reason"])
        else:
            await wrapped.send("text", b"close")
            facts = close_facts(await wrapped.receive())
        return dict(**facts, compressed=bool(socket.compress))


if __name__ == "__main__":
    peer.run(server, do_step)
