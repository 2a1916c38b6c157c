"""Claims shapes of 2**39 elements and more with few bytes."""

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
    send(["result", ["t", "float64", [2**39] * 16, "cpu", False]], 8, 0, bytes(8))


def linear_backward(*arguments):
    send(["result", ["t", "float64", [0, 2**39, 2**39], "cpu", False]])


def count(inputs, outputs):
    send(["result", ["n", "<U9", []]], 36, 0, bytes(36))
