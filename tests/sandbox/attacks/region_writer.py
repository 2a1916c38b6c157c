"""A thread goes on writing the shared region while its answer is compared."""

import os
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
        guest.outbox[: 1 << 20] = os.urandom(1 << 10) * 1024


threading.Thread(target=write, daemon=True).start()


def softmax(x, dim):
    return torch.zeros(1 << 17, dtype=torch.float64)
