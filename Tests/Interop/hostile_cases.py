"""What hostile clients do, one function a case: (name, what it does, what must come of it).

What must come of it is a status, a close code, or `ENDS`: the server ends the connection by itself. `LEAVES` is for clients
that go by themselves, whatever the server makes of them.
"""

import os
import struct
import subprocess
import time
import zlib

from hostile_peer import REQUEST, Peer, close, frame

ENDS, LEAVES = "the server ends it", "the client leaves"
PLAIN_REQUEST = b"GET /health HTTP/1.1\r\nHost: h\r\n\r\n"


class Case:
    def __init__(self, name, act, *allowed, only=("ws", "wss"), is_slow=False):
        self.name, self.act, self.allowed, self.only, self.is_slow = name, act, allowed, only, is_slow
        self.is_flood = False


# Requests


def changed(old, new):
    assert old in REQUEST
    return REQUEST.replace(old, new)


def line(text):
    return changed(b"GET /v1/realtime?model=gpt-realtime HTTP/1.1", text)


def more(*lines):
    return REQUEST[:-2] + b"".join(text + b"\r\n" for text in lines) + b"\r\n"


KEY = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
VERSION = b"Sec-WebSocket-Version: 13"
REQUESTS = [
    ("garbage", os.urandom(4000) + b"\0", 400), ("zeros", bytes(100), 400), ("0xFF", b"\xff" * 9000, 431),
    ("a ClientHello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + os.urandom(32), 400),
    ("HTTP/2's preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505), ("SSH", b"SSH-2.0-x\r\n\r\n", 400),
    ("a frame", frame(1, b"hello") + b"\0\0", 400), ("SMTP", b"EHLO x\r\n\r\n", 400),
    ("POST", line(b"POST / HTTP/1.1"), 405), ("CONNECT", line(b"CONNECT a:1 HTTP/1.1"), 405),
    ("TRACE", line(b"TRACE / HTTP/1.1"), 405), ("a method in lower case", line(b"get / HTTP/1.1"), 405),
    ("a method of 9 KB", line(b"G" * 9000 + b" / HTTP/1.1"), 431), ("a method with a colon", line(b"GET: / HTTP/1.1"), 400),
    ("HTTP/1.0", line(b"GET / HTTP/1.0"), 426), ("HTTP/0.9", b"GET /\r\n\r\n", 400), ("HTTP/2.0", line(b"GET / HTTP/2.0"), 505),
    ("HTTP/1.10", line(b"GET / HTTP/1.10"), 505), ("http/1.1", line(b"GET / http/1.1"), 400),
    ("no target", line(b"GET HTTP/1.1"), 400), ("a bad target", line(b"GET voice HTTP/1.1"), 400),
    ("a target of 9 KB", line(b"GET /" + b"a" * 9000 + b" HTTP/1.1"), 431), ("a NUL in the target", line(b"GET /\0 HTTP/1.1"), 400),
    ("a fragment", line(b"GET /#a HTTP/1.1"), 400), ("a target with a user", line(b"GET http://u@h/ HTTP/1.1"), 400),
    ("FTP", line(b"GET ftp://h/ HTTP/1.1"), 400), ("* for GET", line(b"GET * HTTP/1.1"), 400),
    ("five empty lines", b"\r\n" * 5 + REQUEST, 400), ("a bare LF first", b"\n" + REQUEST, 400),
    ("bare LFs", REQUEST.replace(b"\r\n", b"\n"), 400), ("bare CRs", REQUEST.replace(b"\r\n", b"\r"), 400),
    ("no Host", changed(b"Host: h\r\n", b""), 400), ("two Hosts", more(b"Host: b"), 400), ("a bad Host", changed(b": h\r", b": a/b\r"), 400),
    ("an empty Host", changed(b": h\r", b":\r"), 400), ("no Upgrade", changed(b"Upgrade: websocket\r\n", b""), 426),
    ("h2c", changed(b": websocket", b": h2c"), 426), ("no Connection", changed(b"Connection: Upgrade\r\n", b""), 426),
    ("no version", changed(VERSION + b"\r\n", b""), 426), ("version 8", changed(VERSION, VERSION[:-2] + b"8"), 426),
    ("version 99999999999999999999", changed(VERSION, VERSION[:-2] + b"9" * 20), 426), ("two versions", more(VERSION), 426),
    ("no key", changed(KEY + b"\r\n", b""), 400), ("an empty key", changed(KEY, KEY[:19]), 400), ("two keys", more(KEY), 400),
    ("a short key", changed(KEY, KEY[:-4]), 400), ("a key of 4 KB", changed(KEY, KEY + b"A" * 4096), 400),
    ("a key that is no base64", changed(KEY, KEY[:-4] + b"!!=="), 400),
    ("a body", more(b"Content-Length: 5"), 400), ("two lengths", more(b"Content-Length: 0", b"Content-Length: 0"), 400),
    ("lengths that differ", more(b"Content-Length: 0", b"Content-Length: 9"), 400), ("a list of lengths", more(b"Content-Length: 0, 0"), 400),
    ("a length with a sign", more(b"Content-Length: -1"), 400), ("chunks", more(b"Transfer-Encoding: chunked"), 400),
    ("a length and chunks", more(b"Content-Length: 0", b"Transfer-Encoding: chunked"), 400),
    ("an unknown coding", more(b"Transfer-Encoding: x"), 400), ("gzip and chunks", more(b"Transfer-Encoding: gzip, chunked"), 501),
    ("a folded line", more(b"A: b\r\n c"), 400), ("a space before a colon", more(b"A : b"), 400), ("no colon", more(b"A"), 400),
    ("no name", more(b": b"), 400), ("a name that is not ASCII", more(b"\xc3\xa4: b"), 400), ("a NUL in a value", more(b"A: \0"), 400),
    ("a control character", more(b"A: \x01"), 400), ("a CR in a value", more(b"A: b\rc"), 400), ("a space first", more(b" A: b"), 400),
    ("129 headers", more(*[b"A: b"] * 124), 431), ("100 000 headers", REQUEST[:-2] + b"A: b\r\n" * 100_000, 431),
    ("a line of 9 KB", more(b"A: " + b"b" * 9000), 431), ("a head of 70 KB", more(*[b"A: " + b"b" * 7000] * 10), 431),
    ("a line of 4 MB", REQUEST[:-2] + b"A: " + b"b" * (4 << 20), 431), ("a bad subprotocol", more(b"Sec-WebSocket-Protocol: a b"), 400),
    ("an unclosed quote", more(b'Sec-WebSocket-Extensions: a; b="' + b"\\c" * 3900), 400),
    ("extensions of commas", more(b"Sec-WebSocket-Extensions: " + b"," * 8000), 400),
]


PLAIN = [
    ("an unknown path", b"GET /x HTTP/1.1\r\nHost: h\r\n\r\n", 426),
    # The Realtime server takes as much as a session's settings may have.
    ("a body too large", b"POST /hook HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n", 413),
    ("a body of 2^64", b"POST /hook HTTP/1.1\r\nHost: h\r\nContent-Length: 18446744073709551616\r\n\r\n", 413),
    ("a body in chunks", b"POST /hook HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 411),
    ("an expectation", b"POST /hook HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nExpect: tea\r\n\r\n", 417),
    ("1000 pipelined requests", PLAIN_REQUEST * 1000, 200), ("a health check and garbage", PLAIN_REQUEST + os.urandom(100_000), 200),
    ("a request and a body of 4 MB", PLAIN_REQUEST + bytes(4 << 20), 200),
]


def sends(data):
    return lambda peer: peer.send(data)


def stays_and_reads(data, end):
    """Sends the first part of a request and then goes, or stays."""
    def act(peer):
        peer.send(data)
        end(peer)
    return act


def requests():
    cases = [Case(f"request: {name}", sends(data), status) for name, data, status in REQUESTS]
    cases += [Case(f"plain: {name}", sends(data), status) for name, data, status in PLAIN]
    for count in (0, 1, 4, 15, 40, 100, len(REQUEST) - 2, len(REQUEST) - 1):
        half = REQUEST[:count]
        cases.append(Case(f"{count} bytes of a request, FIN", stays_and_reads(half, Peer.fin), ENDS))
        cases.append(Case(f"{count} bytes of a request, RST", stays_and_reads(half, Peer.reset), LEAVES))
        cases.append(Case(f"{count} bytes of a request, close_notify", stays_and_reads(half, Peer.close_notify), ENDS, only=("wss",)))
        cases.append(Case(f"{count} bytes of a request, silence", sends(half), ENDS, is_slow=True))
    cases.append(Case("a request, and FIN at once", stays_and_reads(REQUEST, Peer.fin), ENDS, 101))
    cases.append(Case("a request, and RST at once", stays_and_reads(REQUEST, Peer.reset), LEAVES))
    cases.append(Case("a request in drips", lambda peer: peer.drip(REQUEST, 4), ENDS, is_slow=True))
    cases.append(Case("half a body, silence", sends(b"POST /hook HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf"), ENDS, is_slow=True))
    cases.append(Case("a body that is expected and does not come",
                      sends(b"POST /hook HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"), 100, is_slow=True))
    return cases


# Frames


def opened(act):
    def run(peer):
        peer.upgrade()
        act(peer)
    return run


def compressing(act):
    def run(peer):
        peer.upgrade(more(b"Sec-WebSocket-Extensions: permessage-deflate"))
        act(peer)
    return run


def frames():
    rows = [(f"the reserved bit {bit}", frame(1, b"a", reserved=bit), 1002) for bit in (1, 2, 3, 7)]
    rows += [(f"the opcode {code}", frame(code, b"a"), 1002) for code in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)]
    for opcode, name in ((8, "Close"), (9, "Ping"), (10, "Pong")):
        rows.append((f"a fragmented {name}", frame(opcode, b"\x03\xe8", final=False), 1002))
        rows.append((f"a {name} of 126 bytes", frame(opcode, b"\x03\xe8" + b"a" * 124), 1002))
        rows.append((f"a {name} announced with 64 KB", frame(opcode, announced=65536), 1002))
    rows += [(f"not masked: opcode {code}", frame(code, b"\x03\xe8", masked=False), 1002) for code in (0, 1, 2, 8, 9, 10)]
    for count in (2 << 20, 1 << 31, 1 << 32, (1 << 32) + 5, 1 << 53, (1 << 63) - 1):
        rows.append((f"{count} bytes announced", frame(2, b"hello", announced=count, form=64), 1009))
    rows += [(f"the length {count}", frame(2, announced=count, form=64), 1002) for count in (1 << 63, (1 << 64) - 1)]
    rows += [("a length of 16 bits for 125", frame(2, bytes(125), form=16), 1002), ("a length of 64 bits for 5", frame(2, bytes(5), form=64), 1002)]
    rows += [("a continuation of nothing", frame(0, b"a"), 1002), ("a text in a text", frame(1, b"a", final=False) + frame(1, b"b"), 1002),
             ("a binary in a text", frame(1, b"a", final=False) + frame(2, b"b"), 1002),
             ("a message in fragments beyond the limit", frame(2, final=False) + frame(0, bytes(200_000), final=False) * 8, 1009),
             ("4097 empty fragments", frame(2, final=False) + frame(0, final=False) * 4097, 1008)]
    texts = [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"ok \x80", b"\xf8\x88\x80\x80\x80"]
    rows += [(f"the text {text!r}", frame(1, text), 1007) for text in texts]
    rows += [("bad text in fragments", frame(1, b"\xce\xba\xed", final=False) + frame(0, b"\xa0\x80"), 1007)]
    rows += [(f"close code {code}", close(code), 1002) for code in (0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65535)]
    rows += [(f"close code {code}", close(code), code) for code in (1000, 1001, 3000, 4999)]
    rows += [("a Close of one byte", frame(8, b"\x03"), 1002), ("a close reason that is no text", close(1000, b"\xff"), 1007),
             ("frames after the Close", close(1000) + frame(3) + frame(1, b"late") * 100, 1000)]
    cases = [Case(f"frame: {name}", opened(sends(data)), code) for name, data, code in rows]
    # 1002 from a server that agreed on no compression.
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = deflate.compress(bytes(64 << 20)) + deflate.flush(zlib.Z_SYNC_FLUSH)
    cases.append(Case("frame: a bomb", compressing(sends(frame(2, bomb[:-4], reserved=4))), 1009, 1002))
    cases.append(Case("frame: damaged deflate", compressing(sends(frame(2, b"\xff" * 50, reserved=4))), 1007, 1002))
    return cases


def floods():
    ping, empty = frame(9, b"x" * 125), frame(0, final=False)

    def read_pings(peer):
        for _ in range(40):
            peer.send(ping * 100)
            peer.take()
        peer.send(close(1000))

    def unread(data, seconds=1.0):
        def act(peer):
            peer.flood(data, seconds)
            peer.reset()
        return act

    def slow_reader(peer):
        peer.send(frame(2, bytes(60_000)) * 20)
        for _ in range(50):
            peer.take()
            time.sleep(0.01)
        peer.reset()

    cases = [
        Case("4000 Pings, read", opened(read_pings), 1000), Case("Pings, not read", opened(unread(ping * 500)), LEAVES, is_slow=True),
        Case("Pongs, not read", opened(unread(frame(10, b"x" * 125) * 500)), LEAVES, is_slow=True),
        Case("messages, echoes not read", opened(unread(frame(1, b"{}" * 500) * 50)), LEAVES, is_slow=True),
        Case("large messages, echoes not read", opened(unread(frame(1, b"a" * 200_000))), LEAVES, is_slow=True),
        Case("small fragments without end", opened(unread(frame(2, final=False) + frame(0, b"a", final=False) * 5000)), LEAVES, is_slow=True),
        Case("empty messages without end", opened(unread(frame(1) * 5000)), LEAVES, is_slow=True),
        Case("fragments with Pings between", opened(sends(frame(2, final=False) + (empty + ping) * 4000 + empty * 200)), 1008),
        Case("a slow reader of echoes", opened(slow_reader), LEAVES, is_slow=True),
        Case("frames after the server's Close", opened(lambda peer: [peer.send(frame(3)), peer.flood(frame(1, b"late") * 1000, 2)]), 1002, ENDS, is_slow=True),
    ]
    for case in cases:
        case.is_flood = True
    return cases


def stages():
    """FIN, RST, close_notify and silence wherever a connection can be."""
    begun = frame(1, b"a", final=False)
    places = [("after the opening", b""), ("in a header", b"\x81"), ("in a long header", b"\x82\xff\x00\x00"), ("in a mask", b"\x81\x85\x37\xfa"),
              ("in a payload", frame(2, b"half", announced=5000, form=16)), ("in a message", begun), ("after a message", frame(1, b"{}")),
              ("after a Ping", frame(9, b"p")), ("after a Close", close(1000)), ("after a violation", frame(3))]
    cases = []
    for name, data in places:
        closing = "Close" in name or "violation" in name
        cases.append(Case(f"{name}: FIN", opened(stays_and_reads(data, Peer.fin)), ENDS))
        cases.append(Case(f"{name}: RST", opened(stays_and_reads(data, Peer.reset)), LEAVES))
        cases.append(Case(f"{name}: close_notify", opened(stays_and_reads(data, Peer.close_notify)), ENDS, only=("wss",)))
        # A client that says nothing is found by the keep-alive, one that has been told to go by the limit of closing.
        cases.append(Case(f"{name}: silence", opened(sends(data)), ENDS, is_slow=True))
        if not closing:
            cases.append(Case(f"{name}: neither reads nor writes", opened(lambda peer, data=data: [peer.send(data), time.sleep(4), peer.rest()]),
                              ENDS, is_slow=True))
    cases.append(Case("a frame in drips, and Pings unanswered", opened(lambda peer: peer.drip(frame(2, bytes(60)), 1)), ENDS, is_slow=True))
    return cases


# TLS


def early(data, end=None):
    def act(peer):
        peer.plain(data(peer) if callable(data) else data)
        if end:
            end(peer)
    act.begins_early = True
    return act


def record(kind, payload, version=b"\x03\x03"):
    return bytes([kind]) + version + struct.pack("!H", len(payload)) + payload


def flight(count=None):
    return lambda peer: peer.flight()[:count]


def renegotiate(peer):
    """The client of OpenSSL asks for a renegotiation; ours refuses it, or goes."""
    port = peer.socket.getpeername()[1]
    client = subprocess.Popen(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-tls1_2", "-quiet", "-no_ign_eof"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    try:
        client.communicate(b"R\nR\nR\n", timeout=5)
    except subprocess.TimeoutExpired:
        client.kill()
        client.wait()
    peer.reset()


def tls():
    hello = flight()
    rows = [
        ("garbage", os.urandom(500)), ("zeros", bytes(500)), ("HTTP", PLAIN_REQUEST), ("a frame", frame(1, b"a")),
        ("SSLv2", b"\x80\x2e\x01\x00\x02" + bytes(43)), ("an alert first", record(21, b"\x02\x28")), ("a warning first", record(21, b"\x01\x00")),
        ("application data first", record(23, bytes(100))), ("CCS first", record(20, b"\x01")), ("a record of 65535 bytes", b"\x16\x03\x01\xff\xff" + bytes(65535)),
        ("an empty record", record(22, b"")), ("empty records without end", record(22, b"") * 2000), ("a heartbeat", record(24, b"\x01\x40\x00")),
        ("a hello of 16 MB announced", record(22, b"\x01\xff\xff\xff" + bytes(100))), ("a ServerHello", record(22, b"\x02\x00\x00\x02\x03\x03")),
        ("a hello with nothing in it", record(22, b"\x01\x00\x00\x00")), ("a damaged hello", lambda peer: bytes(byte ^ (index == 60) * 0xFF for index, byte in enumerate(peer.flight()[:70])) + bytes(500)),
        ("two hellos", lambda peer: peer.flight() * 2),
    ]
    names = {"only": ("wss",)}
    cases = [Case(f"TLS: {name}", early(data, Peer.fin), ENDS, **names) for name, data in rows]
    cases += [Case(f"TLS: {name}, and stays", early(data), ENDS, is_slow=True, **names) for name, data in rows]
    for count in (0, 1, 5, 6, 50, 200):
        for name, end in (("FIN", Peer.fin), ("RST", Peer.reset), ("silence", None)):
            allowed = LEAVES if end is Peer.reset else ENDS
            cases.append(Case(f"TLS: {count} bytes of a hello, {name}", early(flight(count), end), allowed, is_slow=end is None, **names))
    cases += [
        Case("TLS: a hello, RST", early(hello, Peer.reset), LEAVES, **names), Case("TLS: a hello, FIN", early(hello, Peer.fin), ENDS, **names),
        Case("TLS: a hello, silence", early(hello), ENDS, is_slow=True, **names),
        Case("TLS: close_notify at once", Peer.close_notify, ENDS, **names),
        Case("TLS: close_notify and silence", lambda peer: [peer.send(REQUEST[:40]), peer.close_notify()], ENDS, **names),
        Case("TLS: plain HTTP inside", lambda peer: peer.plain(PLAIN_REQUEST), ENDS, **names),
        Case("TLS: a damaged record", lambda peer: peer.plain(record(23, os.urandom(200))), ENDS, **names),
        Case("TLS: a damaged record, open", opened(lambda peer: peer.plain(record(23, os.urandom(200)))), ENDS, **names),
        Case("TLS: a record too long, open", opened(lambda peer: peer.plain(b"\x17\x03\x03\xff\xff" + bytes(65535))), ENDS, **names),
        Case("TLS: plain alerts, open", opened(lambda peer: peer.plain(record(21, b"\x01\x00") * 100)), ENDS, **names),
        Case("TLS: CCS without end, open", opened(lambda peer: peer.plain(record(20, b"\x01") * 3000)), ENDS, **names),
        Case("TLS: plain frames, open", opened(lambda peer: peer.plain(frame(1, b"a"))), ENDS, is_slow=True, **names),
        Case("TLS: FIN without close_notify, open", opened(Peer.fin), ENDS, **names),
        Case("TLS: renegotiation", early(b"", renegotiate), LEAVES, is_slow=True, **names),
    ]
    return cases


def all_cases():
    return requests() + frames() + floods() + stages() + tls()
