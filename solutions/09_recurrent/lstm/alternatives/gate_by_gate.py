"""One gate after the other, each with its own slices of the weights, as the formulas write them."""

import torch
import torch.nn.functional as F


def lstm_step(x, h, c, W_ih, W_hh, b_ih, b_hh):
    H = h.shape[1]

    def block(k):
        rows = slice(k * H, (k + 1) * H)
        return F.linear(x, W_ih[rows], b_ih[rows]) + F.linear(h, W_hh[rows], b_hh[rows])

    write, keep, show = block(0).sigmoid(), block(1).sigmoid(), block(3).sigmoid()
    c_next = torch.addcmul(keep * c, write, block(2).tanh())
    return show * c_next.tanh(), c_next
