"""Three functions for whole batches by broadcasting.

Write down the shape of the result; give each input a dimension of size 1 wherever it lacks one of the result's. What is
left is arithmetic, element by element, and a sum over what the result does not have.

Source: NumPy user guide, Broadcasting.
"""

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
    return a[:, :, None] * b[:, None, :]  # (N, D, 1) * (N, 1, E)


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
    difference = a[:, None, :] - b[None, :, :]  # (N, 1, D) - (1, M, D) -> (N, M, D)
    return difference.square().sum(dim=-1)


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
    classes = torch.arange(num_classes, device=labels.device)  # (K)
    return (labels[..., None] == classes).long()  # (..., 1) against (K)
