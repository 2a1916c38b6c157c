"""Sinusoidal positions. `dlquiz show` prints the task, `dlquiz hint` helps."""

import math

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
    # TODO: the angle of each position and pair of columns
    # TODO: its sine and cosine, side by side
    raise NotImplementedError("positional_encoding")
