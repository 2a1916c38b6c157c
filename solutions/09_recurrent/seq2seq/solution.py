"""Sequence to sequence: an encoder reads x_1 … x_T into its last state, a decoder writes from that state until eos.

All that the decoder ever learns of the source goes through one vector, and each word it chooses is its own next input.

Source: Sutskever, Vinyals and Le 2014, Sequence to Sequence Learning with Neural Networks.
"""

from collections.abc import Callable

import torch
from torch import Tensor


def encode_sequence(xs: Tensor, h0: Tensor, W_xh: Tensor, W_hh: Tensor, b: Tensor) -> Tensor:
    """Reads sequences with a recurrent network, h_t = tanh(W_xh x_t + W_hh h_(t-1) + b).

    Args:
        xs: (N, T, I), T at least 1.
        h0: (N, H), the state before the first step.
        W_xh: (H, I).
        W_hh: (H, H).
        b: (H).

    Returns:
        (N, H), the state after the last step.

    Example:
        Weights of 1, no bias: xs [[[1.], [0.]]], h0 [[0.]] -> tanh(tanh(1)) = [[0.6420]]
    """
    h = h0
    for x in xs.unbind(dim=1):
        h = torch.tanh(x @ W_xh.T + h @ W_hh.T + b)  # (N, H)
    return h


def greedy_decode(
    step: Callable[[int, Tensor], tuple[Tensor, Tensor]], h: Tensor, bos: int, eos: int, max_len: int
) -> list[int]:
    """Writes one sequence, always taking the token that is likeliest at the moment.

    Args:
        step: the decoder, (token, state) -> (logits (V), state).
        h: the decoder's first state.
        bos: the token that the first step is given.
        eos: the token that ends the sequence.
        max_len: the most calls of step.

    Returns:
        The chosen tokens, at most max_len, without bos and eos.

    Example:
        A decoder that always answers with token + 1, by logits: bos 0, eos 4, max_len 10 -> [1, 2, 3]
        With max_len 2 -> [1, 2]
    """
    tokens = []
    token = bos
    for _ in range(max_len):
        logits, h = step(token, h)
        token = int(logits.argmax())  # the first of equal ones
        if token == eos:
            break
        if token != bos:
            tokens.append(token)
    return tokens
