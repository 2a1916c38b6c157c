"""Softmax: exp(x_i) / Σ_j exp(x_j), and its logarithm x_i − log Σ_j exp(x_j).

A constant taken from all x cancels in the fraction. With the maximum as the constant the largest exponent is 0: no exp
overflows, and the sum is at least 1, so neither the division nor the logarithm can fail.

Source: Goodfellow, Bengio and Courville 2016, Deep Learning, sections 4.1 and 6.2.2.3.
"""

import torch
from torch import Tensor


def softmax(x: Tensor, dim: int) -> Tensor:
    """The share of each entry's exp in the sum of the exps along an axis.

    Args:
        x: (...).
        dim: the axis along which the shares add up to 1; negative ones count from the back.

    Returns:
        (...), like x. An entry of −∞ has the share 0.

    Example:
        A number that is larger by log 3 = 1.0986 gets three times the share:
        x [0., 1.0986], dim 0 -> [0.25, 0.75]
    """
    top = torch.amax(x, dim, keepdim=True)  # size 1 at dim
    exps = torch.exp(x - top)  # at most 1: exp overflows past 88 in float32, past 709 in float64
    return exps / torch.sum(exps, dim, keepdim=True)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    """The logarithm of `softmax`, also of shares that are too small for a float.

    Args:
        x: (...).
        dim: the axis along which the shares add up to 1; negative ones count from the back.

    Returns:
        (...), like x. An entry of −∞ stays −∞.

    Example:
        x [0., 1000.], dim 0 -> [-1000., 0.]
    """
    shifted = x - x.amax(dim, keepdim=True)
    total = shifted.exp().sum(dim, keepdim=True)  # size 1 at dim, at least 1
    return shifted - total.log()  # log(exp(shifted) / total), where exp(shifted) may be too small for a float
