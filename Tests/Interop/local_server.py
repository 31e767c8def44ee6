"""The official openai package against the local server, over wss with its own root: text, audio, a function call."""

import asyncio
import base64
import json
import math
import os
import ssl
import struct
import sys

import websockets
from openai import AsyncOpenAI
from openai.types.beta.realtime import RealtimeServerEvent as BetaServerEvent
from openai.types.realtime import RealtimeServerEvent
from pydantic import TypeAdapter

GENERAL = TypeAdapter(RealtimeServerEvent)
BETA = TypeAdapter(BetaServerEvent)


def speech(milliseconds, amplitude=8000):
    """A tone that the server takes for speech."""
    samples = (int(amplitude * math.sin(2 * math.pi * 300 * n / 24000)) for n in range(24 * milliseconds))
    return b"".join(struct.pack("<h", sample) for sample in samples)


async def events_until(connection, last, model=GENERAL):
    """Collects events up to the named one. The package itself does not validate what it receives: this does."""
    events = []
    async for event in connection:
        model.validate_python(event.to_dict())
        events.append(event)
        if event.type == "error":
            raise AssertionError(f"the server answered with an error: {event.error.message}")
        if event.type == last:
            return events
    raise AssertionError(f"the connection ended before {last}")


def require(condition, what):
    if not condition:
        raise AssertionError(what)


async def text_turn(connection):
    await connection.session.update(session={"type": "realtime", "output_modalities": ["text"]})
    await events_until(connection, "session.updated")
    await connection.conversation.item.create(
        item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello there"}]}
    )
    await connection.response.create()
    events = await events_until(connection, "response.done")
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    require(text == "You said: Hello there", f"text was {text!r}")
    done = events[-1].response
    require(done.status == "completed", "the response did not complete")
    require(done.usage.total_tokens == done.usage.input_tokens + done.usage.output_tokens, "usage does not add up")


async def audio_turn(connection):
    spoken = speech(1000) + bytes(48 * 700)
    await connection.session.update(session={"type": "realtime", "output_modalities": ["audio"]})
    await events_until(connection, "session.updated")
    for start in range(0, len(spoken), 4800):
        await connection.input_audio_buffer.append(audio=base64.b64encode(spoken[start : start + 4800]).decode())
    events = await events_until(connection, "response.done")
    heard = b"".join(base64.b64decode(e.delta) for e in events if e.type == "response.output_audio.delta")
    require(len(heard) >= 48 * 1000 and speech(1000) in heard, "the audio did not come back")
    types = [event.type for event in events]
    for earlier, later in zip(ORDER, ORDER[1:]):
        require(types.index(earlier) < types.index(later), f"{earlier} did not come before {later}")
    transcript = next(e.transcript for e in events if e.type == "response.output_audio_transcript.done")
    require("You spoke for" in transcript, f"the transcript was {transcript!r}")


ORDER = [
    "input_audio_buffer.speech_started",
    "input_audio_buffer.speech_stopped",
    "input_audio_buffer.committed",
    "conversation.item.added",
    "response.created",
    "response.output_item.added",
    "response.content_part.added",
    "response.output_audio_transcript.delta",
    "response.output_audio.delta",
    "response.output_audio.done",
    "response.output_audio_transcript.done",
    "response.content_part.done",
    "response.output_item.done",
    "response.done",
]

WEATHER = {
    "type": "function",
    "name": "get_weather",
    "parameters": {"type": "object", "required": ["city"], "properties": {"city": {"type": "string"}}},
}


async def function_call(connection):
    await connection.session.update(
        session={"type": "realtime", "output_modalities": ["text"], "tools": [WEATHER], "tool_choice": "auto"}
    )
    await connection.conversation.item.create(
        item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "get_weather, please"}]}
    )
    await connection.response.create()
    events = await events_until(connection, "response.done")
    call = events[-1].response.output[0]
    require(call.type == "function_call" and call.name == "get_weather", "the function was not called")
    require("city" in json.loads(call.arguments), "the arguments lack the required parameter")
    streamed = "".join(e.delta for e in events if e.type == "response.function_call_arguments.delta")
    require(streamed == call.arguments, "the streamed arguments differ")
    await connection.conversation.item.create(
        item={"type": "function_call_output", "call_id": call.call_id, "output": json.dumps({"sky": "clear"})}
    )
    await connection.response.create()
    events = await events_until(connection, "response.done")
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    require("clear" in text, f"the answer was {text!r}")


async def beta_turn(client, context):
    async with client.beta.realtime.connect(
        model="gpt-4o-realtime-preview", websocket_connection_options={"ssl": context}
    ) as connection:
        await connection.session.update(session={"modalities": ["text"], "turn_detection": None})
        await events_until(connection, "session.updated", BETA)
        await connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "beta"}]}
        )
        await connection.response.create()
        events = await events_until(connection, "response.done", BETA)
        text = "".join(event.delta for event in events if event.type == "response.text.delta")
        require(text == "You said: beta", f"text was {text!r}")
        require(any(e.type == "conversation.item.created" for e in events), "beta names are missing")


async def wrong_key(base_url, context):
    client = AsyncOpenAI(api_key="wrong", base_url=base_url)
    try:
        async with client.realtime.connect(model="m", websocket_connection_options={"ssl": context}):
            raise AssertionError("a wrong key was accepted")
    except websockets.exceptions.InvalidStatus as refusal:
        require(refusal.response.status_code == 401, f"status {refusal.response.status_code}")


async def main(base_url, root, key):
    context = ssl.create_default_context(cafile=root)
    client = AsyncOpenAI(api_key=key, base_url=base_url)
    async with client.realtime.connect(
        model="gpt-realtime", websocket_connection_options={"ssl": context}
    ) as connection:
        await events_until(connection, "session.created")
        for step in (text_turn, audio_turn, function_call):
            await step(connection)
            print(f"passed: {step.__name__}")
    await beta_turn(client, context)
    print("passed: beta_turn")
    await wrong_key(base_url, context)
    print("passed: wrong_key")


if __name__ == "__main__":
    asyncio.run(asyncio.wait_for(main(*sys.argv[1:4]), timeout=float(os.environ.get("TIME_LIMIT", "60"))))
