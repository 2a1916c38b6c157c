"""Multi-head attention. `dlquiz show` prints the task, `dlquiz hint` helps."""

import math

import torch
from torch import Tensor


def multi_head_attention(
    query: Tensor, key: Tensor, value: Tensor, params: dict[str, Tensor], num_heads: int, mask: Tensor | None = None
) -> Tensor:
    """Several attentions side by side, each in its own columns of the projected inputs.

    Args:
        query: (N, L, E).
        key: (N, S, E).
        value: (N, S, E).
        params: of nn.MultiheadAttention: in_proj_weight (3E, E) and in_proj_bias (3E) for query, key and value in this
            order, out_proj.weight (E, E), out_proj.bias (E).
        num_heads: H, divides E.
        mask: bool, broadcasts to (N, H, L, S). True may be seen; every query sees something.

    Returns:
        (N, L, E).

    Example:
        E = 2, two heads, all weights the identity, all biases 0. The query is 0: both heads find both keys equal, and
        each takes the mean of its own column of the values:
        query [[[0., 0.]]], key [[[1., 5.], [3., 2.]]], value [[[2., 10.], [4., 30.]]] -> [[[3., 20.]]]
    """
    # TODO: three projections
    # TODO: split into heads, attend, and put the heads together again
    # TODO: the output projection
    raise NotImplementedError("multi_head")
