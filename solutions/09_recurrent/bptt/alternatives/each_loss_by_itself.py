"""By definition: the gradient at each state travels all the way back alone, and all journeys are added up."""

import torch
from torch import nn


def rnn_backward(grad_hs, xs, h0, W_xh, W_hh, b):
    N, T, _ = xs.shape
    H = b.shape[0]
    states = torch.zeros(N, T + 1, H, dtype=xs.dtype, device=xs.device)
    states[:, 0] = h0
    for t in range(T):
        states[:, t + 1] = torch.tanh(
            nn.functional.linear(xs[:, t], W_xh) + nn.functional.linear(states[:, t], W_hh, b)
        )
    totals = [torch.zeros_like(value) for value in (xs, h0, W_xh, W_hh, b)]
    for start in range(T):
        travelling = grad_hs[:, start]
        for t in range(start, -1, -1):
            travelling = travelling - travelling * states[:, t + 1] ** 2
            totals[0][:, t] += travelling @ W_xh
            totals[2] += torch.einsum("nh,ni->hi", travelling, xs[:, t])
            totals[3] += torch.einsum("nh,nk->hk", travelling, states[:, t])
            totals[4] += travelling.sum(0)
            travelling = travelling @ W_hh
        totals[1] += travelling
    return tuple(totals)
