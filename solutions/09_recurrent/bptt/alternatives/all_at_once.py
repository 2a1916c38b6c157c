"""Only the carried gradient needs a loop: with all grad_z at hand, the rest is sums over batch and time at once."""

import torch


def rnn_backward(grad_hs, xs, h0, W_xh, W_hh, b):
    hs = [h0]
    for t in range(xs.shape[1]):
        hs.append(torch.addmm(b, xs[:, t], W_xh.mT).addmm(hs[-1], W_hh.mT).tanh())
    hs = torch.stack(hs)  # (T + 1, N, H)
    slopes = 1 - hs[1:] ** 2

    grad_z = torch.empty_like(slopes)  # (T, N, H)
    carried = torch.zeros_like(h0)
    for t in range(len(slopes) - 1, -1, -1):
        grad_z[t] = (grad_hs[:, t] + carried) * slopes[t]
        carried = torch.einsum("nh,hk->nk", grad_z[t], W_hh)
    return [
        torch.einsum("tnh,hi->nti", grad_z, W_xh),
        carried,
        torch.einsum("tnh,nti->hi", grad_z, xs),
        torch.einsum("tnh,tnk->hk", grad_z, hs[:-1]),
        grad_z.sum(dim=(0, 1)),
    ]
