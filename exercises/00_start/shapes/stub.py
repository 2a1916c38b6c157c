"""Shapes and broadcasting. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor


def batch_outer(a: Tensor, b: Tensor) -> Tensor:
    """The outer product of row n of a with row n of b, for all n.

    Args:
        a: (N, D).
        b: (N, E).

    Returns:
        (N, D, E).

    Example:
        a [[1., 2.]], b [[3., 4., 5.]] -> [[[3., 4., 5.], [6., 8., 10.]]]
    """
    # TODO: give each of the two a dimension of size 1 where the other has one of its own
    raise NotImplementedError("shapes")


def pairwise_sq_dists(a: Tensor, b: Tensor) -> Tensor:
    """The squared Euclidean distance of every row of a from every row of b.

    Args:
        a: (N, D), N points.
        b: (M, D), M points.

    Returns:
        (N, M), nowhere negative.

    Example:
        One point against two:
        a [[0., 0.]], b [[3., 4.], [1., 0.]] -> [[25., 1.]]
    """
    # TODO: all differences at once, then one number for each pair
    raise NotImplementedError("shapes")


def one_hot(labels: Tensor, num_classes: int) -> Tensor:
    """A 1 at the place of each label, 0 elsewhere.

    Args:
        labels: (...), int64, from 0 to num_classes - 1.
        num_classes: K.

    Returns:
        (..., K), int64.

    Example:
        labels [2, 0], num_classes 3 -> [[0, 0, 1], [1, 0, 0]]
    """
    # TODO: compare each label with every class
    raise NotImplementedError("shapes")
