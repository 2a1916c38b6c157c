"""Backward pass of attention O = P V, P = softmax(S) by rows, S = Q Kᵀ / √E; with dO = ∂loss/∂O.

    dV = Pᵀ dO        dP = dO Vᵀ        dS = P ⊙ (dP − rowsum(P ⊙ dP))        dQ = dS K / √E        dK = dSᵀ Q / √E

Each line of the forward, backwards: product, softmax, product. A row of dS sums to 0, since adding the same number to
all scores of a query changes nothing.

Source: Dao et al. 2022, FlashAttention, appendix B.2.
"""

import math

from torch import Tensor


def attention(query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    """The forward pass, given: query (..., L, E), key (..., S, E), value (..., S, D) -> (..., L, D)."""
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])  # (..., L, S)
    return scores.softmax(dim=-1) @ value


def attention_backward(grad_output: Tensor, query: Tensor, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Carries the gradient of a loss from the output of `attention` to its inputs.

    Args:
        grad_output: (..., L, D), the gradient of the loss with respect to the output.
        query: (..., L, E).
        key: (..., S, E).
        value: (..., S, D).

    Returns:
        grad_query (..., L, E), grad_key (..., S, E), grad_value (..., S, D).

    Example:
        One query between two equal keys has weights ½ and ½:
        grad_output [[1.]], query [[1.]], key [[1.], [1.]], value [[2.], [4.]]
        -> grad_query [[0.]], grad_key [[-0.5], [0.5]], grad_value [[0.5], [0.5]]
    """
    root = math.sqrt(query.shape[-1])
    scores = query @ key.mT / root  # (..., L, S)
    weights = scores.softmax(dim=-1)
    grad_value = weights.mT @ grad_output  # (..., S, D)

    grad_weights = grad_output @ value.mT  # (..., L, S)
    expected = (weights * grad_weights).sum(dim=-1, keepdim=True)  # (..., L, 1): what all weights of a row share
    grad_scores = weights * (grad_weights - expected)  # (..., L, S)

    grad_query = grad_scores @ key / root  # (..., L, E)
    grad_key = grad_scores.mT @ query / root  # (..., S, E)
    return grad_query, grad_key, grad_value
