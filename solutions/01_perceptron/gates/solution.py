"""A neuron with a hard threshold: 1 if w · x + b > 0, else 0.

The points with w · x + b = 0 are a straight line (in D dimensions a hyperplane), and the neuron tells its sides apart.
A gate is a line that cuts the corners of the unit square into those with a 1 and those with a 0.

Source: Rosenblatt 1958, The Perceptron; LG Aimers deep learning notes, section 1.
"""

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
    total = x @ weight + bias  # (...)
    return (total > 0).to(x.dtype)


def AND() -> tuple[Tensor, Tensor]:
    """A weight (2,) and a bias () with which the perceptron fires if both inputs are 1."""
    return torch.tensor([1.0, 1.0]), torch.tensor(-1.5)  # sums −1.5, −0.5, −0.5, 0.5


def OR() -> tuple[Tensor, Tensor]:
    """A weight (2,) and a bias () with which the perceptron fires if at least one input is 1."""
    return torch.tensor([2.0, 2.0]), torch.tensor(-1.0)  # sums −1, 1, 1, 3


def NAND() -> tuple[Tensor, Tensor]:
    """A weight (2,) and a bias () with which the perceptron fires unless both inputs are 1."""
    return torch.tensor([-3.0, -3.0]), torch.tensor(4.5)  # sums 4.5, 1.5, 1.5, −1.5: AND on the other side of the line
