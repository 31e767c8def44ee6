"""What is measured: throughput streams, a gateway's timer, echo, idle memory, paced capacity, system calls, allocations."""

import statistics
import time

from . import load
from . import peers as registry
from .load import Failed

THROUGHPUT_STREAMS = ["audio", "audio16k", "text", "mixed"]
ALL_STREAMS = [*THROUGHPUT_STREAMS, "gateway", "echo", "idle", "paced"]
SESSIONS = 8
# Events of all sessions together for a C client: one to two seconds of CPU.
EVENTS = {"audio": 400_000, "audio16k": 200_000, "text": 1_000_000, "mixed": 500_000}
ECHO_ROUND_TRIPS = 30_000
COUNTED_EVENTS = 10_000
PACED_SECONDS = 5.0
PACED_LATENESS_LIMIT_MS = 10.0
# A search ends after this time with the best it has found, so that all peers together take eight minutes.
PACED_SEARCH_SECONDS = 52
PACED_STEP = 1.2
PACED_RESOLUTION = 0.04
MAXIMUM_PACED_SESSIONS = 6000
# The difference of two such runs tells what a session takes while it is busy. How many messages wait at once is by chance.
BUSY_SESSIONS = (10, 40)
BUSY_SECONDS = 1.5
BUSY_ROUNDS = 5
GATEWAY_SESSIONS = 1000
GATEWAY_SECONDS = 8.0


class Suite:
    def __init__(self, server, peers, options, earlier):
        """`earlier` are the results that this run adds to, by peer and stream."""
        self.server, self.peers, self.options = server, peers, options
        self.factor = 0.1 if options.quick else 1.0
        self.results = {peer.name: earlier.get(peer.name, {}) for peer in registry.PEERS}
        self.problems = []

    def say(self, text):
        print(text, flush=True)

    def attempt(self, work):
        try:
            return work()
        except Failed as problem:
            self.problems.append(str(problem))
            self.say(f"  FAILED {problem}")
            return None

    # MARK: Throughput

    def events_for(self, peer, stream):
        return max(200, int(EVENTS[stream] * peer.scale * self.factor / SESSIONS))

    def verify(self, stream):
        """Every byte is checked once per peer and stream, in runs that are not timed."""
        for peer in self.peers:
            if "--no-decode" in peer.command or peer.name == registry.FLOOR:
                continue
            if self.attempt(lambda: load.run_client(peer, self.server, stream, 2, 1000, verify=True)):
                self.say(f"  {peer.name}: every byte of {stream} arrived and was decoded")

    def throughput(self, stream):
        self.say(f"{stream}: {self.options.rounds} rounds")
        self.verify(stream)
        lines = {peer.name: [] for peer in self.peers}
        for round_number in range(self.options.rounds):
            for peer in rotated(self.peers, round_number):
                line = self.attempt(lambda: self.timed_run(peer, stream))
                lines[peer.name].append(line and summary(line))
        self.store(stream, lines)

    def timed_run(self, peer, stream):
        events = self.events_for(peer, stream)
        warmup = int(events * SESSIONS * peer.warmup)
        line = load.run_client(peer, self.server, stream, SESSIONS, events, warmup=warmup)
        self.say(f"  {peer.name}: {line['cpu_seconds'] / line['measured_events'] * 1e6:.2f} us/event")
        return line

    def store(self, stream, lines):
        floor = lines.get(registry.FLOOR)
        for name, rounds in lines.items():
            kept = [line for line in rounds if line]
            if not kept:
                continue
            entry = {key: statistics.median(line[key] for line in kept) for key in kept[0]}
            entry["rounds"] = kept
            # Paired: each round's figure over the floor's of the same round.
            ratios = [a["cpu_us_per_event"] / b["cpu_us_per_event"] for a, b in zip(rounds, floor or []) if a and b]
            if ratios:
                entry["ratio"] = statistics.median(ratios)
            self.entry(name, stream).update(entry)

    def entry(self, name, stream):
        return self.results[name].setdefault(stream, {})

    # MARK: Echo

    def echo(self):
        self.say(f"echo: {self.options.rounds} rounds")
        lines = {peer.name: [] for peer in self.peers}
        for round_number in range(self.options.rounds):
            for peer in rotated(self.peers, round_number):
                events = max(500, int(ECHO_ROUND_TRIPS * self.factor * min(1, 2 * peer.scale)))
                line = self.attempt(lambda: load.run_client(
                    peer, self.server, "echo", 1, events, warmup=int(events * peer.warmup)))
                lines[peer.name].append(line and summary(line) | {
                    f"{key}_us": line["echo_us"][key] for key in ("p50", "p99", "p999")})
                if line:
                    self.say(f"  {peer.name}: p50 {line['echo_us']['p50']:.1f} us")
        self.store("echo", lines)

    # MARK: A gateway's timer

    def gateway(self):
        self.say(f"gateway: {self.options.rounds} rounds of {GATEWAY_SESSIONS} sessions")
        carrying = [peer for peer in self.peers if peer.carries_gateway]
        lines = {peer.name: [] for peer in carrying}
        for round_number in range(self.options.rounds):
            for peer in rotated(carrying, round_number):
                line = self.attempt(lambda: self.gateway_run(peer))
                lines[peer.name].append(line)
        self.store("gateway", lines)

    def gateway_run(self, peer):
        sessions = max(100, int(GATEWAY_SESSIONS * self.factor))
        line = load.run_client(peer, self.server, "gateway", sessions, 1, seconds=GATEWAY_SECONDS)
        events, appends = line["measured_events"], line["appends"]
        # As much must have left as came in: an append for each delta, but for the last tick.
        if abs(appends - events) > 0.02 * events:
            raise Failed(f"{peer.name} sent {appends} appends for {events} deltas")
        figures = summary(line) | {
            "page_faults_per_event": line["page_faults"] / events, "kib_per_session": line["rss_all_kib"] / sessions,
        }
        self.say(f"  {peer.name}: {figures['cpu_us_per_event']:.2f} us, {figures['page_faults_per_event']:.3f} page "
                 f"faults, {figures['kib_per_session']:.1f} KiB a session")
        return figures

    # MARK: Memory

    def idle(self):
        self.say("idle")
        for peer in self.peers:
            sessions = max(100, int(peer.idle_sessions * self.factor))
            line = self.attempt(lambda: load.run_client(peer, self.server, "idle", sessions, 1))
            if line:
                kib = line["idle_kib_per_session"]
                self.entry(peer.name, "idle").update(sessions=sessions, kib_per_session=kib)
                self.say(f"  {peer.name}: {kib:.1f} KiB each at {sessions} sessions")

    # MARK: Paced

    def paced(self):
        self.say(f"paced: the most sessions with p99 lateness under {PACED_LATENESS_LIMIT_MS:g} ms")
        for peer in self.peers:
            if peer.name == "nio-no-decode":
                continue
            found = self.search_paced(peer)
            if found:
                self.entry(peer.name, "paced").update(found)
                self.say(f"  {peer.name}: {found['sessions']} sessions")

    def search_paced(self, peer):
        best, low, high, tried = None, 0, None, {}
        sessions = max(10, peer.paced_guess)
        end = time.monotonic() + PACED_SEARCH_SECONDS * (0.3 if self.options.quick else 1)
        while time.monotonic() < end:
            outcome = self.try_paced(peer, sessions)
            tried[sessions] = outcome
            if outcome["keeps_up"]:
                best, low = outcome, sessions
            else:
                high = sessions
            if high is None:
                sessions = min(MAXIMUM_PACED_SESSIONS, int(low * PACED_STEP))
            elif low == 0:
                sessions = int(high / PACED_STEP)
            else:
                sessions = (low + high) // 2
            if sessions in tried or sessions < 5 or (low and high and (high - low) / high < PACED_RESOLUTION):
                break
        if best:
            best["tried"] = {str(count): outcome.get("p99_ms") for count, outcome in sorted(tried.items())}
        return best

    def try_paced(self, peer, sessions):
        seconds = 3.0 if self.options.quick else PACED_SECONDS
        try:
            line = load.run_client(peer, self.server, "paced", sessions, 1, seconds=seconds)
        except Failed as problem:
            self.say(f"  {peer.name} at {sessions}: {problem}")
            return {"sessions": sessions, "keeps_up": False}
        if "lateness_ms" not in line:
            self.say(f"  {peer.name} at {sessions}: too late to leave the warm-up")
            return {"sessions": sessions, "keeps_up": False}
        p99 = line["lateness_ms"]["p99"]
        server_p99 = line["server"].get("send_lateness_p99_ms", 0)
        received = line["server"].get("received_bytes", 0) / max(1, line["events"])
        # 4 800 bytes of PCM are 6 400 characters: less than that came back if a client did not send its share.
        sent_enough = received > 6000
        self.say(f"  {peer.name} at {sessions}: p99 {p99:.2f} ms (server {server_p99:.1f} ms)")
        return {
            "sessions": sessions, "p99_ms": p99, "server_p99_ms": server_p99,
            "rss_kib_per_session": line["max_rss_kib"] / sessions,
            "cpu_share": line["cpu_seconds"] / line["wall_seconds"],
            "keeps_up": p99 < PACED_LATENESS_LIMIT_MS and sent_enough,
            "server_limited": server_p99 > PACED_LATENESS_LIMIT_MS,
        }

    # MARK: Counts

    def counts(self, streams):
        """None of these is a time: most are what they are while something else runs as well."""
        self.say("system calls, allocations and instructions per event, memory of busy sessions")
        self.counts_instructions = load.can_count_instructions()
        for stream in streams:
            for peer in self.peers:
                self.attempt(lambda: self.count(peer, stream))
        for peer in self.peers:
            if peer.name != "nio-no-decode":
                self.attempt(lambda: self.busy_memory(peer))

    def busy_memory(self, peer):
        few, many = (statistics.median(self.peak(peer, count) for _ in range(BUSY_ROUNDS)) for count in BUSY_SESSIONS)
        kib = (many - few) / (BUSY_SESSIONS[1] - BUSY_SESSIONS[0])
        self.entry(peer.name, "busy").update(sessions=BUSY_SESSIONS[1], kib_per_session=kib)
        self.say(f"  {peer.name}: {kib:.0f} KiB for a busy session")

    def peak(self, peer, sessions):
        """The most KiB that a client had while it was busy."""
        return load.run_client(peer, self.server, "paced", sessions, 1, seconds=BUSY_SECONDS, warmup=0)["max_rss_kib"]

    def count(self, peer, stream):
        events = max(500, int(COUNTED_EVENTS * min(1, peer.scale * 2) * max(self.factor, 0.25)))
        sessions = 1 if stream == "echo" else 4
        entry = self.entry(peer.name, stream)
        totals = [sum(load.count_system_calls(peer, self.server, stream, sessions, n).values())
                  for n in (events, 2 * events)]
        entry["system_calls_per_event"] = (totals[1] - totals[0]) / (events * sessions)
        text = f"  {peer.name} {stream}: {entry['system_calls_per_event']:.3f} system calls"
        if peer.counts_allocations:
            entry["allocations_per_event"] = load.difference_per_event(
                lambda n: load.count_allocations(peer, self.server, stream, sessions, n), events, sessions)
            text += f", {entry['allocations_per_event']:.3f} allocations"
        if self.counts_instructions:
            entry["instructions_per_event"] = load.difference_per_event(
                lambda n: load.count_instructions(peer, self.server, stream, sessions, n), events, sessions)
            text += f", {entry['instructions_per_event']:.0f} instructions"
        self.say(text)


def rotated(peers, by):
    by %= len(peers)
    return peers[by:] + peers[:by]


def summary(line):
    events = line["measured_events"]
    megabytes = line["measured_bytes"] / 1e6
    return {
        "cpu_us_per_event": line["cpu_seconds"] / events * 1e6,
        "cpu_ms_per_megabyte": line["cpu_seconds"] / megabytes * 1e3 if megabytes else 0.0,
        "system_share": line["system_seconds"] / line["cpu_seconds"] if line["cpu_seconds"] else 0.0,
        "events_per_second": events / line["wall_seconds"],
        "max_rss_kib": line["max_rss_kib"],
    }
