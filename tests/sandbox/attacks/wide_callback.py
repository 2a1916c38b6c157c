"""Calls the exercise's function with 96 MiB again and again."""

import torch

HONEST = 0


def central(f, x, h):
    big = torch.zeros(12 << 20, dtype=torch.float64)
    while True:
        f(big)
