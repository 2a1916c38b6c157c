"""Softmax and its logarithm. `dlquiz show` prints the task, `dlquiz hint` helps."""

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
    # TODO: exp, divided by its sum, for numbers of any size
    raise NotImplementedError("softmax")


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
    # TODO: the logarithm of the fraction, without the fraction
    raise NotImplementedError("softmax")
