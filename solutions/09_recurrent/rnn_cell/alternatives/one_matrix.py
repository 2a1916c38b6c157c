"""Input and state side by side as one vector, both matrices as one; the states go into a tensor made before."""

import torch


def rnn_step(x, h, W_xh, W_hh, b):
    both = torch.cat((x, h), dim=1)  # (N, I + H)
    weight = torch.cat((W_xh, W_hh), dim=1)  # (H, I + H)
    return torch.nn.functional.linear(both, weight, b).tanh()


def rnn_forward(xs, h0, W_xh, W_hh, b):
    hs = xs.new_empty(xs.shape[0], xs.shape[1], h0.shape[1])
    for t in range(xs.shape[1]):
        hs[:, t] = rnn_step(xs[:, t], h0 if t == 0 else hs[:, t - 1], W_xh, W_hh, b)
    return hs, hs[:, -1]


def rnn_outputs(hs, W_hy, b_y, mode):
    outputs = torch.nn.functional.linear(hs, W_hy, b_y)
    if mode == "all":
        return outputs
    if mode == "last":
        return outputs[:, -1]
    raise ValueError(mode)
