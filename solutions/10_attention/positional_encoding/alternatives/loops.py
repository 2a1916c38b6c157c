"""Number by number, with Python's own floats."""

import math

import torch


def sinusoidal_encoding(length, dim):
    rows = []
    for p in range(length):
        row = []
        for column in range(dim):
            angle = p / 10000 ** ((column - column % 2) / dim)
            row.append(math.cos(angle) if column % 2 else math.sin(angle))
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float32)
