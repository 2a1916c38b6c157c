"""Backward pass of attention. `dlquiz show` prints the task, `dlquiz hint` helps."""

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
    # TODO: the weights once more, and the gradient for value
    # TODO: through the softmax: each weight of a row depends on all its scores
    # TODO: the gradients for query and key
    raise NotImplementedError("attention_backward")
