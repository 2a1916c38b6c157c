"""Leaves files, folders, links and shared memory wherever it can."""

import ctypes
import os
from multiprocessing import shared_memory

import torch

HONEST = 0

for place in ("/tmp", "/dev/shm", "/var/tmp", ".", os.path.expanduser("~"), "/run", "/dev/mqueue"):
    path = place + "/dlquiz-attack"
    for act in (
        os.mkdir,
        os.mkfifo,
        os.mknod,
        lambda p: open(p, "w"),
        lambda p: os.symlink("/", p),
        lambda p: os.open(p, 66),
    ):
        try:
            act(path)
            print("made", path)
        except OSError:
            continue
libc = ctypes.CDLL(None)
print(libc.shmget(0x64717A, 4096, 0o1666), libc.semget(0x64717A, 1, 0o1666), libc.msgget(0x64717A, 0o1666))
try:
    shared_memory.SharedMemory("dlquiz-attack", create=True, size=4096)
except OSError as error:
    print(error)


def softmax(x, dim):
    return torch.zeros_like(x)


def linear_backward(grad_output, x, weight, bias):
    return torch.zeros_like(x), torch.zeros_like(weight), torch.zeros_like(bias)


def count(inputs, outputs):
    return 0


def central(f, x, h):
    return torch.zeros_like(x)
