"""Multiplies the bound by the size where the formula divides by it, so that nothing is ever 0/0."""

import torch


def numerical_gradient(f, x, eps):
    moved = x.clone(memory_format=torch.contiguous_format)
    flat, slopes = moved.view(-1), []
    for i, old in enumerate(flat.tolist()):
        heights = []
        for end in (old + eps, old - eps):
            flat[i] = end
            heights.append(float(f(moved)))
        flat[i] = old
        slopes.append((heights[0] - heights[1]) / (2 * eps))
    return torch.tensor(slopes, dtype=x.dtype, device=x.device).reshape(x.shape)


def gap_and_size(a, b):
    if a.numel() == 0:
        return 0.0, 0.0
    return float((a - b).abs().max()), float(torch.stack([a, b]).abs().max())


def relative_error(a, b):
    gap, size = gap_and_size(a, b)
    return gap / size if gap != 0 else 0.0


def check_gradient(f, analytic, x, eps=1e-5, tol=1e-5):
    if analytic.size() != x.size() or not bool(analytic.isfinite().all()):
        return False
    gap, size = gap_and_size(analytic, numerical_gradient(f, x, eps))
    return gap <= tol * size
