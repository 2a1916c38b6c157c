"""Sigmoid with squares and with cross-entropy. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor


def mse_sigmoid_grad(z: Tensor, y: Tensor) -> Tensor:
    """The derivative of (sigmoid(z) − y)² by z, entry by entry.

    Args:
        z: (...), what goes into the sigmoid.
        y: (...), what should come out, from 0 to 1.

    Returns:
        (...), like z.

    Example:
        Undecided, and sure but wrong:
        z [0., -10.], y [1., 1.] -> [-0.25, -0.0000908]
    """
    # TODO: the chain rule, through the square and through the sigmoid
    raise NotImplementedError("saturation")


def ce_sigmoid_grad(z: Tensor, y: Tensor) -> Tensor:
    """The derivative of −y log sigmoid(z) − (1 − y) log(1 − sigmoid(z)) by z, entry by entry.

    Args:
        z: (...), what goes into the sigmoid.
        y: (...), what should come out, from 0 to 1.

    Returns:
        (...), like z.

    Example:
        Undecided, and sure but wrong:
        z [0., -10.], y [1., 1.] -> [-0.5, -0.99995]
    """
    # TODO: the chain rule; what can be cancelled?
    raise NotImplementedError("saturation")
