"""A server shaped like the Realtime API, on Python's websockets and nothing of ours. It keeps what it saw of each
connection: the request line, every header field as it came, the events, the audio and the Close frame."""

import base64
import contextlib
import dataclasses
import json
import ssl
import threading

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

TRANSCRIPT = "You said: Grüße, 世界 😀, and a \"quote\"."
DELTA_BYTE_COUNT = 3001
USAGE = {"total_tokens": 42, "input_tokens": 30, "output_tokens": 12}


def answer(audio):
    """What the service says to audio: not the same, so that an echo would not pass."""
    return bytes(byte ^ 0x55 for byte in audio)


@dataclasses.dataclass
class Seen:
    """What the service saw of one connection."""

    target: str
    headers: list
    server_name: str | None
    is_beta: bool
    events: list = dataclasses.field(default_factory=list)
    audio: bytes = b""
    closed: tuple = ()


class Service:
    def __init__(self, authority):
        self.seen = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(authority.certificate, authority.key)
        context.sni_callback = lambda socket, name, _: setattr(socket, "server_name", name)
        self.server = serve(self.serve_session, "127.0.0.1", 0, ssl=context, compression=None, ping_interval=None)
        self.port = self.server.socket.getsockname()[1]

    @contextlib.contextmanager
    def running(self):
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            self.server.shutdown()
            thread.join(10)

    def serve_session(self, socket):
        headers = list(socket.request.headers.raw_items())
        is_beta = ("openai-beta", "realtime=v1") in [(name.lower(), value) for name, value in headers]
        seen = Seen(socket.request.path, headers, getattr(socket.socket, "server_name", None), is_beta)
        self.seen.append(seen)
        session = Session(socket, seen, f"sess_{len(self.seen) - 1}")
        with contextlib.suppress(ConnectionClosed):
            session.start()
            for message in socket:
                session.receive(json.loads(message))
        close = socket.protocol.close_rcvd
        seen.closed = (close.code, close.reason) if close else ()


class Session:
    def __init__(self, socket, seen, name):
        self.socket = socket
        self.seen = seen
        self.settings = {"id": name, "object": "realtime.session", "model": "gpt-realtime"}
        if not seen.is_beta:
            self.settings["type"] = "realtime"
        self.event_count = 0

    def send(self, type, **members):
        """An event, its `type` not first, its characters escaped in one event and as they are in the next, every
        third one in fragments."""
        self.event_count += 1
        event = {"event_id": f"event_{self.event_count}", **members, "type": type}
        text = json.dumps(event, ensure_ascii=self.event_count % 2 == 0)
        if self.event_count % 3 == 0:
            self.socket.send([text[:5], "", text[5:]])
        else:
            self.socket.send(text)

    def start(self):
        self.send("session.created", session=self.settings)

    def receive(self, event):
        self.seen.events.append(event["type"])
        match event["type"]:
            case "session.update":
                self.settings |= event["session"]
                self.send("session.updated", session=self.settings)
            case "input_audio_buffer.append":
                self.seen.audio += base64.b64decode(event["audio"], validate=True)
            case "input_audio_buffer.commit":
                self.commit()
            case "response.create":
                self.respond()
            case other:
                self.send("error", error={"type": "invalid_request_error", "message": f"unknown {other}"})

    def commit(self):
        item = {"id": "item_1", "object": "realtime.item", "type": "message", "status": "completed", "role": "user",
                "content": [{"type": "input_audio", "transcript": None}]}
        self.send("input_audio_buffer.committed", previous_item_id=None, item_id="item_1")
        if self.seen.is_beta:
            self.send("conversation.item.created", previous_item_id=None, item=item)
        else:
            self.send("conversation.item.added", previous_item_id=None, item=item)
            self.send("conversation.item.done", previous_item_id=None, item=item)

    def respond(self):
        prefix = "response." if self.seen.is_beta else "response.output_"
        place = {"response_id": "resp_1", "item_id": "item_2", "output_index": 0, "content_index": 0}
        item = {"id": "item_2", "object": "realtime.item", "type": "message", "status": "in_progress",
                "role": "assistant", "content": []}
        response = {"id": "resp_1", "object": "realtime.response", "status": "in_progress", "output": []}
        self.send("response.created", response=response)
        self.send("response.output_item.added", response_id="resp_1", output_index=0, item=item)
        self.send("response.some_future_event", of_which="nobody knows")
        self.socket.ping()
        for start in range(0, len(TRANSCRIPT), 4):
            self.send(f"{prefix}audio_transcript.delta", **place, delta=TRANSCRIPT[start : start + 4])
        audio = answer(self.seen.audio)
        for start in range(0, len(audio), DELTA_BYTE_COUNT):
            delta = base64.b64encode(audio[start : start + DELTA_BYTE_COUNT]).decode()
            self.send(f"{prefix}audio.delta", **place, delta=delta)
        self.send(f"{prefix}audio.done", **place)
        self.send(f"{prefix}audio_transcript.done", **place, transcript=TRANSCRIPT)
        item = item | {"status": "completed", "content": [{"type": "output_audio", "transcript": TRANSCRIPT}]}
        self.send("response.output_item.done", response_id="resp_1", output_index=0, item=item)
        self.send("response.done", response=response | {"status": "completed", "output": [item], "usage": USAGE})
