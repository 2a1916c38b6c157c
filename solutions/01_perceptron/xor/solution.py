"""XOR as a network of perceptrons: exactly one of two is "at least one, and not both", AND(OR(x), NAND(x)).

The hidden layer moves the four corners of the square: (0, 1) and (1, 0) fall on one point, and a line can cut it off.

Source: LG Aimers deep learning notes, section 1; Minsky and Papert 1969, Perceptrons.
"""

from torch import Tensor


def perceptron(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Neurons with a hard threshold, one for each row of the weight: 1 where w · x + b is above 0, else 0."""
    return (x @ weight.T + bias > 0).to(x.dtype)


def xor_net(x: Tensor) -> Tensor:
    """Exactly one of two, by two layers of perceptrons.

    Args:
        x: (N, 2), each entry 0. or 1.

    Returns:
        (N), 1. where the two differ, else 0., with dtype and device of x.

    Example:
        x [[0., 0.], [0., 1.], [1., 1.]] -> [0., 1., 0.]
    """
    either_and_not_both = x.new_tensor([[1, 1], [-1, -1]]), x.new_tensor([-0.5, 1.5])  # OR, NAND
    hidden = perceptron(x, *either_and_not_both)  # (N, 2)
    return perceptron(hidden, x.new_tensor([[1, 1]]), x.new_tensor(-1.5))[:, 0]  # (N), AND


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
    points = weights.new_tensor([[0, 0], [0, 1], [1, 0], [1, 1]])
    labels = weights.new_tensor([0, 1, 1, 0])
    right = perceptron(points, weights, biases) == labels[:, None]  # (4, K)
    return float(right.sum(dim=0).max()) / 4
