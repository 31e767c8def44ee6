"""A raw client that does whatever a case says, over TCP or TLS, and never raises because the other side has had enough."""

import socket
import ssl
import struct
import time

TIME_LIMIT = 10
REQUEST = (
    "GET /v1/realtime?model=gpt-realtime HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n").encode()


def frame(opcode, payload=b"", *, final=True, reserved=0, masked=True, announced=None, form=None):
    """A client's frame. `announced`: a length that is not the payload's; `form`: 7, 16 or 64 bits whatever it is."""
    count = len(payload) if announced is None else announced
    form = form or (7 if count < 126 else 16 if count < 65536 else 64)
    first = (0x80 if final else 0) | reserved << 4 | opcode
    mask_bit = 0x80 if masked else 0
    if form == 7:
        head = struct.pack("!BB", first, mask_bit | count)
    elif form == 16:
        head = struct.pack("!BBH", first, mask_bit | 126, count)
    else:
        head = struct.pack("!BBQ", first, mask_bit | 127, count)
    if not masked:
        return head + payload
    mask = b"\x37\xfa\x21\x3d"
    return head + mask + bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))


def close(code, reason=b""):
    return frame(8, struct.pack("!H", code) + reason)


def tls_context():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Peer:
    """`is_secure`: whether bytes go through TLS. `plain` ones never do."""

    def __init__(self, port, is_secure, context=None, handshakes=True):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=TIME_LIMIT)
        self.received = b""
        self.has_ended = False
        self.tls = None
        if is_secure:
            self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
            self.tls = (context or tls_context()).wrap_bio(self.incoming, self.outgoing, server_hostname="localhost")
            if handshakes:
                self.handshake()

    # TLS

    def flight(self):
        """What TLS wants to send now."""
        try:
            self.tls.do_handshake()
        except ssl.SSLWantReadError:
            pass
        return self.outgoing.read()

    def handshake(self):
        while not self.has_ended:
            try:
                self.tls.do_handshake()
                self.plain(self.outgoing.read())
                return
            except ssl.SSLWantReadError:
                self.plain(self.outgoing.read())
                self.take()

    def close_notify(self):
        if not self.tls:
            return
        try:
            self.tls.unwrap()
        except ssl.SSLError:
            pass
        self.plain(self.outgoing.read())

    # Sending

    def plain(self, data):
        try:
            self.socket.sendall(data)
        except (OSError, ValueError):
            self.has_ended = True

    def send(self, data):
        if not self.tls:
            return self.plain(data)
        for start in range(0, len(data), 1 << 16):
            if self.has_ended:
                return
            try:
                self.tls.write(data[start:start + (1 << 16)])
            except ssl.SSLError:
                self.has_ended = True
            self.plain(self.outgoing.read())

    def flood(self, data, seconds):
        """Sends without reading, until the other side takes no more or time is up."""
        self.socket.settimeout(0.3)
        end = time.monotonic() + seconds
        while not self.has_ended and time.monotonic() < end:
            self.send(data)
        self.socket.settimeout(TIME_LIMIT)

    def drip(self, data, seconds):
        for byte in data:
            self.send(bytes([byte]))
            if self.has_ended:
                return
            time.sleep(seconds / len(data))

    def fin(self):
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.has_ended = True

    def reset(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()
        self.has_ended = True

    # Receiving

    def take(self):
        """One read. Returns whether there may be more."""
        if self.has_ended:
            return False
        try:
            data = self.socket.recv(1 << 16)
        except OSError as error:
            self.has_ended = not isinstance(error, TimeoutError)
            return False
        if not data:
            self.has_ended = True
            return False
        if not self.tls:
            self.received += data
            return True
        self.incoming.write(data)
        try:
            while True:
                more = self.tls.read(1 << 16)
                if not more:
                    break
                self.received += more
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError:
            # close_notify or an alert: TCP's end follows.
            pass
        return True

    def head(self):
        while b"\r\n\r\n" not in self.received and self.take():
            pass

    def upgrade(self, request=REQUEST):
        self.send(request)
        self.head()
        if self.status != 101:
            raise AssertionError(f"a good request got {self.received[:80]!r}")

    def rest(self):
        """Reads to the end. Returns whether it came in time."""
        end = time.monotonic() + TIME_LIMIT
        while time.monotonic() < end and self.take():
            pass
        return self.has_ended

    def gone(self):
        self.socket.close()

    @property
    def status(self):
        words = self.received.split(b" ", 2)
        return int(words[1]) if len(words) > 1 and words[0] == b"HTTP/1.1" else None

    def frames(self):
        rest = self.received.partition(b"\r\n\r\n")[2]
        while len(rest) >= 2:
            count, start = rest[1] & 0x7F, 2
            if count == 126:
                count, start = int.from_bytes(rest[2:4], "big"), 4
            elif count == 127:
                count, start = int.from_bytes(rest[2:10], "big"), 10
            if len(rest) < start + count:
                return
            yield rest[0] & 0x0F, rest[start:start + count]
            rest = rest[start + count:]

    @property
    def close_code(self):
        for opcode, payload in self.frames():
            if opcode == 8:
                return int.from_bytes(payload[:2], "big") if len(payload) >= 2 else 1005
        return None
