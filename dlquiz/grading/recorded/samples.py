"""Of a mistake's large answers a record keeps some of the numbers: enough to tell whether a learner's is the same."""

from typing import Any

import torch
from torch import Tensor

LARGE, KEPT = 2**14, 2**10  # numbers of a tensor above which only so many are kept
STEP = 1_000_003  # a prime, so that they come from all rows and columns


def thinned(value: Any) -> Any:
    """The value with each large tensor replaced by a list: its shape, and numbers from all over it."""
    if isinstance(value, Tensor) and value.numel() > LARGE:
        places = torch.arange(KEPT, device=value.device) * STEP % value.numel()
        return [list(value.shape), value.detach().reshape(-1)[places]]
    if isinstance(value, (tuple, list)):
        return type(value)(thinned(item) for item in value)
    if isinstance(value, dict):
        return {key: thinned(item) for key, item in value.items()}
    return value
