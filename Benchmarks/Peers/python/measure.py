"""Command line, counting and report of the Python clients: the same verbs and figures as Measurement/."""

import argparse
import array
import json
import re
import resource
import time
import zlib
from urllib.parse import urlsplit

CONNECTING_AT_ONCE = 64
SETTLE_SECONDS = 2.0
APPEND_AUDIO = bytes((i * 7) & 0xFF for i in range(4800))
ECHO_EVENT = (
    '{"type":"response.output_text.delta","event_id":"event_00000000000000000000",'
    '"response_id":"resp_CkT0000000000000000000","item_id":"item_CkT0000000000000000000",'
    '"output_index":0,"content_index":0,"delta":" we carry your voice..."}'
)
ACCOUNT = re.compile(r"events=(\d+) audio=(\d+) crc=(\d+) tail=(\d+) text=(\d+)")


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--ca")
    parser.add_argument("--stream", default="audio")
    parser.add_argument("--sessions", type=int, default=1)
    parser.add_argument("--events", type=int, default=10000)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--warmup", type=int, default=-1)
    parser.add_argument("--verify", action="store_true")
    options = parser.parse_args()
    options.query = {
        "stream": options.stream,
        "events": str(options.events),
        "sessions": str(options.sessions),
        "seconds": f"{options.seconds:g}",
    }
    separator = "&" if urlsplit(options.url).query else "?"
    options.full_url = options.url + separator + "&".join(f"{k}={v}" for k, v in options.query.items())
    if options.warmup < 0:
        paced = options.stream == "paced"
        options.warmup = 10 * options.sessions if paced else options.events * options.sessions // 20
    return options


def resident_kib():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() // 1024


def percentile(ordered, fraction):
    return ordered[int(fraction * (len(ordered) - 1) + 0.5)] / 1000


class Measurement:
    def __init__(self, peer, options):
        self.peer, self.options = peer, options
        self.events = self.bytes = self.audio_bytes = self.audio_crc = self.audio_tail = self.text_bytes = 0
        self.expected = [0, 0, 0, 0, 0]
        self.start = self.end = None
        self.opened = self.closed = 0
        self.failure = None
        self.rss_one = self.rss_all = 0
        self.samples = array.array("Q")
        self.warmup = options.warmup
        self.verifies = options.verify

    def _instant(self):
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return usage.ru_utime, usage.ru_stime, time.monotonic(), self.events, self.bytes

    def did_open(self):
        self.opened += 1
        if self.opened == 1:
            self.rss_one = resident_kib()

    def did_settle(self):
        self.rss_all = resident_kib()

    def did_receive(self, byte_count):
        if self.start is None and self.events >= self.warmup:
            self.start = self._instant()
        self.events += 1
        self.bytes += byte_count

    def did_decode_audio(self, pcm):
        self.audio_bytes += len(pcm)
        self.audio_tail += int.from_bytes(pcm[-4:], "little")
        if self.verifies:
            self.audio_crc += zlib.crc32(pcm)

    def did_decode_text(self, text):
        self.text_bytes += len(text.encode())

    def did_read_time(self, event_id):
        if self.start is not None:
            self.samples.append((time.monotonic_ns() - int(event_id[6:])) // 1000)

    def did_echo(self, nanoseconds):
        if self.start is not None:
            self.samples.append(nanoseconds)

    def did_close(self, reason):
        self.closed += 1
        self.end = self._instant()
        account = ACCOUNT.match(reason or "")
        if account:
            self.expected = [a + int(b) for a, b in zip(self.expected, account.groups())]
        elif self.options.stream != "echo":
            self.did_fail("a close reason without the server's account")

    def did_fail(self, why):
        self.failure = self.failure or why

    def _discrepancy(self):
        options = self.options
        if self.failure:
            return self.failure
        if self.opened != options.sessions:
            return "not every session opened"
        if options.stream == "idle":
            return None
        if options.stream == "echo":
            return None if self.events == options.events * options.sessions else "echoes are missing"
        got = [self.events, self.audio_bytes, self.audio_crc, self.audio_tail, self.text_bytes]
        if not self.verifies:
            got[2] = self.expected[2]
        for name, mine, theirs in zip(("events", "audio bytes", "audio crc", "audio tail", "text"), got, self.expected):
            if mine != theirs:
                return f"{name}: {mine} instead of {theirs}"
        return None

    def report(self):
        problem = self._discrepancy()
        line = {
            "peer": self.peer, "stream": self.options.stream, "sessions": self.options.sessions,
            "events": self.events, "bytes": self.bytes, "audio_bytes": self.audio_bytes,
            "text_bytes": self.text_bytes,
        }
        if self.start and self.end:
            user, system, wall, events, byte_count = (b - a for a, b in zip(self.start, self.end))
            line |= {
                "measured_events": events, "measured_bytes": byte_count, "user_seconds": user,
                "system_seconds": system, "cpu_seconds": user + system, "wall_seconds": wall,
            }
        line["max_rss_kib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if self.rss_all:
            sessions = max(1, self.options.sessions - 1)
            line |= {
                "rss_one_kib": self.rss_one, "rss_all_kib": self.rss_all,
                "idle_kib_per_session": round((self.rss_all - self.rss_one) / sessions, 2),
            }
        if self.samples:
            ordered = sorted(self.samples)
            line["echo_us" if self.options.stream == "echo" else "lateness_ms"] = {
                "count": len(ordered), "p50": percentile(ordered, 0.5), "p99": percentile(ordered, 0.99),
                "p999": percentile(ordered, 0.999), "max": ordered[-1] / 1000,
            }
        line |= {"verified": problem is None, "checked": "crc" if self.verifies else "length"}
        if problem:
            line["problem"] = problem
        print(json.dumps(line), flush=True)
        return 0 if problem is None else 1
