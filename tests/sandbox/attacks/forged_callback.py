"""Calls functions that it was never given, with arguments of any kind."""

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


def softmax(x, dim):
    send(["callback", ["T", 7, ["T"], ["D"]]])


def central(f, x, h):
    send(["callback", ["T", 0, ["T", ["h", 1, "x"]], ["D", 1, 2]]])
