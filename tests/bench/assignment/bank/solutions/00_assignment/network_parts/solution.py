"""Parts of a network: an MLP and its backward, cross-entropy, attention, and the number of parameters.

Sources: Goodfellow, Bengio and Courville 2016, Deep Learning, section 6.5.7; Vaswani et al. 2017, section 3.2.1.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor


def mlp(x: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor) -> Tensor:
    """relu(x w1ᵀ + b1) w2ᵀ + b2.

    Args:
        x: (N, D).
        w1: (H, D).
        b1: (H).
        w2: (K, H).
        b2: (K).

    Returns:
        (N, K).

    Example:
        x [[1.]], w1 [[2.]], b1 [1.], w2 [[3.]], b2 [0.] -> [[9.]]
    """
    return (x @ w1.T + b1).relu() @ w2.T + b2


def cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """The mean of −log softmax(logits)[n, labels[n]] over n.

    Args:
        logits: (N, K).
        labels: (N), int64.

    Returns:
        0-d.

    Example:
        logits [[0., 0.]], labels [1] -> 0.6931
    """
    logarithms = logits - logits.logsumexp(dim=1, keepdim=True)
    return -logarithms.gather(1, labels[:, None]).mean()


def mlp_backward(
    grad_output: Tensor, x: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """The gradients of <grad_output, mlp(x, w1, b1, w2, b2)>.

    Args:
        grad_output: (N, K).
        x: (N, D).
        w1: (H, D).
        b1: (H).
        w2: (K, H).
        b2: (K).

    Returns:
        The gradients of x, w1, b1, w2, b2, each with its shape.

    Example:
        grad_output [[1.]], x [[1.]], w1 [[2.]], b1 [1.], w2 [[3.]], b2 [0.]: for x [[6.]], for w2 [[3.]]
    """
    hidden = (x @ w1.T + b1).relu()  # (N, H)
    grad_hidden = (grad_output @ w2) * (hidden > 0)  # (N, H)
    return grad_hidden @ w1, grad_hidden.T @ x, grad_hidden.sum(dim=0), grad_output.T @ hidden, grad_output.sum(dim=0)


def attention(query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    """softmax(query keyᵀ / √E) value.

    Args:
        query: (L, E).
        key: (S, E).
        value: (S, D).

    Returns:
        (L, D).

    Example:
        query [[0.]], key [[1.], [2.]], value [[2.], [4.]] -> [[3.]]
    """
    scores = query @ key.T / math.sqrt(query.shape[1])  # (L, S)
    return scores.softmax(dim=1) @ value


def causal_attention(query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    """Attention where row i sees rows 0 to i only.

    Args:
        query: (L, E).
        key: (L, E).
        value: (L, D).

    Returns:
        (L, D).

    Example:
        query [[0.], [0.]], key [[1.], [2.]], value [[2.], [4.]] -> [[2.], [3.]]
    """
    scores = query @ key.T / math.sqrt(query.shape[1])  # (L, L)
    future = torch.ones_like(scores, dtype=torch.bool).triu(1)
    return scores.masked_fill(future, -math.inf).softmax(dim=1) @ value


def count_parameters(sizes: Sequence[int]) -> int:
    """How many numbers the linear layers of a network hold, with their biases.

    Args:
        sizes: the widths, from the input to the output.

    Example:
        (3, 2) -> 8
    """
    return sum((inputs + 1) * outputs for inputs, outputs in pairwise(sizes))
