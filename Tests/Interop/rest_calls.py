"""Our REST calls beside the official package's: both make the same calls to a server that writes down what comes, and
the requests have to agree. And webhooks: what others sign we verify, and what we sign they verify."""

import base64
import contextlib
import datetime
import http.server
import json
import threading
import time

import openai
import standardwebhooks
from programs import Group, run_client

CALL_ID = "rtc_a b/ü?c"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
# What a request says that its receiver acts on.
HEADERS = [
    "authorization", "content-type", "accept", "openai-organization", "openai-project", "x-stainless-retry-count"]
SESSION = {"type": "realtime", "model": "gpt-realtime", "instructions": 'Be "kind": ünïcode, 😀.'}


@contextlib.contextmanager
def recording(answer):
    """A server that gives each request to `answer`, which returns status, headers and body; gives its port."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, content = answer(self.path, dict(self.headers), body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Recorder:
    """The service, as far as it is needed: secrets, and nothing in the body of the rest. Each path is busy once."""

    def __init__(self, busy):
        self.requests = []
        self.busy = busy

    def __call__(self, path, headers, body):
        self.requests.append((path, {name.lower(): value for name, value in headers.items()}, body))
        if self.busy and len(self.requests) % 2 == 1:
            return 429, {"retry-after-ms": "1", "Content-Type": "application/json"}, b'{"error":{"message":"busy"}}'
        if not path.endswith("client_secrets"):
            return 200, {}, b""
        session = {"type": "realtime", "id": "s", "object": "o", "model": "m"}
        answer = {"value": "ek_1", "expires_at": 1, "session": session}
        return 200, {"Content-Type": "application/json"}, json.dumps(answer).encode()


def official_calls(base_url):
    """The calls that our side makes too, in the same order; the names are ours."""
    client = openai.OpenAI(api_key="local", base_url=base_url, organization="org-1", project="proj_1", timeout=10)
    calls = client.realtime.calls
    yield "accept", lambda: calls.accept(CALL_ID, **SESSION)
    yield "reject", lambda: calls.reject(CALL_ID, status_code=486)
    yield "reject without a status", lambda: calls.reject(CALL_ID)
    yield "refer", lambda: calls.refer(CALL_ID, target_uri="tel:+14155550100")
    yield "hangup", lambda: calls.hangup(CALL_ID)
    secrets = client.realtime.client_secrets
    expiry = {"anchor": "created_at", "seconds": 60}
    yield "secret", lambda: secrets.create(expires_after=expiry, session=SESSION)
    yield "secret of nothing", lambda: secrets.create()
    translation = {"model": "gpt-realtime-translate", "audio": {"output": {"language": "de"}}}
    yield "translation", lambda: client.realtime.translations.client_secrets.create(session=translation)


def difference(theirs, ours):
    if theirs[0] != ours[0]:
        return f"path {ours[0]!r}, theirs is {theirs[0]!r}"
    for name in HEADERS:
        if theirs[1].get(name) != ours[1].get(name):
            return f"{name} is {ours[1].get(name)!r}, theirs is {theirs[1].get(name)!r}"
    if json.loads(theirs[2] or "null") != json.loads(ours[2] or "null"):
        return f"body {ours[2]!r}, theirs is {theirs[2]!r}"
    return None


def calls(ours, busy):
    theirs, made = Recorder(busy), Recorder(busy)
    names = []
    with recording(theirs) as port:
        for name, call in official_calls(f"http://127.0.0.1:{port}/v1"):
            names.append(name)
            call()
    with recording(made) as port:
        lines, complaint = run_client([ours, "rest-calls", f"http://127.0.0.1:{port}/v1", CALL_ID], None)
    what = "REST calls, each at the second attempt" if busy else "REST calls"
    outcomes = {line["name"]: line for line in lines}
    attempts = 2 if busy else 1
    if [len(made.requests), len(theirs.requests)] != [len(names) * attempts] * 2:
        yield what, f"{len(made.requests)} requests, theirs are {len(theirs.requests)}: {complaint[-400:]} {lines}"
        return
    for index, name in enumerate(names):
        outcome = outcomes[name]
        failure = outcome.get("error")
        if outcome.get("attempts") != attempts or ("secret" in name and outcome.get("secret") != "ek_1"):
            failure = failure or f"came to {outcome}"
        for number in range(index * attempts, (index + 1) * attempts):
            failure = failure or difference(theirs.requests[number], made.requests[number])
        yield f"{what}, {name}", failure


def event(kind="realtime.call.incoming"):
    data = {"call_id": "rtc_1", "sip_headers": [{"name": "From", "value": "sip:+1@x"}]}
    return json.dumps({"object": "event", "id": "evt_1", "type": kind, "created_at": int(time.time()), "data": data})


def signed(name, age=0, change=lambda headers, body: (headers, body)):
    """A webhook that the package signs, and what its own verification says of it."""
    when = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=age)
    body = event()
    signature = standardwebhooks.Webhook(SECRET).sign("msg_1", when, body)
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(when.timestamp())), "webhook-signature": signature}
    headers, body = change(headers, body)
    return {"name": name, "headers": headers, "body": body}


def verified(webhook):
    try:
        standardwebhooks.Webhook(SECRET).verify(webhook["body"], webhook["headers"])
        return True
    except standardwebhooks.WebhookVerificationError:
        return False


def unwrapped(webhook):
    try:
        openai.OpenAI(api_key="local").webhooks.unwrap(webhook["body"], webhook["headers"], secret=SECRET)
        return True
    except (openai.InvalidWebhookSignatureError, ValueError):
        return False


def with_header(name, make):
    return lambda headers, body: (headers | {name: make(headers[name])}, body)


def webhooks(ours):
    wrong = "v1," + base64.b64encode(bytes(32)).decode()
    cases = [
        signed("as it is"), signed("280 seconds old", age=280), signed("310 seconds old", age=310),
        signed("280 seconds ahead", age=-280), signed("310 seconds ahead", age=-310),
        signed("an altered body", change=lambda headers, body: (headers, body + " ")),
        signed("another id", change=with_header("webhook-id", lambda value: value + "x")),
        signed("a wrong signature", change=with_header("webhook-signature", lambda value: wrong)),
        signed("a right one after a wrong one",
               change=with_header("webhook-signature", lambda value: f"{wrong} {value}")),
        signed("no number for a time", change=with_header("webhook-timestamp", lambda value: "soon")),
    ]
    received = []

    def take(path, headers, body):
        received.append({"headers": {name.lower(): value for name, value in headers.items()}, "body": body.decode()})
        return 200, {}, b""

    with recording(take) as port:
        lines, complaint = run_client([ours, "webhooks", SECRET, f"http://127.0.0.1:{port}/hook"], cases)
    verdicts = {line["name"]: line for line in lines if "name" in line}
    for case in cases:
        verdict = verdicts.get(case["name"], {})
        is_taken = verdict.get("type") == "realtime.call.incoming"
        agree = is_taken == verified(case) == unwrapped(case)
        failure = f"{verdict}, theirs {verified(case)} {complaint[-400:]}"
        yield f"webhooks, {case['name']}", None if agree and verdict else failure
    sent = [line for line in lines if "callID" in line]
    if len(received) != 1 or not sent or sent[0].get("status") != 200:
        yield "webhooks, one of ours", f"{len(received)} came, {sent}, {complaint[-400:]}"
        return
    yield "webhooks, one of ours", None if verified(received[0]) else "the package does not verify it"
    client = openai.OpenAI(api_key="local")
    incoming = client.webhooks.unwrap(received[0]["body"], received[0]["headers"], secret=SECRET)
    names = [header.name for header in incoming.data.sip_headers]
    right = incoming.type == "realtime.call.incoming" and incoming.data.call_id == sent[0]["callID"]
    yield "webhooks, one of ours as an event", None if right and names[:2] == ["From", "To"] else repr(incoming)


def groups(ours):
    return [
        Group("REST calls", lambda: calls(ours, busy=False)),
        Group("REST calls, each at the second attempt", lambda: calls(ours, busy=True)),
        Group("webhooks", lambda: webhooks(ours)),
    ]
