"""Attention without the L × S matrix: a softmax whose sum and mean grow block by block.

While the keys come in blocks, each query keeps three things: the largest score so far, the sum of the exponentials
measured from it, and the values summed with these exponentials as weights. A larger score only shifts the point from
which all are measured, so what was summed before is multiplied by exp(old − new).

Source: Milakov and Gimelshein 2018, Online normalizer calculation for softmax; Dao et al. 2022, FlashAttention.
"""

import math

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
    *leading, L, E = query.shape
    S, D = value.shape[-2:]
    highest = query.new_full((*leading, L, 1), -math.inf)  # the largest score so far
    total = query.new_zeros(*leading, L, 1)  # Σ exp(score − highest)
    mixed = query.new_zeros(*leading, L, D)  # Σ exp(score − highest) · value

    for start in range(0, S, block_size):
        keys, values = key[..., start : start + block_size, :], value[..., start : start + block_size, :]
        scores = query @ keys.transpose(-2, -1) / math.sqrt(E)  # (..., L, B)
        new_highest = torch.maximum(highest, scores.amax(dim=-1, keepdim=True))
        weights = torch.exp(scores - new_highest)
        shift = torch.exp(highest - new_highest)  # at first exp(−inf) = 0: nothing was summed yet
        total = total * shift + weights.sum(dim=-1, keepdim=True)
        mixed = mixed * shift + weights @ values
        highest = new_highest
    return mixed / total
