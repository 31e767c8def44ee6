"""A bridge on `websockets` and orjson, on uvloop: two tasks a call, the base64 handed on as it is, a mark after each piece of
audio, and at an interruption a truncation and a `clear`."""

import argparse
import asyncio
import signal
import ssl

import orjson
import uvloop
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

SESSION_UPDATE = orjson.dumps({
    "type": "session.update",
    "session": {
        "type": "realtime",
        "output_modalities": ["audio"],
        "instructions": "You are a telephone receptionist.",
        "audio": {
            "input": {"format": {"type": "audio/pcmu"}, "turn_detection": {"type": "server_vad"}},
            "output": {"format": {"type": "audio/pcmu"}, "voice": "marin"},
        },
    },
})


class Call:
    def __init__(self, carrier, model):
        self.carrier, self.model = carrier, model
        self.stream_sid = None
        self.caller_ms = 0      # where the caller's audio is
        self.item_id = None     # what the model says, and where the caller's audio was when it began
        self.item_start_ms = 0
        self.marks = 0          # pieces of audio that the carrier has not played yet

    async def to_model(self, event):
        await self.model.send(orjson.dumps(event), text=True)

    async def to_carrier(self, message):
        await self.carrier.send(orjson.dumps(message), text=True)

    async def hear_carrier(self):
        while True:
            message = orjson.loads(await self.carrier.recv(decode=False))
            match message["event"]:
                case "media":
                    media = message["media"]
                    self.caller_ms = int(media["timestamp"])
                    await self.to_model({"type": "input_audio_buffer.append", "audio": media["payload"]})
                case "mark":
                    self.marks = max(0, self.marks - 1)
                case "start":
                    self.stream_sid = message["start"]["streamSid"]
                case "stop":
                    return

    async def hear_model(self):
        while True:
            event = orjson.loads(await self.model.recv(decode=False))
            match event["type"]:
                case "response.output_audio.delta":
                    await self.play(event)
                case "input_audio_buffer.speech_started":
                    await self.interrupt()

    async def play(self, event):
        if event["item_id"] != self.item_id:
            self.item_id, self.item_start_ms = event["item_id"], self.caller_ms
        self.marks += 1
        await self.to_carrier({"event": "media", "streamSid": self.stream_sid, "media": {"payload": event["delta"]}})
        await self.to_carrier({"event": "mark", "streamSid": self.stream_sid, "mark": {"name": "responsePart"}})

    async def interrupt(self):
        if not self.marks or not self.item_id:
            return
        await self.to_model({
            "type": "conversation.item.truncate", "item_id": self.item_id, "content_index": 0,
            "audio_end_ms": self.caller_ms - self.item_start_ms,
        })
        self.marks, self.item_id = 0, None
        await self.to_carrier({"event": "clear", "streamSid": self.stream_sid})


async def carry(carrier, options, context):
    async with connect(options.model, ssl=context, compression=None,
                       additional_headers={"Authorization": "Bearer none"}) as model:
        await model.send(SESSION_UPDATE, text=True)
        call = Call(carrier, model)
        tasks = [asyncio.create_task(call.hear_carrier()), asyncio.create_task(call.hear_model())]
        done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        for task in done:
            if task.exception() and not isinstance(task.exception(), ConnectionClosed):
                raise task.exception()


async def run(options):
    to_model = ssl.create_default_context(cafile=options.ca)
    identity = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    identity.load_cert_chain(options.certificate, options.key)
    over = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, over.set)
    async with serve(lambda carrier: carry(carrier, options, to_model), "127.0.0.1", 0, ssl=identity, compression=None) as server:
        print("listening", server.sockets[0].getsockname()[1], flush=True)
        await over.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("ca", "certificate", "key", "model"):
        parser.add_argument(f"--{name}", required=True)
    uvloop.run(run(parser.parse_args()))


main()
