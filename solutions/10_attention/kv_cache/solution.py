"""One step of causal attention: q, k, v of the new position; y = softmax(q [k_1 … k_t]ᵀ / √D) [v_1 … v_t].

Under a causal mask nothing of an earlier position changes when a word is added, and all that later ones ask of it is
its key and its value. So a step costs as much as one position, plus a row of t scores.

Source: Shazeer 2019, Fast Transformer Decoding, section 2.3.
"""

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def decode_step(
    x: Tensor, cache: dict[str, Any], params: dict[str, Tensor], num_heads: int
) -> tuple[Tensor, dict[str, Any]]:
    """One more position through a causal attention layer.

    Args:
        x: (N, 1, E), the new position.
        cache: {} at the first step, later what the step before returned.
        params: of nn.MultiheadAttention: in_proj_weight (3E, E) and in_proj_bias (3E) for query, key and value in this
            order, out_proj.weight (E, E), out_proj.bias (E).
        num_heads: H, divides E.

    Returns:
        The answer at the new position, (N, 1, E), which sees itself and all earlier ones; and the cache for the next
        step.

    Example:
        E = 1, one head, the weights of query, key, value and output 0, 0, 1 and 1, all biases 0: all scores are 0, so
        each step gives the mean of all x so far.
        x [[[2.]]] with {} -> [[[2.]]], then [[[6.]]] with the cache of that step -> [[[4.]]]
    """
    projected = F.linear(x, params["in_proj_weight"], params["in_proj_bias"])  # (N, 1, 3E)
    query, key, value = projected.unflatten(-1, (3, num_heads, -1)).permute(2, 0, 3, 1, 4)  # (N, H, 1, D) each
    if cache:
        key = torch.cat([cache["key"], key], dim=2)  # (N, H, t, D)
        value = torch.cat([cache["value"], value], dim=2)

    D = query.shape[-1]
    scores = query @ key.mT / math.sqrt(D)  # (N, H, 1, t): none of them is the future
    weights = scores.softmax(dim=-1)
    heads = weights @ value  # (N, H, 1, D)

    joined = heads.transpose(1, 2).flatten(2)  # (N, 1, E)
    return F.linear(joined, params["out_proj.weight"], params["out_proj.bias"]), {"key": key, "value": value}
