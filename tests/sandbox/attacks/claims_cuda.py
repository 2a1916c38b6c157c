"""Claims that its answers lie on a GPU, so that the judge goes there."""

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
    send(["result", ["t", "float64", [3], "cuda", False]], 24, 0, bytes(24))


def linear_backward(grad_output, x, weight, bias):
    send(["result", ["t", "float64", [3], "mps:0", False]], 24, 0, bytes(24))


def count(inputs, outputs):
    send(["result", ["t", "int64", [], "meta", False]], 8, 0, bytes(8))


def central(f, x, h):
    send(["callback", ["T", 0, ["T", ["t", "float64", [3], "cuda:1", False]], ["D"]]], 24, 0, bytes(24))
