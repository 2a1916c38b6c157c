"""An LSTM step. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor


def lstm_step(
    x: Tensor, h: Tensor, c: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> tuple[Tensor, Tensor]:
    """One step of an LSTM.

    Args:
        x: (N, I).
        h: (N, H), the state shown before.
        c: (N, H), the memory before.
        W_ih: (4H, I), the blocks i, f, g, o one above the other.
        W_hh: (4H, H), likewise.
        b_ih, b_hh: (4H), likewise.

    Returns:
        h (N, H) and c (N, H), both after the step.

    Example:
        All weights and biases 0: every gate is half open and the proposal is 0.
        c [[2.]] -> c [[1.]], h [[0.3808]], which is half of tanh(1)
    """
    # TODO: the four blocks, from the input and the state
    # TODO: keep, write and show
    raise NotImplementedError("lstm")
