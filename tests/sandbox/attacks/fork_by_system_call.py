"""Calls fork, vfork, clone and clone3 by their numbers."""

import ctypes
import time

import torch

HONEST = 0

libc = ctypes.CDLL(None)
for number, *arguments in ((57,), (58,), (56, 0x80000000 | 17), (435, 0, 64)):
    if libc.syscall(number, *(ctypes.c_long(argument) for argument in arguments)) == 0:
        time.sleep(1000)


def softmax(x, dim):
    return torch.zeros_like(x)


def linear_backward(grad_output, x, weight, bias):
    return torch.zeros_like(x), torch.zeros_like(weight), torch.zeros_like(bias)


def count(inputs, outputs):
    return 0


def central(f, x, h):
    return torch.zeros_like(x)
