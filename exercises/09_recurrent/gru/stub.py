"""A GRU step. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor


def gru_step(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> Tensor:
    """One step of a GRU.

    Args:
        x: (N, I).
        h: (N, H), the state before.
        W_ih: (3H, I), the blocks r, z, n one above the other.
        W_hh: (3H, H), likewise.
        b_ih, b_hh: (3H), likewise.

    Returns:
        (N, H), the state after.

    Example:
        All weights and biases 0: both gates are half open, and the proposal is 0.
        h [[4.]] -> [[2.]]
    """
    # TODO: the blocks r, z and n, from the input and from the state
    # TODO: the two gates, the proposal, and the mixture
    raise NotImplementedError("gru")
