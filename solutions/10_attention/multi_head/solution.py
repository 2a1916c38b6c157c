"""Multi-head attention: [head_1 … head_H] Woᵀ + bo, head_h = softmax(Q_h K_hᵀ / √D) V_h with D = E / H.

A softmax makes one choice. H heads make H choices in D columns each at the cost of one in E columns, since
H · L · S · D = L · S · E; the output projection mixes what they have found.

Source: Vaswani et al. 2017, Attention Is All You Need, section 3.2.2.
"""

import math

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
    D = query.shape[-1] // num_heads
    w_q, w_k, w_v = params["in_proj_weight"].chunk(3)  # (E, E) each
    b_q, b_k, b_v = params["in_proj_bias"].chunk(3)  # (E) each

    Q = split(query @ w_q.T + b_q, num_heads)  # (N, H, L, D)
    K = split(key @ w_k.T + b_k, num_heads)  # (N, H, S, D)
    V = split(value @ w_v.T + b_v, num_heads)  # (N, H, S, D)

    scores = Q @ K.transpose(-2, -1) / math.sqrt(D)  # (N, H, L, S)
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    weights = scores.softmax(dim=-1)  # over the keys: each row sums to 1
    heads = weights @ V  # (N, H, L, D)

    joined = heads.transpose(1, 2).flatten(2)  # (N, L, E): the heads side by side
    return joined @ params["out_proj.weight"].T + params["out_proj.bias"]


def split(x: Tensor, num_heads: int) -> Tensor:
    """(N, T, E) -> (N, H, T, D): head h gets the h-th block of D columns."""
    return x.unflatten(-1, (num_heads, -1)).transpose(1, 2)
