"""By the definition, read backwards: the states of T steps are those of T - 1 steps and one more."""

import torch


def rnn_step(x, h, W_xh, W_hh, b):
    z = b.expand(len(x), len(b)).clone()
    z.addmm_(x, W_xh.t()).addmm_(h, W_hh.t())
    return z.tanh_()


def rnn_forward(xs, h0, W_xh, W_hh, b):
    *before, now = xs.split(1, dim=1)
    if not before:
        h = rnn_step(now.squeeze(1), h0, W_xh, W_hh, b)
        return h.unsqueeze(1), h
    hs, h = rnn_forward(torch.cat(before, dim=1), h0, W_xh, W_hh, b)
    h = rnn_step(now.squeeze(1), h, W_xh, W_hh, b)
    return torch.cat((hs, h.unsqueeze(1)), dim=1), h


def rnn_outputs(hs, W_hy, b_y, mode):
    if mode == "last":
        return rnn_outputs(hs[:, -1:], W_hy, b_y, "all").squeeze(1)
    if mode != "all":
        raise ValueError("mode")
    N, T, H = hs.shape
    return torch.addmm(b_y, hs.reshape(N * T, H), W_hy.t()).reshape(N, T, len(b_y))
