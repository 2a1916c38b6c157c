"""Outer products, squared distances and one-hot rows by broadcasting, without a loop.

Give each argument an axis of size 1 wherever the result has an axis that it does not know; PyTorch repeats it there.

Source: Harris et al. 2020, Array programming with NumPy; Boostcamp AI Tech day 13 notes, section 2.
"""

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
    return a[:, :, None] * b[:, None, :]  # (N, D, 1) * (N, 1, E) -> (N, D, E)


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
    difference = a[:, None, :] - b[None, :, :]  # (N, 1, D) - (1, M, D) -> (N, M, D)
    return (difference**2).sum(dim=-1)  # (N, M); |a|² − 2 a · b + |b|² is faster, and rounding can bring it below 0


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
    classes = torch.arange(num_classes, device=labels.device)  # (K)
    return (labels[..., None] == classes).long()  # (..., 1) == (K) -> (..., K)
