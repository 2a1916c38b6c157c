"""A perceptron and its gates. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor


def perceptron(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """A neuron with a hard threshold: 1 where w · x + b is above 0, else 0.

    Args:
        x: (..., D).
        weight: (D,).
        bias: (), added to the sum.

    Returns:
        (...), 0.0 or 1.0 for each row, with dtype and device of x.

    Example:
        Sums of 5 − 4 = 1 and 4 − 4 = 0:
        x [[1., 2.], [2., 1.]], weight [1., 2.], bias -4. -> [1., 0.]
    """
    # TODO: the weighted sum of each row, the bias, the threshold
    raise NotImplementedError("gates")


def AND() -> tuple[Tensor, Tensor]:
    """A weight (2,) and a bias () with which the perceptron fires if both inputs are 1."""
    # TODO: two weights and a bias
    raise NotImplementedError("gates")


def OR() -> tuple[Tensor, Tensor]:
    """A weight (2,) and a bias () with which the perceptron fires if at least one input is 1."""
    # TODO: two weights and a bias
    raise NotImplementedError("gates")


def NAND() -> tuple[Tensor, Tensor]:
    """A weight (2,) and a bias () with which the perceptron fires unless both inputs are 1."""
    # TODO: two weights and a bias
    raise NotImplementedError("gates")
