"""A slow link between two network namespaces, in user space, where the kernel has no netem: see `networks`.

  link.py NEAR FAR DELAYS SECONDS

Makes a TUN device `link0` in each of the namespaces, and carries what is sent through the one to the other, later: DELAYS
is JSON, the addresses of the far end with the milliseconds that each way to and from them takes. Says `ready` when both
are up, and ends after SECONDS or with its standard input.
"""

import collections
import ctypes
import fcntl
import ipaddress
import json
import os
import selectors
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
CLONE_NEWNET = 0x40000000
DEVICE = "link0"
PACKET_BYTE_COUNT = 65_536
# Of packets under way: more are dropped, as any link would.
CAPACITY = 4_096

libc = ctypes.CDLL(None, use_errno=True)


def enter(namespace):
    with open(f"/run/netns/{namespace}") as file:
        if libc.setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"enter {namespace}")


def open_device(namespace, addresses):
    """The end of a device that this program reads and writes. It goes away with the program."""
    enter(namespace)
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH22x", DEVICE.encode(), IFF_TUN | IFF_NO_PI))
    for address in addresses:
        width = 24 if ipaddress.ip_address(address).version == 4 else 64
        more = [] if width == 24 else ["nodad"]
        subprocess.run(["ip", "address", "add", f"{address}/{width}", "dev", DEVICE, *more], check=True)
    subprocess.run(["ip", "link", "set", DEVICE, "up"], check=True)
    return descriptor


def near_addresses(far_addresses):
    """The first of each network."""
    networks = {ipaddress.ip_interface(f"{address}/{24 if '.' in address else 64}").network for address in far_addresses}
    return [str(network[1]) for network in networks]


def ends(packet):
    """Source and destination in text."""
    if packet[0] >> 4 == 4:
        return [str(ipaddress.ip_address(packet[start:start + 4])) for start in (12, 16)]
    return [str(ipaddress.ip_address(packet[start:start + 16])) for start in (8, 24)]


class Direction:
    """Packets under way. Those to and from one address keep their order."""

    def __init__(self, source, target, delays):
        self.source, self.target, self.delays = source, target, delays
        self.queues = {delay: collections.deque() for delay in set(delays.values())}

    def receive(self, now):
        while True:
            try:
                packet = os.read(self.source, PACKET_BYTE_COUNT)
            except BlockingIOError:
                return
            delay = next((self.delays[end] for end in ends(packet) if end in self.delays), None)
            # Anything else is the system's own, such as a search for routers.
            if delay is not None and len(self.queues[delay]) < CAPACITY:
                self.queues[delay].append((now + delay / 1_000, packet))

    def deliver(self, now):
        for queue in self.queues.values():
            while queue and queue[0][0] <= now:
                os.write(self.target, queue.popleft()[1])

    def next_delivery(self):
        return min((queue[0][0] for queue in self.queues.values() if queue), default=None)


def carry(near, far, delays, end):
    directions = [Direction(near, far, delays), Direction(far, near, delays)]
    selector = selectors.DefaultSelector()
    for direction in directions:
        selector.register(direction.source, selectors.EVENT_READ, direction)
    selector.register(sys.stdin, selectors.EVENT_READ)
    while (now := time.monotonic()) < end:
        due = min((at for at in (direction.next_delivery() for direction in directions) if at), default=end)
        for key, _ in selector.select(max(0, min(due, end) - now)):
            if key.data is None:
                return
            key.data.receive(time.monotonic())
        for direction in directions:
            direction.deliver(time.monotonic())


def main():
    near, far, delays, seconds = sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), float(sys.argv[4])
    devices = open_device(near, near_addresses(delays)), open_device(far, list(delays))
    print("ready", flush=True)
    carry(*devices, delays, time.monotonic() + seconds)


if __name__ == "__main__":
    main()
