"""Backpropagation through time: h_t = tanh(z_t), z_t = W_xh x_t + W_hh h_(t-1) + b; from the last step to the first

    ∂L/∂h_t = grad_hs_t + W_hhᵀ ∂L/∂z_(t+1)        ∂L/∂z_t = ∂L/∂h_t · (1 - h_t²)

A state is read by its own output and by the next step, so two gradients meet there; the weights are used at every step,
so theirs is a sum over time.

Source: Werbos 1990, Backpropagation Through Time; Goodfellow, Bengio and Courville 2016, section 10.2.2.
"""

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
    hs = rnn_states(xs, h0, W_xh, W_hh, b)  # (N, T, H)
    before = torch.cat((h0[:, None], hs[:, :-1]), dim=1)  # (N, T, H), the state that each step started from

    grad_xs = torch.zeros_like(xs)
    grad_W_xh, grad_W_hh, grad_b = torch.zeros_like(W_xh), torch.zeros_like(W_hh), torch.zeros_like(b)
    from_later = torch.zeros_like(h0)  # (N, H), what reaches a state by way of the next one
    for t in reversed(range(xs.shape[1])):
        grad_h = grad_hs[:, t] + from_later  # (N, H)
        grad_z = grad_h * (1 - hs[:, t].square())  # (N, H), through the tanh
        grad_xs[:, t] = grad_z @ W_xh  # (N, I)
        grad_W_xh += grad_z.T @ xs[:, t]  # (H, I)
        grad_W_hh += grad_z.T @ before[:, t]  # (H, H)
        grad_b += grad_z.sum(dim=0)  # (H)
        from_later = grad_z @ W_hh  # (N, H)
    return grad_xs, from_later, grad_W_xh, grad_W_hh, grad_b
