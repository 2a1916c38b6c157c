"""Chooses the moved element by comparing positions; numbers are kept as Python floats until the end."""

import torch


def numerical_gradient(f, x, eps=1e-5):
    place = torch.arange(x.numel(), device=x.device).reshape(x.shape)

    def slope(i):
        here = place == i
        rise = f(torch.where(here, x + eps, x)) - f(torch.where(here, x - eps, x))
        return float(rise) / (eps + eps)

    return torch.tensor([slope(i) for i in range(x.numel())], dtype=x.dtype, device=x.device).reshape(x.shape)
