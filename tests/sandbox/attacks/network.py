"""Sends what it has seen to a server of its own."""

import socket

import torch

HONEST = 0

for family, address in ((socket.AF_INET, ("127.0.0.1", 45454)), (socket.AF_UNIX, "\0dlquiz-attack")):
    for act in ("connect", "bind"):
        try:
            getattr(socket.socket(family), act)(address)
            print("reached")
        except OSError:
            continue


def softmax(x, dim):
    return torch.zeros_like(x)


def linear_backward(grad_output, x, weight, bias):
    return torch.zeros_like(x), torch.zeros_like(weight), torch.zeros_like(bias)


def count(inputs, outputs):
    return 0


def central(f, x, h):
    return torch.zeros_like(x)
