"""Encoder block. `dlquiz show` prints the task, `dlquiz hint` helps."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor


def encoder_block(
    x: Tensor, params: dict[str, Tensor], num_heads: int, mask: Tensor | None = None, norm_first: bool = False
) -> Tensor:
    """Self-attention and a feed-forward, each with a residual connection and a layer norm.

    Args:
        x: (N, L, E).
        params: of nn.TransformerEncoderLayer: self_attn.… as in multi-head attention, linear1.weight (F, E),
            linear1.bias (F), linear2.weight (E, F), linear2.bias (E), and norm1.…, norm2.… with weight and bias (E).
        num_heads: H, divides E.
        mask: bool, broadcasts to (N, H, L, L). True may be seen; every query sees something.
        norm_first: False normalizes after each residual sum, True before each sublayer.

    Returns:
        (N, L, E). The feed-forward has a ReLU; the norms have eps 1e-5.

    Example:
        One position, E = 2; the weights of attention and feed-forward are 0, all biases too, the norms' weights 1.
        Both sublayers then add nothing:
        x [[[2., 6.]]] -> [[[2., 6.]]] with norm_first, else [[[-1., 1.]]] (to five digits): the norms remain
    """
    # TODO: the two sublayers: self-attention, and the feed-forward
    # TODO: residual connections and norms around them, in either order
    raise NotImplementedError("encoder_block")


def multi_head_attention(
    query: Tensor, key: Tensor, value: Tensor, params: dict[str, Tensor], num_heads: int, mask: Tensor | None = None
) -> Tensor:
    """Supplied: (N, L, E), (N, S, E), (N, S, E) -> (N, L, E), with the params of nn.MultiheadAttention.

    mask: bool, broadcasts to (N, H, L, S). True may be seen.
    """
    weights, biases = params["in_proj_weight"].chunk(3), params["in_proj_bias"].chunk(3)  # of query, key, value
    projected = [F.linear(x, weights[i], biases[i]) for i, x in enumerate((query, key, value))]
    Q, K, V = (x.unflatten(-1, (num_heads, -1)).transpose(1, 2) for x in projected)  # (N, H, …, D)
    scores = Q @ K.mT / math.sqrt(Q.shape[-1])  # (N, H, L, S)
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    heads = scores.softmax(dim=-1) @ V  # (N, H, L, D)
    return F.linear(heads.transpose(1, 2).flatten(2), params["out_proj.weight"], params["out_proj.bias"])


def part(params: dict[str, Tensor], name: str) -> dict[str, Tensor]:
    """Supplied: the tensors of one module, under their own names: self_attn.out_proj.bias -> out_proj.bias."""
    return {key.removeprefix(f"{name}."): tensor for key, tensor in params.items() if key.startswith(f"{name}.")}
