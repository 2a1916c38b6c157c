"""Attention without the matrix. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor


def online_softmax_attention(query: Tensor, key: Tensor, value: Tensor, block_size: int = 64) -> Tensor:
    """Scaled dot-product attention that looks at `block_size` keys at a time and never holds all scores.

    Args:
        query: (..., L, E).
        key: (..., S, E), S at least 1.
        value: (..., S, D).
        block_size: how many keys are looked at together, at least 1; the last block may be shorter.

    Returns:
        (..., L, D), the same numbers as softmax(query keyᵀ / √E) value, for every block_size.

    Example:
        One query, two equal keys in two blocks:
        query [[1.]], key [[1.], [1.]], value [[2.], [4.]], block_size=1 -> [[3.]]
    """
    # TODO: what each query keeps while the keys come in blocks
    # TODO: for each block its scores, and what they change in what was kept
    raise NotImplementedError("online_softmax")
