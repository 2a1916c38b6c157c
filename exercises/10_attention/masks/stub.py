"""Causal and padding masks. `dlquiz show` prints the task, `dlquiz hint` helps."""

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
    # TODO: compare the position of each key with that of each query
    raise NotImplementedError("masks")


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
    # TODO: compare each position with the length of each sentence
    raise NotImplementedError("masks")


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
    # TODO: bring both to four axes, and keep what both allow
    raise NotImplementedError("masks")
