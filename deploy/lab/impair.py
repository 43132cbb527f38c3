#!/usr/bin/env python3
"""Impairs what passes between two NICs: delay, jitter, loss, reordering, duplicates, rate. Tests only.

A bump in the wire: every Ethernet frame that arrives at NIC_UP (the side of the near agent) leaves at NIC_DOWN (the
side of the server) and the other way round. Load is impaired; ARP, neighbour discovery and TCP to or from the exempt
port pass untouched, so that the control link stays clean unless --exempt-port 0 says otherwise.

What it did is counted exactly, per direction, and written as one JSON object to the file of --stats on SIGUSR1 and at
the end (SIGTERM, SIGINT). "up" is towards the server. In the order in which a packet meets them:
  load          packets of load that arrived
  lost          dropped by --loss
  rate_dropped  dropped because the queue of --rate was full
  duplicated    extra copies made (leaving right behind the first)
  delivered     packets of load that left, extra copies left out
  reordered     of those, the ones that left after a later packet of their flow (RFC 4737 type-P-reordered)
  overrun       frames the kernel dropped before this program saw them: a count above 0 spoils the test
  send_failed   frames the kernel refused to take: likewise
Only the Python 3 standard library. Needs CAP_NET_RAW. One thread; every wait is at most one second.
"""

import argparse
import array
import fcntl
import heapq
import json
import os
import random
import select
import signal
import socket
import struct
import sys
import time

ETH_P_ALL = 0x0003
ETH_IPV4, ETH_IPV6 = 0x0800, 0x86DD
ICMP, TCP, UDP, ICMPV6 = 1, 6, 17, 58
SOL_PACKET, PACKET_STATISTICS, PACKET_IGNORE_OUTGOING = 263, 6, 23
SO_RCVBUFFORCE = 33
SIOCETHTOOL = 0x8946
# ethtool commands that take one flag: transmit checksum, scatter-gather, TCP, generic segmentation, generic receive
OFFLOADS = (0x17, 0x19, 0x1F, 0x24, 0x2C)
BUFFER_OCTETS = 64 << 20
FRAMES_PER_TURN = 64


def single_frames(nic):
    """Switches the offloads of a NIC off, so that one packet is one frame with its checksum filled in."""
    control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for command in OFFLOADS:
        value = array.array("B", struct.pack("II", command, 0))
        request = struct.pack("16sP", nic.encode(), value.buffer_info()[0])
        try:
            fcntl.ioctl(control, SIOCETHTOOL, request)
        except OSError as refused:
            if command == 0x17:
                raise SystemExit(f"impair: {nic} does not let its checksum offload be switched off: {refused}")


def flow_of(frame, exempt_port):
    """The flow that a frame of load belongs to; None for what passes untouched."""
    kind = int.from_bytes(frame[12:14], "big")
    if kind == ETH_IPV4 and len(frame) >= 34:
        protocol, addresses = frame[23], frame[26:34]
        later_fragment = (int.from_bytes(frame[20:22], "big") & 0x1FFF) != 0
        at = 14 + (frame[14] & 0x0F) * 4
    elif kind == ETH_IPV6 and len(frame) >= 54:
        protocol, addresses, later_fragment, at = frame[20], frame[22:54], False, 54
    else:
        return None
    if protocol == ICMPV6 and frame[at : at + 1] not in (b"\x80", b"\x81"):
        return None
    if later_fragment or protocol not in (TCP, UDP):
        return (addresses, protocol)
    ports = frame[at : at + 4]
    if protocol == TCP and exempt_port in (int.from_bytes(ports[:2], "big"), int.from_bytes(ports[2:], "big")):
        return None
    return (addresses, protocol, ports)


class Lane:
    """One direction."""

    def __init__(self, options, arrives, leaves, chance):
        self.options = options
        self.arrives = arrives
        self.leaves = leaves
        self.chance = chance
        self.held = []  # heap of (due, arrival number, flow, number in flow, frame)
        self.arrivals = 0
        self.last_due = 0.0
        self.free_at = 0.0
        self.arrived_in_flow = {}
        self.left_in_flow = {}
        self.count = dict.fromkeys(
            ("load", "lost", "rate_dropped", "duplicated", "delivered", "reordered", "overrun", "send_failed"), 0
        )

    def take(self):
        """Takes what has arrived, at most FRAMES_PER_TURN frames."""
        for _ in range(FRAMES_PER_TURN):
            try:
                frame = self.arrives.recv(65600)
            except BlockingIOError:
                return
            flow = flow_of(frame, self.options.exempt_port)
            if flow is None:
                self.send(frame)
            else:
                self.impair(flow, frame, time.monotonic())

    def impair(self, flow, frame, now):
        self.count["load"] += 1
        if self.chance.random() * 100 < self.options.loss:
            self.count["lost"] += 1
            return
        due = now
        if self.options.rate:
            if self.free_at - now > self.options.queue / 1000:
                self.count["rate_dropped"] += 1
                return
            self.free_at = max(self.free_at, now) + len(frame) * 8 / (self.options.rate * 1e6)
            due = self.free_at
        due += (self.options.delay + self.options.jitter * self.chance.uniform(-1, 1)) / 1000
        if self.chance.random() * 100 < self.options.reorder:
            due = max(due, self.last_due) + self.options.reorder_by / 1000
        else:
            due = self.last_due = max(due, self.last_due)
        number = self.arrived_in_flow.get(flow, 0) + 1
        self.arrived_in_flow[flow] = number
        self.arrivals += 1
        heapq.heappush(self.held, (due, self.arrivals, flow, number, frame))

    def release(self, now):
        """Sends everything that is due by now."""
        while self.held and self.held[0][0] <= now:
            _, _, flow, number, frame = heapq.heappop(self.held)
            if not self.send(frame):
                continue
            self.count["delivered"] += 1
            if number < self.left_in_flow.get(flow, 0):
                self.count["reordered"] += 1
            else:
                self.left_in_flow[flow] = number
            if self.chance.random() * 100 < self.options.duplicate and self.send(frame):
                self.count["duplicated"] += 1

    def send(self, frame):
        try:
            self.leaves.send(frame)
            return True
        except OSError:
            self.count["send_failed"] += 1
            return False

    def stats(self):
        _, drops = struct.unpack("II", self.arrives.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))
        self.count["overrun"] += drops
        return self.count


def open_nic(nic):
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    tap.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    tap.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_OCTETS)
    tap.setblocking(False)
    tap.bind((nic, ETH_P_ALL))
    return tap


def parse(arguments):
    def number(low, high):
        def convert(text):
            value = float(text)
            if not low <= value <= high:
                raise argparse.ArgumentTypeError(f"must be {low} to {high}, got {text}")
            return value

        return convert

    percent, millis = number(0, 100), number(0, 10_000)
    parser = argparse.ArgumentParser(prog="impair", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("nic_up", metavar="NIC_UP")
    parser.add_argument("nic_down", metavar="NIC_DOWN")
    parser.add_argument("--loss", type=percent, default=0, metavar="PERCENT")
    parser.add_argument("--delay", type=millis, default=0, metavar="MS", help="one way")
    parser.add_argument("--jitter", type=millis, default=0, metavar="MS", help="uniform, plus or minus; keeps the order")
    parser.add_argument("--reorder", type=percent, default=0, metavar="PERCENT", help="share of packets held back")
    parser.add_argument("--reorder-by", type=millis, default=5, metavar="MS", help="how long they are held back")
    parser.add_argument("--duplicate", type=percent, default=0, metavar="PERCENT")
    parser.add_argument("--rate", type=number(0, 10_000), default=0, metavar="MBPS", help="of whole frames; 0: no limit")
    parser.add_argument("--queue", type=millis, default=100, metavar="MS", help="longest wait for --rate")
    parser.add_argument("--direction", choices=("up", "down", "both"), default="both")
    parser.add_argument("--exempt-port", type=int, default=22, metavar="PORT", help="TCP port left untouched; 0: none")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stats", required=True, metavar="FILE")
    return parser.parse_args(arguments)


def main(arguments):
    if arguments[:1] == ["--single-frames"]:
        for nic in arguments[1:]:
            single_frames(nic)
        return
    options = parse(arguments)
    clean = argparse.Namespace(**vars(options))
    clean.loss = clean.delay = clean.jitter = clean.reorder = clean.duplicate = clean.rate = 0
    up_tap, down_tap = open_nic(options.nic_up), open_nic(options.nic_down)
    up = Lane(options if options.direction != "down" else clean, up_tap, down_tap, random.Random(options.seed))
    down = Lane(options if options.direction != "up" else clean, down_tap, up_tap, random.Random(options.seed + 1))

    def write_stats():
        with open(options.stats + ".new", "w", encoding="ascii") as out:
            json.dump({"up": up.stats(), "down": down.stats()}, out)
            out.write("\n")
        os.rename(options.stats + ".new", options.stats)

    ending = []
    for ender in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ender, lambda *_: ending.append(True))
    signal.signal(signal.SIGUSR1, lambda *_: write_stats())
    write_stats()  # tells who waits for the file that frames are forwarded from now on
    while not ending:
        now = time.monotonic()
        nearest = min((lane.held[0][0] for lane in (up, down) if lane.held), default=now + 1)
        readable, _, _ = select.select((up_tap, down_tap), (), (), min(max(nearest - now, 0), 1))
        for tap, lane in ((up_tap, up), (down_tap, down)):
            if tap in readable:
                lane.take()
            lane.release(time.monotonic())
    for lane in (up, down):
        lane.release(float("inf"))
    write_stats()


if __name__ == "__main__":
    main(sys.argv[1:])
