"""Embedding y[…] = weight[ids[…]], and grad_weight[v] = Σ grad_output[…] over the places where ids[…] = v.

It is the product of one-hot rows with the table, without the zeros: forward it copies rows, backward it adds up what
arrives at the copies.

Source: Bengio, Ducharme, Vincent and Jauvin 2003, A Neural Probabilistic Language Model, section 2.
"""

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
    return weight[ids]  # (..., E)


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
    E = weight.shape[1]
    places = ids.reshape(-1)  # (M), all places in one row
    grads = grad_output.reshape(-1, E)  # (M, E)
    grad_weight = torch.zeros_like(weight)  # (V, E)
    return grad_weight.index_add(0, places, grads)  # adds for every place, also where ids are equal
