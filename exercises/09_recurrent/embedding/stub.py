"""Embedding and its backward. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor


def embedding(ids: Tensor, weight: Tensor) -> Tensor:
    """Looks up one row of the table for each id.

    Args:
        ids: (...), int64, each from 0 to V - 1.
        weight: (V, E).

    Returns:
        (..., E).

    Example:
        weight [[1., 2.], [3., 4.], [5., 6.]], ids [2, 0, 2] -> [[5., 6.], [1., 2.], [5., 6.]]
    """
    # TODO: one row of weight for each id
    raise NotImplementedError("embedding")


def embedding_backward(grad_output: Tensor, ids: Tensor, weight: Tensor) -> Tensor:
    """Carries the gradient of a loss from the output of `embedding` to the table.

    Args:
        grad_output: (..., E), the gradient of the loss with respect to the output.
        ids, weight: as in the forward.

    Returns:
        grad_weight (V, E).

    Example:
        grad_output [[1., 2.], [3., 4.], [5., 6.]], ids [2, 0, 2], weight of shape (3, 2)
        -> [[3., 4.], [0., 0.], [6., 8.]]
    """
    # TODO: for each row of the table, collect the gradients of all places that took it
    raise NotImplementedError("embedding")
