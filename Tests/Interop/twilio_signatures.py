"""Requests that Twilio's own package has signed, and others, against our verification: both must say the same."""

import http.client
import urllib.parse

from programs import Group, serving
from twilio.request_validator import HMAC_SHA256, SIGNATURE_HEADER, SIGNATURE_SETTINGS_HEADER, RequestValidator

TOKEN, KEY_ID, KEY = "token-of-the-account", "webhooks_sharedkey_1", "a shared key"
WEBHOOK = "https://gateway.example/incoming"
FORM = {"To": "+18005551212", "From": "+14158675309", "Note": "ä + b & c=d ü", "Empty": "", "Digits": "1234"}
JSON = '{"event":"ä"}'
UPGRADE = {
    "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def status(port, method, target, headers, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, target, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def altered(signature):
    return ("A" if signature[0] != "A" else "B") + signature[1:]


def webhooks(port):
    """Each name, what the package says, and what we say."""
    validator = RequestValidator(TOKEN)
    form = urllib.parse.urlencode(FORM)
    form_type = {"Content-Type": "application/x-www-form-urlencoded"}
    for suffix in ("", "?a=b%20c&d=", "?a"):
        url = WEBHOOK + suffix
        target = url.removeprefix("https://gateway.example")
        for signed in (url, url.replace("example/", "example:443/"), url + "x"):
            for parameters, body in ((FORM, form), (FORM | {"Digits": "1235"}, form), ({}, "")):
                signature = validator.compute_signature(signed, parameters)
                for sent in (signature, altered(signature)):
                    theirs = validator.validate(url, FORM if body else {}, sent)
                    ours = status(port, "POST", target, form_type | {SIGNATURE_HEADER: sent}, body) == 200
                    yield f"{signed} {sorted(parameters)} {sent == signature}", theirs, ours


def bodies(port):
    validator = RequestValidator(TOKEN)
    for hashed in (JSON, JSON + " "):
        url = f"{WEBHOOK}?bodySHA256={validator.compute_hash(hashed)}"
        signature = validator.compute_signature(url, {})
        headers = {"Content-Type": "application/json", SIGNATURE_HEADER: signature}
        theirs = validator.validate(url, JSON, signature)
        ours = status(port, "POST", url.removeprefix("https://gateway.example"), headers, JSON.encode()) == 200
        yield f"a body, {hashed == JSON}", theirs, ours


def shared_keys(port):
    for key, key_id in ((KEY, KEY_ID), (TOKEN, KEY_ID), (KEY, "another")):
        signature = RequestValidator(key).compute_signature(WEBHOOK, {}, HMAC_SHA256)
        theirs = RequestValidator(KEY).validate(WEBHOOK, {}, signature, HMAC_SHA256) and key_id == KEY_ID
        headers = {SIGNATURE_HEADER: signature, SIGNATURE_SETTINGS_HEADER: f"key={key_id},algorithm={HMAC_SHA256}"}
        yield f"a key {key} {key_id}", theirs, status(port, "GET", "/incoming", headers) == 200


def sockets(port):
    """The package adds port 80 to `wss`, which Twilio does not: what it signs is right, and so is 443."""
    validator = RequestValidator(TOKEN)
    for signed, is_right in (
            ("wss://gateway.example/incoming", True), ("wss://gateway.example:443/incoming", True),
            ("wss://gateway.example/incoming/", False), ("ws://gateway.example/incoming", False),
            ("wss://127.0.0.1/incoming", False)):
        headers = UPGRADE | {SIGNATURE_HEADER: validator.compute_signature(signed, {})}
        yield f"a socket of {signed}", is_right, status(port, "GET", "/incoming", headers) == 101


def groups(ours):
    def run(name, url, cases):
        def results():
            with serving([ours, "twilio-signature", url, TOKEN, KEY_ID, KEY]) as server:
                verdicts = [verdict for part in cases for verdict in part(server.facts["port"])]
            wrong = [name for name, theirs, ours in verdicts if theirs != ours]
            # Both verdicts are there, or nothing was compared.
            is_whole = {theirs for _, theirs, _ in verdicts} == {True, False}
            yield name, f"differs: {wrong[:3]}" if wrong else None if is_whole else "one verdict only"
        return Group(name, results)

    return [
        run("twilio package, webhooks", WEBHOOK, (webhooks, bodies, shared_keys)),
        run("twilio package, sockets", "wss://gateway.example/incoming", (sockets,)),
    ]
