"""picows, orjson and the standard library's base64, on uvloop."""

import asyncio
import ssl
import sys
import time
from base64 import b64decode, b64encode
from pathlib import Path

import orjson
import uvloop
from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

sys.path.insert(0, str(Path(__file__).parents[1] / "python"))
import measure  # noqa: E402

ECHO_BYTES = measure.ECHO_EVENT.encode()


class Session(WSListener):
    def __init__(self, measurement):
        self.measurement = measurement
        self.stream = measurement.options.stream
        self.echo_count = 0
        self.echo_sent = 0

    def on_ws_connected(self, transport: WSTransport):
        self.measurement.did_open()
        if self.stream == "echo":
            self.send_echo(transport)

    def send_echo(self, transport):
        self.echo_sent = time.monotonic_ns()
        transport.send(WSMsgType.TEXT, ECHO_BYTES)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame):
        if frame.msg_type == WSMsgType.CLOSE:
            self.measurement.did_close(frame.get_close_message().decode())
            transport.send_close(WSCloseCode.OK)
            transport.disconnect()
            return
        measurement = self.measurement
        payload = frame.get_payload_as_memoryview()
        measurement.did_receive(len(payload))
        event = orjson.loads(payload)
        kind = event["type"]
        if kind == "response.output_audio.delta":
            measurement.did_decode_audio(b64decode(event["delta"]))
        elif kind == "response.output_text.delta" or kind == "response.output_audio_transcript.delta":
            measurement.did_decode_text(event["delta"])
        if self.stream == "echo":
            self.did_echo(transport)
        elif self.stream == "paced":
            measurement.did_read_time(event["event_id"])
            append = {"type": "input_audio_buffer.append", "audio": b64encode(measure.APPEND_AUDIO).decode()}
            transport.send(WSMsgType.TEXT, orjson.dumps(append))

    def did_echo(self, transport):
        self.measurement.did_echo(time.monotonic_ns() - self.echo_sent)
        self.echo_count += 1
        if self.echo_count < self.measurement.options.events:
            self.send_echo(transport)
            return
        self.measurement.did_close("")
        transport.send_close(WSCloseCode.OK)
        transport.disconnect()


async def run(options):
    measurement = measure.Measurement("picows", options)
    context = ssl.create_default_context(cafile=options.ca) if options.url.startswith("wss:") else None
    gate = asyncio.Semaphore(measure.CONNECTING_AT_ONCE)

    async def connect():
        async with gate:
            transport, _ = await ws_connect(
                lambda: Session(measurement), options.full_url, ssl_context=context,
                websocket_handshake_timeout=60, max_frame_size=1 << 20)
            return transport

    # The first one alone, so that what the process needs once is not counted as a session's.
    transports = [await connect()]
    transports += await asyncio.gather(*(connect() for _ in range(options.sessions - 1)))
    if options.stream == "idle":
        await asyncio.sleep(measure.SETTLE_SECONDS)
        measurement.did_settle()
    else:
        await asyncio.gather(*(transport.wait_disconnected() for transport in transports), return_exceptions=True)
    return measurement.report()


def main():
    sys.exit(uvloop.run(run(measure.parse_arguments())))


main()
