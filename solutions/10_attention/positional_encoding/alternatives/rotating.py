"""Each pair as a complex number that is turned on by the same factor from one position to the next."""

import torch


def sinusoidal_encoding(length, dim):
    speeds = 10000.0 ** -(torch.arange(0, dim, 2, dtype=torch.float64) / dim)
    step = torch.polar(torch.ones_like(speeds), speeds)
    hands = torch.cumprod(torch.cat([torch.ones_like(step)[None], step.expand(length - 1, -1)]), dim=0)
    return torch.stack([hands.imag, hands.real], dim=2).reshape(length, -1)[:, :dim].float()
