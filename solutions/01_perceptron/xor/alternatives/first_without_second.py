"""Another net: "the first without the second, or the second without the first", with large uneven weights."""

import torch


def xor_net(x):
    w1 = torch.tensor([[5.0, -6.0], [-3.0, 2.5]], dtype=x.dtype, device=x.device)
    b1 = torch.tensor([-4.0, -1.0], dtype=x.dtype, device=x.device)
    hidden = torch.heaviside(torch.addmm(b1, x, w1.T), torch.zeros_like(x))
    return (hidden.sum(dim=1) > 0.5).type_as(x)


def linear_xor_accuracy(weights, biases):
    best = 0.0
    for (a, b), c in zip(weights.tolist(), biases.tolist(), strict=True):
        hits = sum((a * p + b * q + c > 0) == (p != q) for p in (0, 1) for q in (0, 1))
        best = max(best, hits / 4)
    return best
