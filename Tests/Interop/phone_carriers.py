"""Carriers of other people's making against our gateway, over wss and in real time."""

import base64
import hashlib
import hmac
import pathlib
import sys

from programs import Group, run_client, serving

PEERS = pathlib.Path(__file__).resolve().parent / "peers"
TOKEN = "token-of-the-account"
# What the carrier was given, whatever a proxy makes of it on the way.
URL = "wss://gateway.example/media"
SIGNATURE = base64.b64encode(hmac.digest(TOKEN.encode(), URL.encode(), hashlib.sha1)).decode()
CARRIERS = {
    # The command, and how many cases and calls it has.
    "websockets": ([sys.executable, PEERS / "carrier_websockets.py"], 5, 3),
    "Node ws": (["node", PEERS / "carrier_ws.js"], 3, 2),
}


def groups(ours, authority):
    def run(name, command, case_count, call_count):
        def results():
            with serving([ours, "phone-gateway", authority.certificate, authority.key, URL, TOKEN]) as gateway:
                url = f"wss://localhost:{gateway.facts['port']}/media"
                lines, complaint = run_client([*command, url, authority.root, SIGNATURE], None)
                reports = gateway.finish(call_count)
            for line in lines:
                yield f"carrier by {name}, {line['name']}", line["failure"]
            if len(lines) != case_count:
                yield f"carrier by {name}", f"{len(lines)} cases of {case_count} ran: {complaint[-400:]}"
            yield (f"carrier by {name}, each call has one report",
                   None if len(reports) == call_count else f"{len(reports)} reports of {call_count}")
        return Group(f"carrier by {name}", results)

    return [run(name, *carrier) for name, carrier in CARRIERS.items()]
