"""Columns by unfold; the backward marks one row of each column and folds the columns back, which adds overlaps."""

import torch
import torch.nn.functional as F


def _columns(x, kernel_size, stride):
    kernel = torch.Size([kernel_size] * 2 if isinstance(kernel_size, int) else kernel_size)
    stride = kernel_size if stride is None else stride
    step = [stride] * 2 if isinstance(stride, int) else list(stride)
    N, C, H, W = x.shape
    out = (H - kernel[0]) // step[0] + 1, (W - kernel[1]) // step[1] + 1
    columns = F.unfold(x, tuple(kernel), stride=tuple(step)).reshape(N, C, kernel.numel(), *out)
    return columns, tuple(kernel), tuple(step)


def max_pool2d(x, kernel_size, stride=None):
    return _columns(x, kernel_size, stride)[0].max(2).values


def avg_pool2d(x, kernel_size, stride=None):
    return _columns(x, kernel_size, stride)[0].mean(2)


def max_pool2d_backward(grad_output, x, kernel_size, stride=None):
    columns, kernel, step = _columns(x, kernel_size, stride)
    first = columns.argmax(2, keepdim=True)
    shares = torch.zeros_like(columns).scatter(2, first, grad_output[:, :, None])
    return F.fold(shares.flatten(1, 2).flatten(2), x.shape[2:], kernel, stride=step)
