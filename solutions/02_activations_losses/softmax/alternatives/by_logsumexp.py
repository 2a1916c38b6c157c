"""The logarithm of the sum of exps in one call; softmax is the exp of what is left."""

import torch
from torch import Tensor


def softmax(x: Tensor, dim: int) -> Tensor:
    """See solution.py."""
    return torch.exp(log_softmax(x, dim))


def log_softmax(x: Tensor, dim: int) -> Tensor:
    """See solution.py."""
    return x - torch.logsumexp(x, dim, keepdim=True)
