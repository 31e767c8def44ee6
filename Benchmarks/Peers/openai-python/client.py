"""The official openai package: its asynchronous Realtime client, typed events, the standard library's base64."""

import asyncio
import ssl
import sys
import time
from base64 import b64decode, b64encode
from pathlib import Path

from openai import AsyncOpenAI
from websockets.exceptions import ConnectionClosed

sys.path.insert(0, str(Path(__file__).parents[1] / "python"))
import measure  # noqa: E402


async def receive(connection, measurement):
    stream = measurement.options.stream
    if stream == "echo":
        return await echo(connection, measurement)
    while True:
        # What `async for event in connection` does, in its two documented steps, so that bytes can be counted.
        message = await connection.recv_bytes()
        measurement.did_receive(len(message))
        event = connection.parse_event(message)
        if event.type == "response.output_audio.delta":
            measurement.did_decode_audio(b64decode(event.delta))
        elif event.type in ("response.output_text.delta", "response.output_audio_transcript.delta"):
            measurement.did_decode_text(event.delta)
        if stream == "paced":
            measurement.did_read_time(event.event_id)
            await connection.input_audio_buffer.append(audio=b64encode(measure.APPEND_AUDIO).decode())


async def echo(connection, measurement):
    for _ in range(measurement.options.events):
        sent = time.monotonic_ns()
        await connection._connection.send(measure.ECHO_EVENT)
        message = await connection.recv_bytes()
        measurement.did_receive(len(message))
        event = connection.parse_event(message)
        measurement.did_decode_text(event.delta)
        measurement.did_echo(time.monotonic_ns() - sent)
    measurement.did_close("")


async def run_session(client, options, measurement, context, gate, settled):
    arguments = {"max_size": 1 << 24, "open_timeout": 60}
    if context:
        arguments["ssl"] = context
    async with gate:
        manager = client.realtime.connect(
            model="gpt-realtime", extra_query=options.query, websocket_connection_options=arguments)
        connection = await manager.enter()
    measurement.did_open()
    try:
        if options.stream == "idle":
            await settled.wait()
        else:
            await receive(connection, measurement)
    except ConnectionClosed as closed:
        measurement.did_close(closed.rcvd.reason if closed.rcvd else "")


async def run(options):
    measurement = measure.Measurement("openai-python", options)
    context = ssl.create_default_context(cafile=options.ca) if options.url.startswith("wss:") else None
    base = options.url.removesuffix("/realtime")
    client = AsyncOpenAI(api_key="none", base_url=base.replace("ws", "http", 1), websocket_base_url=base)
    gate, settled = asyncio.Semaphore(measure.CONNECTING_AT_ONCE), asyncio.Event()
    start = lambda: asyncio.create_task(run_session(client, options, measurement, context, gate, settled))
    tasks = [start()]
    while measurement.opened == 0 and not tasks[0].done():
        await asyncio.sleep(0.01)
    tasks += [start() for _ in range(options.sessions - 1)]
    if options.stream == "idle":
        while measurement.opened < options.sessions:
            await asyncio.sleep(0.05)
        await asyncio.sleep(measure.SETTLE_SECONDS)
        measurement.did_settle()
        settled.set()
    await asyncio.gather(*tasks)
    return measurement.report()


sys.exit(asyncio.run(run(measure.parse_arguments())))
