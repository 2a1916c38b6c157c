"""Forged line numbers, counts and names of absurd size in a failure."""

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
    frames = ["L", *[["L", ["i", "f" * 3400], "\x1b" * 999, "[/]" * 999]] * 99]
    send(
        [
            "raised",
            ["D", "type", "T" * 9999, "bases", ["L", "B" * 9999], "text", "\n" * 99999, "frames", frames, "own", True],
        ]
    )
