"""Backpropagation through time. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor


def rnn_states(xs: Tensor, h0: Tensor, W_xh: Tensor, W_hh: Tensor, b: Tensor) -> Tensor:
    """The forward: the states (N, T, H) of a recurrent network; arguments as in rnn_backward."""
    h, states = h0, []
    for x in xs.unbind(dim=1):
        h = torch.tanh(x @ W_xh.T + h @ W_hh.T + b)  # (N, H)
        states.append(h)
    return torch.stack(states, dim=1)  # (N, T, H)


def rnn_backward(
    grad_hs: Tensor, xs: Tensor, h0: Tensor, W_xh: Tensor, W_hh: Tensor, b: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Carries the gradient of a loss from the states of a recurrent network to all that they were made of.

    Args:
        grad_hs: (N, T, H), the gradient that reaches each state directly.
        xs: (N, T, I), T at least 1.
        h0: (N, H), the state before the first step.
        W_xh: (H, I).
        W_hh: (H, H).
        b: (H).

    Returns:
        grad_xs (N, T, I), grad_h0 (N, H), grad_W_xh (H, I), grad_W_hh (H, H), grad_b (H).

    Example:
        All inputs and weights 0 but W_hh [[3.]], so that all states are 0 and the tanh has slope 1. Two steps:
        grad_hs [[[1.], [1.]]], xs [[[0.], [0.]]], h0 [[0.]], W_xh [[0.]], b [0.]
        -> grad_b [5.]: 1 from the last step; 1 + 3 from the first, whose state the last one read
        -> grad_h0 [[12.]], grad_xs [[[0.], [0.]]], grad_W_xh [[0.]], grad_W_hh [[0.]]
    """
    # TODO: from the last step to the first, carry what reaches each state by way of the later ones
    # TODO: at each step, collect the gradients of the five arguments
    raise NotImplementedError("bptt")
