"""The perceptron's learning rule. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor


def fit(x: Tensor, y: Tensor, *, max_epochs: int) -> tuple[Tensor, Tensor, bool]:
    """Rosenblatt's rule, from zeros, one row after the other.

    Args:
        x: (N, D).
        y: (N), int64, 0 or 1.
        max_epochs: passes through all rows, at most.

    Returns:
        The weight (D,), the bias (), and whether an epoch passed without an error.

    Example:
        One input. The first epoch changes something at its first row, the second at none:
        x [[2.], [-1.]], y [1, 0], max_epochs 10 -> ([2.], 1., True)
        max_epochs 1 -> ([2.], 1., False)
    """
    # TODO: zeros
    # TODO: epochs, and in each of them all rows: predict, compare, change
    # TODO: stop after an epoch without an error
    raise NotImplementedError("perceptron_learning")
