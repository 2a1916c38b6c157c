"""LSTM: c' = f ⊙ c + i ⊙ g, h' = o ⊙ tanh(c'), with gates i, f, o = σ(…) and a proposal g = tanh(…).

From c to c' there is no matrix and no tanh, only the forget gate: where it is near 1, memory and gradient pass
unchanged.

Source: Hochreiter and Schmidhuber 1997, Long Short-Term Memory; Gers, Schmidhuber and Cummins 2000.
"""

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
    blocks = x @ W_ih.T + b_ih + h @ W_hh.T + b_hh  # (N, 4H)
    i, f, g, o = blocks.chunk(4, dim=1)  # (N, H) each
    i, f, o = torch.sigmoid(i), torch.sigmoid(f), torch.sigmoid(o)
    g = torch.tanh(g)

    memory = f * c + i * g  # (N, H)
    shown = o * torch.tanh(memory)  # (N, H)
    return shown, memory
