"""Decoder block: y = norm1(x + self(x)), z = norm2(y + cross(y)), out = norm3(z + ff(z)); with norm_first the norms
stand before the sublayers, y = x + self(norm1(x)) and so on.

Self-attention looks back at what has been written, so it is causal; cross-attention looks at the source, which is there
in full, so it is not.

Source: Vaswani et al. 2017, Attention Is All You Need, sections 3.1 and 3.2.3.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor


def decoder_block(
    x: Tensor,
    memory: Tensor,
    params: dict[str, Tensor],
    num_heads: int,
    memory_mask: Tensor | None = None,
    norm_first: bool = False,
) -> Tensor:
    """Causal self-attention, cross-attention to the encoder and a feed-forward, each with a residual sum and a norm.

    Args:
        x: (N, L, E), the decoder's positions.
        memory: (N, S, E), the encoder's.
        params: of nn.TransformerDecoderLayer: self_attn.… and multihead_attn.… (cross-attention) as in multi-head
            attention, linear1.weight (F, E), linear1.bias (F), linear2.weight (E, F), linear2.bias (E), and norm1.…,
            norm2.…, norm3.… with weight and bias (E).
        num_heads: H, divides E.
        memory_mask: bool, broadcasts to (N, H, L, S). True may be seen; every query sees something.
        norm_first: False normalizes after each residual sum, True before each sublayer.

    Returns:
        (N, L, E). Position i depends on positions 0 … i of x. The feed-forward has a ReLU; the norms have eps 1e-5.

    Example:
        One position, E = 2; all weights of attentions and feed-forward are 0, all biases too, but for
        multihead_attn.out_proj.bias [1., 3.]; the norms' weights are 1. With norm_first the block adds that bias:
        x [[[2., 6.]]], memory [[[5., 5.]]] -> [[[3., 9.]]]
    """
    L = x.shape[1]
    causal = torch.ones(L, L, dtype=torch.bool, device=x.device).tril()  # (L, L)

    def look_back(q: Tensor) -> Tensor:
        return multi_head_attention(q, q, q, part(params, "self_attn"), num_heads, causal)  # (N, L, E)

    def look_up(q: Tensor) -> Tensor:
        return multi_head_attention(q, memory, memory, part(params, "multihead_attn"), num_heads, memory_mask)

    if norm_first:
        y = x + look_back(norm(x, params, "norm1"))
        z = y + look_up(norm(y, params, "norm2"))
        return z + feed_forward(norm(z, params, "norm3"), params)

    y = norm(x + look_back(x), params, "norm1")
    z = norm(y + look_up(y), params, "norm2")
    return norm(z + feed_forward(z, params), params, "norm3")


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
