"""Sinusoidal positions: columns 2i and 2i+1 of row p are sine and cosine of p / 10000^(2i/dim).

Going on by k positions turns each pair by an angle that depends on k alone, so the way from here to there is the same
linear map everywhere; and every row has the same length, whatever the position.

Source: Vaswani et al. 2017, Attention Is All You Need, section 3.5.
"""

import torch
from torch import Tensor


def sinusoidal_encoding(length: int, dim: int) -> Tensor:
    """A row for each position: sines and cosines of ever slower angles, in turn.

    Args:
        length: number of positions, at least 1.
        dim: number of columns, at least 1. If it is odd, the last one is a sine.

    Returns:
        (length, dim), float32. Row p, columns 2i and 2i+1: sine and cosine of p / 10000^(2i/dim).

    Example:
        2, 3 -> [[0., 1., 0.], [0.8415, 0.5403, 0.0022]]: sin 1, cos 1, and the sine of 10000^(-2/3)
    """
    positions = torch.arange(length)[:, None]  # (length, 1)
    even = torch.arange(0, dim, 2)  # 2i: (pairs), one more than dim / 2 if dim is odd
    angles = positions / 10000 ** (even / dim)  # (length, pairs)
    pairs = torch.stack([angles.sin(), angles.cos()], dim=-1)  # (length, pairs, 2)
    return pairs.flatten(1)[:, :dim]  # (length, dim): an odd dim has no place for the last cosine
