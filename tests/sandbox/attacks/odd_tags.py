"""Answers with parts of the protocol that are no values: methods, seeds, streams, handles that nobody gave out."""

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
    send(["result", ["m"]])


def linear_backward(grad_output, x, weight, bias):
    send(["result", ["T", ["g", 1], ["G", 1, 2], ["h", 0, "module"]]])


def count(inputs, outputs):
    send(["result", ["h", -(2**62), "int"]])


def central(f, x, h):
    send(["callback", ["T", 0, ["T", ["m"], ["h", 0, "module"]], ["D"]]])
