"""Activation functions. `dlquiz show` prints the task, `dlquiz hint` helps."""

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
    # TODO: a form in which exp never gets a large positive number
    raise NotImplementedError("activations")


def tanh(x: Tensor) -> Tensor:
    """(exp(x) − exp(−x)) / (exp(x) + exp(−x)): squeezes any number between −1 and 1.

    Args:
        x: (...).

    Returns:
        (...), like x.

    Example:
        x [0., 0.5493, -1000.] -> [0., 0.5, -1.]
    """
    # TODO: again without a large positive number in exp
    raise NotImplementedError("activations")


def relu(x: Tensor) -> Tensor:
    """x where it is above 0, else 0.

    Args:
        x: (...).

    Returns:
        (...), like x.

    Example:
        x [-2., 0., 3.] -> [0., 0., 3.]
    """
    # TODO: cut off what lies below 0
    raise NotImplementedError("activations")


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
    # TODO: scale what lies below 0
    raise NotImplementedError("activations")


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
    # TODO: one answer for each column
    raise NotImplementedError("activations")
