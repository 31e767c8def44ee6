"""A carrier of phone calls, by the `websockets` package: what each case came to, a line of JSON each.

    carrier_websockets.py URL ROOT SIGNATURE

SIGNATURE is that of every request that is let in. It speaks Twilio's Media Streams: 20 ms of µ-law fifty times a second, a queue that is played in real time, marks that come
back when what was sent before them has been played.
"""

import asyncio
import audioop
import base64
import collections
import contextlib
import json
import math
import ssl
import struct
import sys

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

CASE_TIME_LIMIT = 30
FRAME_SECONDS = 0.02
FRAME_BYTE_COUNT = 160
SILENCE = b"\xff" * FRAME_BYTE_COUNT


def tone(milliseconds, hertz):
    """Something that is taken for speech, in frames."""
    samples = (int(9000 * math.sin(2 * math.pi * hertz * n / 8000)) for n in range(8 * milliseconds))
    mu_law = audioop.lin2ulaw(b"".join(struct.pack("<h", sample) for sample in samples), 2)
    return [mu_law[start:start + FRAME_BYTE_COUNT] for start in range(0, len(mu_law), FRAME_BYTE_COUNT)]


def require(holds, what):
    if not holds:
        raise AssertionError(what)


class Call:
    """One call: what it says, what it plays, and what it was told."""

    def __init__(self, socket, numbers=str):
        self.socket = socket
        self.number = numbers
        self.sequence = 0
        self.chunk = 0
        self.to_say = collections.deque()
        self.to_play = collections.deque()
        self.heard = bytearray()
        self.marks_sent = []
        self.clears = 0
        self.faults = []

    async def say(self, event, **members):
        self.sequence += 1
        await self.socket.send(json.dumps(
            {"event": event, "sequenceNumber": self.number(self.sequence), "streamSid": "MZ1", **members}))

    async def begin(self):
        await self.socket.send(json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"}))
        await self.say("start", start={
            "streamSid": "MZ1", "accountSid": "AC1", "callSid": "CA1", "tracks": ["inbound"],
            "customParameters": {"language": "de"},
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": self.number(8000), "channels": self.number(1)}})

    async def frames(self):
        """The clock of the call: says a frame and plays a frame, each at its time."""
        clock = asyncio.get_running_loop()
        due = clock.time()
        while True:
            self.chunk += 1
            frame = self.to_say.popleft() if self.to_say else SILENCE
            await self.say("media", media={
                "track": "inbound", "chunk": self.number(self.chunk), "timestamp": self.number(20 * (self.chunk - 1)),
                "payload": base64.b64encode(frame).decode()})
            await self.play_frame()
            due += FRAME_SECONDS
            await asyncio.sleep(max(0, due - clock.time()))

    async def play_frame(self):
        left = FRAME_BYTE_COUNT
        while self.to_play and (left or isinstance(self.to_play[0], str)):
            if isinstance(self.to_play[0], str):
                await self.say("mark", mark={"name": self.to_play.popleft()})
                continue
            audio = self.to_play.popleft()
            self.heard += audio[:left]
            if len(audio) > left:
                self.to_play.appendleft(audio[left:])
            left -= min(left, len(audio))

    async def listen(self):
        async for text in self.socket:
            if not isinstance(text, str):
                self.faults.append("a binary message")
                continue
            message = json.loads(text)
            members = set(message) - {"event", "streamSid"}
            if message.get("streamSid") != "MZ1":
                self.faults.append("another stream")
            if message["event"] == "media" and members == {"media"} and set(message["media"]) == {"payload"}:
                audio = base64.b64decode(message["media"]["payload"], validate=True)
                if not audio or len(audio) % FRAME_BYTE_COUNT:
                    self.faults.append(f"{len(audio)} bytes of audio")
                self.to_play.append(audio)
            elif message["event"] == "mark" and members == {"mark"}:
                self.marks_sent.append(message["mark"]["name"])
                self.to_play.append(message["mark"]["name"])
            elif message["event"] == "clear" and not members:
                self.clears += 1
                marks = [entry for entry in self.to_play if isinstance(entry, str)]
                self.to_play.clear()
                for name in marks:
                    await self.say("mark", mark={"name": name})
            else:
                self.faults.append(f"message {message['event']} with {sorted(members)}")

    async def until(self, holds, what):
        for _ in range(int(CASE_TIME_LIMIT / FRAME_SECONDS)):
            if holds():
                return
            await asyncio.sleep(FRAME_SECONDS)
        raise AssertionError(f"never {what}")


@contextlib.asynccontextmanager
async def a_call(url, context, signature, **settings):
    headers = {"X-Twilio-Signature": signature}
    async with connect(url, ssl=context, additional_headers=headers, compression=None) as socket:
        call = Call(socket, **settings)
        await call.begin()
        tasks = [asyncio.create_task(call.frames()), asyncio.create_task(call.listen())]
        try:
            yield call
        finally:
            for task in tasks:
                task.cancel()
        require(not call.faults, f"was told {call.faults[:3]}")


async def is_heard_and_answered(url, context, signature, numbers):
    speech = tone(600, 400)
    async with a_call(url, context, signature, numbers=numbers) as call:
        call.to_say.extend(speech)
        await call.until(lambda: call.marks_sent and not call.to_play, "an answer that was played to its end")
        # What it was told comes back, byte for byte: nothing decodes it on the way.
        require(b"".join(speech) in call.heard, f"another answer than what was said, {len(call.heard)} bytes")
        require(len(set(call.marks_sent)) == len(call.marks_sent), "a mark twice")
        await call.say("dtmf", dtmf={"track": "inbound_track", "digit": "5"})
        await call.say("something.new", data={})
        await call.say("stop", stop={"accountSid": "AC1", "callSid": "CA1"})


async def interrupts(url, context, signature):
    async with a_call(url, context, signature) as call:
        call.to_say.extend(tone(1500, 400))
        await call.until(lambda: len(call.heard) > 10 * FRAME_BYTE_COUNT, "an answer")
        require(call.clears == 0, "a clear before it was interrupted")
        call.to_say.extend(tone(400, 700))
        await call.until(lambda: call.clears > 0, "a clear")
        marks = len(call.marks_sent)
        await call.until(lambda: len(call.marks_sent) > marks and not call.to_play, "a second answer")
        require(b"".join(tone(400, 700)) in call.heard, "a second answer of another kind")
    # Without a stop: the caller is gone.


async def is_refused(url, context, header):
    try:
        async with connect(url, ssl=context, additional_headers=header):
            raise AssertionError("was let in")
    except InvalidStatus as error:
        require(error.response.status_code == 403, f"status {error.response.status_code}")


async def main():
    url, root, signature = sys.argv[1:]
    context = ssl.create_default_context(cafile=root)
    cases = [
        ("is heard and answered", is_heard_and_answered(url, context, signature, str)),
        ("writes numbers as numbers", is_heard_and_answered(url, context, signature, int)),
        ("interrupts", interrupts(url, context, signature)),
        ("with a wrong signature is refused",
         is_refused(url, context, {"X-Twilio-Signature": signature.swapcase()})),
        ("without a signature is refused", is_refused(url, context, {})),
    ]

    async def run(name, case):
        failure = None
        try:
            await asyncio.wait_for(case, CASE_TIME_LIMIT)
        except Exception as error:
            failure = f"{type(error).__name__}: {error}"
        print(json.dumps({"name": name, "failure": failure}), flush=True)

    await asyncio.gather(*(run(*case) for case in cases))


if __name__ == "__main__":
    asyncio.run(main())
