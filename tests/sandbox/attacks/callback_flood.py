"""Asks for a function's value ten thousand times without reading an answer."""

import struct
import sys

import msgpack

HONEST = 0

frame = sys._getframe()
while type(frame.f_locals.get("self")).__name__ != "Guest":
    frame = frame.f_back
guest = frame.f_locals["self"]

HEAD = struct.Struct("<IQB")


def send(tree, size=0, shared=0, blob=b""):
    data = msgpack.packb(tree)
    guest.sock.sendall(HEAD.pack(len(data), size, shared) + data + blob)


def central(f, x, h):
    for _ in range(10_000):
        send(["callback", ["T", 0, ["T", ["t", "float64", [8000], "cpu", False]], ["D"]]], 64000, 0, bytes(64000))
