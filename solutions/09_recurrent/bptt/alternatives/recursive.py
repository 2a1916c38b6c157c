"""One step calls the rest of the sequence, which returns what it sends back and its share of the weights."""

import torch


def rest(grad_hs, xs, h, W_xh, W_hh, b):
    if not xs:
        return [], torch.zeros_like(h), torch.zeros_like(W_xh), torch.zeros_like(W_hh), torch.zeros_like(b)
    x, after = xs[0], torch.tanh(xs[0] @ W_xh.t() + h @ W_hh.t() + b)
    grads, carried, g_xh, g_hh, g_b = rest(grad_hs[1:], xs[1:], after, W_xh, W_hh, b)
    g = (grad_hs[0] + carried) * (1 - after) * (1 + after)
    g_xh = g_xh + (g[:, :, None] * x[:, None, :]).sum(0)
    g_hh = g_hh + (g[:, :, None] * h[:, None, :]).sum(0)
    return [torch.mm(g, W_xh), *grads], torch.mm(g, W_hh), g_xh, g_hh, g_b + torch.ones_like(g[:, 0]) @ g


def rnn_backward(grad_hs, xs, h0, W_xh, W_hh, b):
    grads, *others = rest(grad_hs.unbind(1), xs.unbind(1), h0, W_xh, W_hh, b)
    return torch.stack(grads, dim=1), *others
