"""XOR of three perceptrons. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor


def xor_net(x: Tensor) -> Tensor:
    """Exactly one of two, by two layers of perceptrons.

    Args:
        x: (N, 2), each entry 0. or 1.

    Returns:
        (N), 1. where the two differ, else 0., with dtype and device of x.

    Example:
        x [[0., 0.], [0., 1.], [1., 1.]] -> [0., 1., 0.]
    """
    # TODO: two hidden neurons that look at x
    # TODO: one neuron that looks at them
    raise NotImplementedError("xor")


def linear_xor_accuracy(weights: Tensor, biases: Tensor) -> float:
    """How much of XOR the best of K single perceptrons gets right.

    Args:
        weights: (K, 2), row k holds the weights of perceptron k.
        biases: (K,).

    Returns:
        The share of the four input pairs that the best one has right.

    Example:
        An AND, which is right for (0, 0) only, and an OR, which is wrong for (1, 1) only:
        weights [[1., 1.], [1., 1.]], biases [-1.5, -0.5] -> 0.75
    """
    # TODO: what each of the K says to each of the four pairs, and how often that is right
    raise NotImplementedError("xor")
