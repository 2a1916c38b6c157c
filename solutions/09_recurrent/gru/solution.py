"""GRU: h' = (1 - z) ⊙ n + z ⊙ h, with a proposal n = tanh(W x + b + r ⊙ (U h + b')) and gates r, z = σ(…).

What is kept and what is written add up to 1 for each unit. Where z is near 1, state and gradient pass unchanged, as
through the memory of an LSTM.

Source: Cho et al. 2014, Learning Phrase Representations using RNN Encoder-Decoder, section 2.3; torch.nn.GRU.
"""

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
    from_x = x @ W_ih.T + b_ih  # (N, 3H)
    from_h = h @ W_hh.T + b_hh  # (N, 3H)
    x_r, x_z, x_n = from_x.chunk(3, dim=1)  # (N, H) each
    h_r, h_z, h_n = from_h.chunk(3, dim=1)  # (N, H) each

    r = torch.sigmoid(x_r + h_r)
    z = torch.sigmoid(x_z + h_z)
    n = torch.tanh(x_n + r * h_n)
    return (1 - z) * n + z * h  # (N, H)
