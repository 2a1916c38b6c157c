"""Goes on writing to the connection from a thread."""

import sys
import threading

import torch

HONEST = 0

frame = sys._getframe()
while type(frame.f_locals.get("self")).__name__ != "Guest":
    frame = frame.f_back
guest = frame.f_locals["self"]


def write():
    while True:
        guest.sock.send(b"\x02\0\0\0\0\0\0\0\0\0\0\0\0\x92\xc0")


threading.Thread(target=write, daemon=True).start()


def softmax(x, dim):
    return torch.zeros_like(x)


def linear_backward(grad_output, x, weight, bias):
    return torch.zeros_like(x), torch.zeros_like(weight), torch.zeros_like(bias)


def count(inputs, outputs):
    return 0


def central(f, x, h):
    return torch.zeros_like(x)
