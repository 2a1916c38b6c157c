"""Tries its own, falls back to the library."""

import torch

HONEST = 0


def softmax(x, dim):
    try:
        return x / 0 / {}
    except TypeError:
        return torch.softmax(x, dim)
