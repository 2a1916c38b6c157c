"""Recurrent network: h_t = tanh(W_xh x_t + W_hh h_(t-1) + b), y_t = W_hy h_t + b_y.

One layer, used at every step: however long the sequence, there are no more weights. All that a later step knows of the
earlier ones is the H numbers of the state.

Source: Elman 1990, Finding Structure in Time; Goodfellow, Bengio and Courville 2016, section 10.2.
"""

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
    return torch.tanh(x @ W_xh.T + h @ W_hh.T + b)  # (N, H)


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
    h = h0
    states = []
    for x in xs.unbind(dim=1):
        h = rnn_step(x, h, W_xh, W_hh, b)
        states.append(h)
    return torch.stack(states, dim=1), h  # (N, T, H), (N, H)


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
    if mode == "last":
        hs = hs[:, -1]  # (N, H)
    elif mode != "all":
        raise ValueError(f'mode is {mode!r}; it has to be "all" or "last"')
    return hs @ W_hy.T + b_y  # (N, T, K) or (N, K)
