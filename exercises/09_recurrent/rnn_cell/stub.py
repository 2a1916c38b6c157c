"""A recurrent network. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor


def rnn_step(x: Tensor, h: Tensor, W_xh: Tensor, W_hh: Tensor, b: Tensor) -> Tensor:
    """One step: the new state, from the input and the old state.

    Args:
        x: (N, I).
        h: (N, H), the state before.
        W_xh: (H, I).
        W_hh: (H, H).
        b: (H).

    Returns:
        (N, H), the state after.

    Example:
        x [[1.]], h [[2.]], W_xh [[3.]], W_hh [[-2.]], b [1.] -> tanh(3 - 4 + 1) = [[0.]]
    """
    # TODO: two linear layers, one bias, tanh
    raise NotImplementedError("rnn_cell")


def rnn_forward(xs: Tensor, h0: Tensor, W_xh: Tensor, W_hh: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Walks along the sequences.

    Args:
        xs: (N, T, I), T at least 1.
        h0: (N, H), the state before the first step.
        W_xh, W_hh, b: as in rnn_step.

    Returns:
        hs (N, T, H), the state after each step, and h_T (N, H), the last of them.

    Example:
        Weights of 1, no bias: xs [[[1.], [0.]]], h0 [[0.]]
        -> hs [[[0.7616], [0.6420]]], for tanh(1) = 0.7616 and tanh(0.7616) = 0.6420, and h_T [[0.6420]]
    """
    # TODO: carry the state from step to step, and keep each
    raise NotImplementedError("rnn_cell")


def rnn_outputs(hs: Tensor, W_hy: Tensor, b_y: Tensor, mode: str) -> Tensor:
    """Reads the outputs off the states.

    Args:
        hs: (N, T, H).
        W_hy: (K, H).
        b_y: (K).
        mode: "all" for an output at every step, "last" for one after the last step.

    Returns:
        (N, T, K) for "all", (N, K) for "last".

    Raises:
        ValueError: the mode is neither.

    Example:
        hs [[[1.], [2.]]], W_hy [[10.]], b_y [5.]: "all" -> [[[15.], [25.]]], "last" -> [[25.]]
    """
    # TODO: a linear layer on the states that the mode asks for
    raise NotImplementedError("rnn_cell")
