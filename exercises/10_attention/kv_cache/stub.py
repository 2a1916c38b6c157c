"""Writing with a cache of keys and values. `dlquiz show` prints the task, `dlquiz hint` helps."""

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
    # TODO: query, key and value of the new position, split into heads
    # TODO: join key and value to those of the earlier positions
    # TODO: attend, join the heads, project; return the answer and the cache
    raise NotImplementedError("kv_cache")
