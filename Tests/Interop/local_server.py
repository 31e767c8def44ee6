"""The official openai package against our local server, over wss with its own root: what each case came to, a line of
JSON each.

    local_server.py BASE_URL ROOT KEY
"""

import asyncio
import base64
import dataclasses
import json
import math
import ssl
import struct
import sys

import websockets
from openai import AsyncOpenAI, OpenAI
from openai.types.beta.realtime import RealtimeServerEvent as BetaServerEvent
from openai.types.realtime import RealtimeServerEvent
from pydantic import TypeAdapter

CASE_TIME_LIMIT = 30


@dataclasses.dataclass
class Generation:
    """What the two generations of the API call things."""

    name: str
    events: TypeAdapter
    item_added: str
    text: str
    audio: str
    transcript: str

    def connect(self, client, context, model="gpt-realtime"):
        realtime = client.realtime if self.name == "GA" else client.beta.realtime
        return realtime.connect(model=model, websocket_connection_options={"ssl": context})

    def session(self, modality, **settings):
        if self.name == "GA":
            return {"type": "realtime", "output_modalities": [modality], **settings}
        return {"modalities": ["text", "audio"] if modality == "audio" else ["text"], **settings}


GA = Generation("GA", TypeAdapter(RealtimeServerEvent), "conversation.item.added", "response.output_text",
                "response.output_audio", "response.output_audio_transcript")
BETA = Generation("beta", TypeAdapter(BetaServerEvent), "conversation.item.created", "response.text",
                  "response.audio", "response.audio_transcript")


def speech(milliseconds, amplitude=8000):
    """A tone that the server takes for speech."""
    samples = (int(amplitude * math.sin(2 * math.pi * 300 * n / 24000)) for n in range(24 * milliseconds))
    return b"".join(struct.pack("<h", sample) for sample in samples)


def require(condition, what):
    if not condition:
        raise AssertionError(what)


class Session:
    """A connection whose events are read one batch after the other."""

    def __init__(self, connection, generation):
        self.connection = connection
        self.generation = generation

    async def until(self, last):
        """Collects events up to the named one. The package itself does not validate what it receives: this does."""
        events = []
        async for event in self.connection:
            self.generation.events.validate_python(event.to_dict())
            events.append(event)
            if event.type == "error":
                raise AssertionError(f"the server answered with an error: {event.error.message}")
            if event.type == last:
                return events
        raise AssertionError(f"the connection ended before {last}")

    async def configure(self, modality, **settings):
        await self.connection.session.update(session=self.generation.session(modality, **settings))
        await self.until("session.updated")

    async def say(self, text):
        content = [{"type": "input_text", "text": text}]
        await self.connection.conversation.item.create(item={"type": "message", "role": "user", "content": content})

    async def respond(self):
        await self.connection.response.create()
        return await self.until("response.done")


def joined(events, type):
    return "".join(event.delta for event in events if event.type == f"{type}.delta")


async def text_turn(session):
    await session.configure("text")
    await session.say("Hello there")
    events = await session.respond()
    text = joined(events, session.generation.text)
    require(text == "You said: Hello there", f"text was {text!r}")
    require(any(event.type == session.generation.item_added for event in events), "no item was added")
    done = events[-1].response
    require(done.status == "completed", "the response did not complete")
    require(done.usage.total_tokens == done.usage.input_tokens + done.usage.output_tokens, "usage does not add up")


def audio_order(generation):
    return [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        generation.item_added,
        "response.created",
        "response.output_item.added",
        "response.content_part.added",
        f"{generation.transcript}.delta",
        f"{generation.audio}.delta",
        f"{generation.audio}.done",
        f"{generation.transcript}.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.done",
    ]


async def audio_turn(session):
    spoken = speech(1000) + bytes(48 * 700)
    await session.configure("audio")
    for start in range(0, len(spoken), 4800):
        audio = base64.b64encode(spoken[start : start + 4800]).decode()
        await session.connection.input_audio_buffer.append(audio=audio)
    events = await session.until("response.done")
    generation = session.generation
    heard = b"".join(base64.b64decode(e.delta) for e in events if e.type == f"{generation.audio}.delta")
    require(len(heard) >= 48 * 1000 and speech(1000) in heard, "the audio did not come back")
    types = [event.type for event in events]
    order = audio_order(generation)
    for earlier, later in zip(order, order[1:]):
        require(types.index(earlier) < types.index(later), f"{earlier} did not come before {later}")
    transcript = next(e.transcript for e in events if e.type == f"{generation.transcript}.done")
    require("You spoke for" in transcript, f"the transcript was {transcript!r}")
    require(joined(events, generation.transcript) == transcript, "the streamed transcript differs")


WEATHER = {
    "type": "function",
    "name": "get_weather",
    "parameters": {"type": "object", "required": ["city"], "properties": {"city": {"type": "string"}}},
}


async def function_call(session):
    await session.configure("text", tools=[WEATHER], tool_choice="auto")
    await session.say("get_weather, please")
    events = await session.respond()
    call = events[-1].response.output[0]
    require(call.type == "function_call" and call.name == "get_weather", "the function was not called")
    require("city" in json.loads(call.arguments), "the arguments lack the required parameter")
    streamed = joined(events, "response.function_call_arguments")
    require(streamed == call.arguments, "the streamed arguments differ")
    await session.connection.conversation.item.create(
        item={"type": "function_call_output", "call_id": call.call_id, "output": json.dumps({"sky": "clear"})}
    )
    text = joined(await session.respond(), session.generation.text)
    require("clear" in text, f"the answer was {text!r}")


async def three_turns(session):
    for turn in (text_turn, audio_turn, function_call):
        await turn(session)


async def over_a_session(turn, client, generation, context):
    async with generation.connect(client, context) as connection:
        session = Session(connection, generation)
        await session.until("session.created")
        await turn(session)


async def an_error_names_the_event(client, context):
    async with GA.connect(client, context) as connection:
        await connection.send({"type": "conversation.item.delete", "item_id": "none", "event_id": "mine"})
        async for event in connection:
            GA.events.validate_python(event.to_dict())
            if event.type == "error":
                return require(event.error.event_id == "mine", f"the error names {event.error.event_id}")


async def a_wrong_key_is_refused(base_url, context):
    try:
        async with GA.connect(AsyncOpenAI(api_key="wrong", base_url=base_url), context):
            raise AssertionError("a wrong key was accepted")
    except websockets.exceptions.InvalidStatus as refusal:
        require(refusal.response.status_code == 401, f"status {refusal.response.status_code}")


def text_turn_without_async(client, context):
    with GA.connect(client, context) as connection:
        connection.session.update(session=GA.session("text"))
        content = [{"type": "input_text", "text": "Hello there"}]
        connection.conversation.item.create(item={"type": "message", "role": "user", "content": content})
        connection.response.create()
        text = ""
        for event in connection:
            require(event.type != "error", "the server answered with an error")
            if event.type == "response.output_text.delta":
                text += event.delta
            if event.type == "response.done":
                break
        require(text == "You said: Hello there", f"text was {text!r}")


def cases(base_url, root, key):
    context = ssl.create_default_context(cafile=root)
    client = AsyncOpenAI(api_key=key, base_url=base_url)
    for generation in (GA, BETA):
        for turn in (text_turn, audio_turn, function_call, three_turns):
            name = f"{generation.name}: {turn.__name__.replace('_', ' ')}"
            yield name, over_a_session(turn, client, generation, context)
    blocking = OpenAI(api_key=key, base_url=base_url)
    yield "GA: text turn without async", over_threads(text_turn_without_async, blocking, context)
    yield "GA: an error names the event", an_error_names_the_event(client, context)
    yield "GA: a wrong key is refused", a_wrong_key_is_refused(base_url, context)


async def over_threads(turn, client, context):
    """A blocking client reads in one thread and writes in another. Before Python 3.13 both may be in one TLS connection at once,
    which ends it now and then: that is tried again, and nothing else is."""
    for is_last in (False, False, True):
        try:
            return await asyncio.to_thread(turn, client, context)
        except websockets.exceptions.ConnectionClosedError as error:
            if is_last or not isinstance(error.__cause__, ssl.SSLError):
                raise


async def main(*arguments):
    for name, case in cases(*arguments):
        failure = None
        try:
            await asyncio.wait_for(case, CASE_TIME_LIMIT)
        except Exception as error:
            cause = f" ({error.__cause__!r})" if error.__cause__ else ""
            failure = f"{type(error).__name__}: {error}{cause}"
        print(json.dumps({"name": name, "failure": failure}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
