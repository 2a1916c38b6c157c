"""Cross-attention: MultiHead(Q from the decoder, K and V from the encoder).

Whoever asks receives: there is one answer for each query, so the output has the decoder's length. Keys and values are
two views of the same positions, how they are found and what they give, so both come from the encoder.

Source: Vaswani et al. 2017, Attention Is All You Need, sections 3.2.2 and 3.2.3.
"""

import math

from torch import Tensor


def cross_attention(
    decoder_x: Tensor, encoder_out: Tensor, params: dict[str, Tensor], num_heads: int, mask: Tensor | None = None
) -> Tensor:
    """Each position of the decoder takes from the encoder's positions what matches its question.

    Args:
        decoder_x: (N, L, E).
        encoder_out: (N, S, E).
        params: of nn.MultiheadAttention: in_proj_weight (3E, E) and in_proj_bias (3E) for query, key and value in this
            order, out_proj.weight (E, E), out_proj.bias (E).
        num_heads: H, divides E.
        mask: bool, broadcasts to (N, H, L, S). True may be seen; every query sees something.

    Returns:
        (N, L, E).

    Example:
        E = 1, all weights 1, all biases 0: the query 0 finds both keys equal and takes the mean of their values.
        decoder_x [[[0.]]], encoder_out [[[2.], [4.]]], num_heads 1 -> [[[3.]]]
    """
    E = decoder_x.shape[-1]
    D = E // num_heads
    w_q, w_k, w_v = params["in_proj_weight"].chunk(3)  # (E, E) each
    b_q, b_k, b_v = params["in_proj_bias"].chunk(3)  # (E) each

    query = split(decoder_x @ w_q.T + b_q, num_heads)  # (N, H, L, D)
    key = split(encoder_out @ w_k.T + b_k, num_heads)  # (N, H, S, D)
    value = split(encoder_out @ w_v.T + b_v, num_heads)  # (N, H, S, D)

    scores = query @ key.transpose(-2, -1) / math.sqrt(D)  # (N, H, L, S)
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    weights = scores.softmax(dim=-1)  # over the encoder's positions: each row sums to 1
    heads = weights @ value  # (N, H, L, D)

    joined = heads.transpose(1, 2).flatten(2)  # (N, L, E): the heads side by side
    return joined @ params["out_proj.weight"].T + params["out_proj.bias"]


def split(x: Tensor, num_heads: int) -> Tensor:
    """(N, T, E) -> (N, H, T, D): head h gets the h-th block of D columns."""
    N, T, E = x.shape
    return x.reshape(N, T, num_heads, E // num_heads).transpose(1, 2)
