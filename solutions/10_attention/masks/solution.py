"""Masks of attention: causal[i, j] = (j ≤ i), padding[n, j] = (j < length of n), and both at once.

With the future hidden, all positions of a sentence are trained in one pass, each as if nothing after it had been
written yet. True may be seen, as in scaled_dot_product_attention; nn.Transformer's masks are the opposite.

Source: Vaswani et al. 2017, Attention Is All You Need, section 3.2.3.
"""

import torch
from torch import Tensor


def causal_mask(L: int) -> Tensor:
    """Which positions each position may see: itself and those before it.

    Args:
        L: number of positions, at least 1.

    Returns:
        (L, L), bool. Row i is the query, column j the key; True may be seen.

    Example:
        2 -> [[True, False], [True, True]]
    """
    return torch.ones(L, L, dtype=torch.bool).tril()  # on and below the diagonal: j ≤ i


def padding_mask(lengths: Tensor, L: int) -> Tensor:
    """Which positions of each sentence are real tokens; the others are padding.

    Args:
        lengths: (N), int64, each 0 … L. The tokens of a sentence stand at its beginning.
        L: the length to which all sentences are filled up.

    Returns:
        (N, L), bool. True is real.

    Example:
        [3, 1], 3 -> [[True, True, True], [True, False, False]]
    """
    positions = torch.arange(L, device=lengths.device)
    return positions < lengths[:, None]  # (N, L)


def combine_masks(causal: Tensor, padding: Tensor) -> Tensor:
    """What each query may see in each sentence: keys that both masks allow.

    Args:
        causal: (L, L), bool, queries × keys.
        padding: (N, L), bool, True is real. It hides keys; the row of a query that is padding stays.

    Returns:
        (N, 1, L, L), bool: sentences, one for all heads, queries, keys.

    Example:
        causal [[True, False], [True, True]], padding [[True, False]] -> [[[[True, False], [True, False]]]]
    """
    return causal & padding[:, None, None, :]  # (N, 1, L, L)
