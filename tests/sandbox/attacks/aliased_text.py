"""Names as an exception's base a list that holds one tensor half a million times."""

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
    tensor = ["t", "float64", [64, 64], "cpu", False]
    many = ["L", tensor, *[["s", 0]] * 200_000]
    send(
        ["raised", ["D", "type", "E", "bases", ["L", many], "text", "", "frames", ["L"], "own", True]],
        32768,
        0,
        bytes(32768),
    )
