"""Cross-attention. `dlquiz show` prints the task, `dlquiz hint` helps."""

import math

import torch
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
    # TODO: three projections, each of the right input
    # TODO: split into heads, attend, and put the heads together again
    # TODO: the output projection
    raise NotImplementedError("cross_attention")
