"""The activation functions sigmoid, tanh, ReLU and leaky ReLU, and the ReLU units that are never active.

Sigmoid and tanh are written with exp(−|x|), which is at most 1: numerator and denominator were multiplied by the power
of e that makes the larger exponential 1. So nothing overflows, and ±∞ are arguments like others.

Source: LG Aimers 04 notes, Training Neural Networks; DL basics and advanced notes, section 1.
"""

import torch
from torch import Tensor


def sigmoid(x: Tensor) -> Tensor:
    """1 / (1 + exp(−x)): squeezes any number between 0 and 1.

    Args:
        x: (...).

    Returns:
        (...), like x.

    Example:
        exp(−1.0986) is 1/3:
        x [0., 1.0986, 1000.] -> [0.5, 0.75, 1.]
    """
    e = torch.exp(-x.abs())
    return torch.where(x >= 0, 1, e) / (1 + e)


def tanh(x: Tensor) -> Tensor:
    """(exp(x) − exp(−x)) / (exp(x) + exp(−x)): squeezes any number between −1 and 1.

    Args:
        x: (...).

    Returns:
        (...), like x.

    Example:
        x [0., 0.5493, -1000.] -> [0., 0.5, -1.]
    """
    size = x.abs()
    e = torch.exp(-2 * size)
    return x.sign() * (-torch.expm1(-2 * size) / (1 + e))  # expm1 keeps the digits of 1 − e where e is nearly 1


def relu(x: Tensor) -> Tensor:
    """x where it is above 0, else 0.

    Args:
        x: (...).

    Returns:
        (...), like x.

    Example:
        x [-2., 0., 3.] -> [0., 0., 3.]
    """
    return x.clamp(min=0)


def leaky_relu(x: Tensor, negative_slope: float = 0.01) -> Tensor:
    """x where it is above 0, else negative_slope · x.

    Args:
        x: (...).
        negative_slope: the slope below 0, any number.

    Returns:
        (...), like x.

    Example:
        x [-2., 0., 3.] -> [-0.02, 0., 3.]
    """
    below = negative_slope * x
    return torch.where(x > 0, x, below)


def dead_units(preactivations: Tensor) -> Tensor:
    """Which ReLU units no row of the data wakes.

    Args:
        preactivations: (N, H), what H units get for N rows, before the ReLU.

    Returns:
        (H), bool, True where no row is above 0.

    Example:
        The second unit is woken by the first row:
        preactivations [[-1., 2., 0.], [-3., -4., -5.]] -> [True, False, True]
    """
    return (preactivations <= 0).all(dim=0)  # (H,); all of nothing is True
