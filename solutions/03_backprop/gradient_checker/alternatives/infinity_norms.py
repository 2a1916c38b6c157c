"""Infinity norms and tensors throughout: the answers are 0-d. A step is a row of ε times the identity."""

import torch


def norm(t):
    return torch.linalg.vector_norm(torch.cat([t.new_zeros(1), t.reshape(-1)]), ord=torch.inf)


def relative_error(a, b):
    scale = torch.maximum(norm(a), norm(b))
    return norm(a - b) / torch.where(scale == 0, 1, scale)


def check_gradient(f, analytic, x, eps=1e-5, tol=1e-5):
    if analytic.ndim != x.ndim or any(n != m for n, m in zip(analytic.shape, x.shape, strict=True)):
        return False
    steps = (eps * torch.eye(x.numel(), dtype=x.dtype, device=x.device)).reshape(x.numel(), *x.shape)
    slopes = torch.zeros_like(x)
    for step in steps:
        slopes += step * (f(x + step) - f(x - step)) / 2 / eps**2
    return relative_error(analytic, slopes) <= tol
