"""Vanishing and exploding gradients in time. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor


def gradient_norms(W_hh: Tensor, hs: Tensor) -> Tensor:
    """The spectral norm of the last state's Jacobian for each state of a sequence.

    Args:
        W_hh: (H, H), from state to state.
        hs: (T, H), the states after the tanh, T at least 1.

    Returns:
        (T), the largest singular value of the Jacobian of hs[T - 1] with respect to hs[t]; the last is 1.

    Example:
        W_hh [[2.]], hs [[0.9], [0.5], [0.]]: the steps into the second and third state multiply by
        2 · (1 - 0.25) = 1.5 and by 2 · 1 -> [3., 2., 1.]
    """
    # TODO: the Jacobian of one step
    # TODO: their product, from the last state back to each, and its largest singular value
    raise NotImplementedError("rnn_gradient_norm")
