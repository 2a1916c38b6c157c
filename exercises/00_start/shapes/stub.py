"""Shapes and broadcasting. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor


def batch_outer(a: Tensor, b: Tensor) -> Tensor:
    """All products of an entry of a with an entry of b, for each row by itself.

    Args:
        a: (N, D).
        b: (N, E).

    Returns:
        (N, D, E).

    Example:
        a [[1., 2.]], b [[3., 4., 5.]] -> [[[3., 4., 5.], [6., 8., 10.]]]
    """
    # TODO: two axes of size 1, and a product
    raise NotImplementedError("shapes")


def pairwise_sq_dists(a: Tensor, b: Tensor) -> Tensor:
    """The squared distance of each row of a to each row of b.

    Args:
        a: (N, D).
        b: (M, D).

    Returns:
        (N, M), never below 0.

    Example:
        a [[0., 0.], [1., 1.]], b [[3., 4.]] -> [[25.], [13.]]
    """
    # TODO: the differences of all pairs, squared and summed
    raise NotImplementedError("shapes")


def one_hot(labels: Tensor, num_classes: int) -> Tensor:
    """Each label as a row with a single 1, in the place that the label names.

    Args:
        labels: (...), int64, from 0 to num_classes − 1.
        num_classes: K.

    Returns:
        (..., K), int64.

    Example:
        labels [2, 0], num_classes 4 -> [[0, 0, 1, 0], [1, 0, 0, 0]]
    """
    # TODO: compare each label with all classes
    raise NotImplementedError("shapes")
