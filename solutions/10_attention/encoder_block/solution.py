"""Encoder block: y = norm1(x + attention(x)), out = norm2(y + feed_forward(y)); with norm_first the norms stand before
the sublayers, y = x + attention(norm1(x)), out = y + feed_forward(norm2(y)).

Attention is the only place where positions meet; all else treats each by itself. With the norms first, x gets through
by sums alone, and so does the gradient on its way back.

Source: Vaswani et al. 2017, sections 3.1 and 3.3; Xiong et al. 2020, section 3.
"""

import math

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
    attention = part(params, "self_attn")

    if norm_first:
        z = norm(x, params, "norm1")
        y = x + multi_head_attention(z, z, z, attention, num_heads, mask)
        return y + feed_forward(norm(y, params, "norm2"), params)

    y = norm(x + multi_head_attention(x, x, x, attention, num_heads, mask), params, "norm1")
    return norm(y + feed_forward(y, params), params, "norm2")


def feed_forward(x: Tensor, params: dict[str, Tensor]) -> Tensor:
    """(N, L, E) -> (N, L, E), for each position by itself."""
    hidden = F.relu(F.linear(x, params["linear1.weight"], params["linear1.bias"]))  # (N, L, F)
    return F.linear(hidden, params["linear2.weight"], params["linear2.bias"])


def norm(x: Tensor, params: dict[str, Tensor], name: str) -> Tensor:
    """Layer norm over the features of each position, eps 1e-5."""
    return F.layer_norm(x, x.shape[-1:], params[f"{name}.weight"], params[f"{name}.bias"])


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
