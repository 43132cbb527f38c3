#!/usr/bin/env python3
"""Repeats the first HELLO of an agent in somebody else's name. Tests only.

Usage: forge.py NIC_FROM NIC_TO ADDRESS TIMES
Waits, 90 s at most, for a HELLO (agent/PROTOCOL.md) over IPv4 that arrives at NIC_FROM, sends it TIMES times out of NIC_TO with ADDRESS
as its source, and prints how many octets that were, from the IP header on. Only the Python 3 standard library.
"""

import socket
import struct
import sys

ETH_P_ALL = 0x0003
HELLO = 0x7FE1


def checksum(header):
    total = sum(struct.unpack(f"!{len(header) // 2}H", header))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def is_hello(frame):
    if frame[12:14] != b"\x08\x00" or frame[23] != socket.IPPROTO_UDP:
        return False
    at = 14 + (frame[14] & 0x0F) * 4 + 8
    return len(frame) > at + 2 and struct.unpack_from("!H", frame, at)[0] == HELLO


def forged(frame, source):
    copy = bytearray(frame)
    length = (frame[14] & 0x0F) * 4
    copy[26:30] = socket.inet_aton(source)
    copy[24:26] = b"\0\0"
    copy[24:26] = struct.pack("!H", checksum(bytes(copy[14 : 14 + length])))
    copy[14 + length + 6 : 14 + length + 8] = b"\0\0"  # UDP over IPv4 may go without a checksum
    return bytes(copy)


def main(nic_from, nic_to, source, times):
    heard = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    heard.bind((nic_from, ETH_P_ALL))
    heard.settimeout(90)
    out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    out.bind((nic_to, 0))
    print("listening", flush=True)
    frame = heard.recv(65600)
    while not is_hello(frame):
        frame = heard.recv(65600)
    copy = forged(frame, source)
    for _ in range(times):
        out.send(copy)
    print(times * struct.unpack_from("!H", copy, 16)[0])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
