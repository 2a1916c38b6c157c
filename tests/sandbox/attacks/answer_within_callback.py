"""Answers the call while the function that it was given is being computed."""

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
    send(["callback", ["T", 0, ["T", 1.0], ["D"]]])
    send(["result", 1.0])
    send(["result", 2.0])
    return x
