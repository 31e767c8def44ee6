"""The `picows` package by its own interface, which deals in frames, as server and as client. It has no compression."""

import asyncio
import contextlib

import peer
from picows import WSListener, WSMsgType, ws_connect, ws_create_server

KINDS = {"text": WSMsgType.TEXT, "binary": WSMsgType.BINARY}
NAMES = {kind: name for name, kind in KINDS.items()}


def send(transport, kind, message, fragments):
    cut = peer.parts(message, fragments)
    for i, part in enumerate(cut):
        transport.send(KINDS[kind] if i == 0 else WSMsgType.CONTINUATION, part, fin=i == len(cut) - 1)


class Listener(WSListener):
    """Puts messages together from frames and answers Close frames."""

    def __init__(self):
        self.kind, self.message = None, bytearray()
        self.pong = None
        self.code, self.reason = 1006, ""

    def did_receive(self, transport, kind, message):
        raise NotImplementedError

    def on_ws_frame(self, transport, frame):
        if frame.msg_type == WSMsgType.PONG:
            self.did_receive_pong(frame.get_payload_as_bytes())
        elif frame.msg_type == WSMsgType.CLOSE:
            self.did_receive_close(transport, frame)
        else:
            if frame.msg_type != WSMsgType.CONTINUATION:
                self.kind, self.message = NAMES[frame.msg_type], bytearray()
            self.message += frame.get_payload_as_bytes()
            if frame.fin:
                self.did_receive(transport, self.kind, bytes(self.message))

    def did_receive_pong(self, payload):
        self.pong = payload

    def did_receive_close(self, transport, frame):
        self.code, self.reason = int(frame.get_close_code()), frame.get_close_reason() or ""
        if not transport.is_close_frame_sent:
            transport.send_close(frame.get_close_code(), frame.get_close_message())
        transport.disconnect()


class Echo(Listener):
    def __init__(self, path):
        super().__init__()
        self.wish = peer.Wish(path)

    def on_ws_connected(self, transport):
        if self.wish.ping:
            transport.send_ping(self.wish.ping.encode())

    def did_receive(self, transport, kind, message):
        if self.wish.code:
            transport.send_close(self.wish.code, self.wish.reason.encode())
        else:
            send(transport, kind, message, self.wish.fragments)

    def on_ws_disconnected(self, transport):
        pong = self.wish.ping is None or self.pong == self.wish.ping.encode()
        peer.say(step=self.wish.step, code=self.code, reason=self.reason, compressed=False, pong=pong)


class Client(Listener):
    def __init__(self):
        super().__init__()
        self.received = asyncio.Queue()

    def did_receive(self, transport, kind, message):
        self.received.put_nowait((kind, message))

    def did_receive_pong(self, payload):
        self.received.put_nowait(("pong", payload))

    async def expect(self, kind, message):
        received, reply = await self.received.get()
        if received != kind:
            raise AssertionError(f"{received} came instead of {kind}")
        peer.check(reply, message)


@contextlib.asynccontextmanager
async def server(compression, tls):
    make = lambda request: Echo(request.path.decode() if isinstance(request.path, bytes) else request.path)
    listening = await ws_create_server(make, "127.0.0.1", 0, ssl=tls, max_frame_size=peer.MAXIMUM_BYTE_COUNT)
    yield listening.sockets[0].getsockname()[1]
    listening.close()


async def do_step(url, compression, tls, step):
    transport, client = await ws_connect(Client, url, ssl_context=tls, max_frame_size=peer.MAXIMUM_BYTE_COUNT)
    if step["ping"]:
        transport.send_ping(step["ping"].encode())
        await client.expect("pong", step["ping"].encode())
    for kind, byte_count in step["messages"]:
        message = peer.payload(kind, byte_count)
        send(transport, kind, message, step["fragments"])
        await client.expect(kind, message)
    if step["code"]:
        transport.send_close(step["code"], step["reason"].encode())
    else:
        transport.send(WSMsgType.TEXT, b"close")
    await transport.wait_disconnected()
    return dict(code=client.code, reason=client.reason, compressed=False)


if __name__ == "__main__":
    peer.run(server, do_step)
