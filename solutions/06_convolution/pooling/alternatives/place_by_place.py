"""A loop over the few places of the kernel, with strided slices for all windows at once."""

import torch


def _slices(x, kernel_size, stride):
    kH, kW = kernel_size if isinstance(kernel_size, (tuple, list)) else (kernel_size,) * 2
    stride = stride or (kH, kW)
    sH, sW = stride if isinstance(stride, (tuple, list)) else (stride,) * 2
    rows, columns = (x.shape[2] - kH) // sH + 1, (x.shape[3] - kW) // sW + 1
    for i in range(kH):
        for j in range(kW):
            yield (..., slice(i, i + rows * sH, sH), slice(j, j + columns * sW, sW))


def _shown(x, kernel_size, stride):
    rows = None
    for at in _slices(x, kernel_size, stride):
        part = x[at]
        rows = part.shape if rows is None else rows
        yield part[..., : rows[-2], : rows[-1]]


def max_pool2d(x, kernel_size, stride=None):
    best = None
    for part in _shown(x, kernel_size, stride):
        best = part if best is None else torch.maximum(best, part)
    return best.clone()


def avg_pool2d(x, kernel_size, stride=None):
    parts = list(_shown(x, kernel_size, stride))
    return sum(parts) / len(parts)


def max_pool2d_backward(grad_output, x, kernel_size, stride=None):
    best = max_pool2d(x, kernel_size, stride)
    open_windows = torch.ones_like(best, dtype=torch.bool)
    grad = torch.zeros_like(x)
    for at in _slices(x, kernel_size, stride):
        wins = open_windows & (x[at] == best)
        grad[at] += torch.where(wins, grad_output, 0)
        open_windows = open_windows & ~wins
    return grad
