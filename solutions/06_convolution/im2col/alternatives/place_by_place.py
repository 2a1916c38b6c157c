"""A loop over the places of the kernel: each fills one row of every column block."""

import torch
import torch.nn.functional as F


def _two(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def im2col(x, kernel, stride, padding):
    kH, kW = _two(kernel)
    sH, sW = _two(stride)
    pH, pW = _two(padding)
    N, C, H, W = x.shape
    H_out, W_out = (H + 2 * pH - kH) // sH + 1, (W + 2 * pW - kW) // sW + 1
    padded = F.pad(x, (pW, pW, pH, pH))
    columns = torch.zeros(N, C, kH, kW, H_out, W_out, dtype=x.dtype, device=x.device)
    for i in range(kH):
        for j in range(kW):
            columns[:, :, i, j] = padded[:, :, i : i + sH * (H_out - 1) + 1 : sH, j : j + sW * (W_out - 1) + 1 : sW]
    return columns.view(N, C * kH * kW, H_out * W_out)


def conv2d_im2col(x, weight, bias=None, stride=1, padding=0):
    N, _, H, W = x.shape
    O, C, kH, kW = weight.shape
    H_out = (H + 2 * _two(padding)[0] - kH) // _two(stride)[0] + 1
    W_out = (W + 2 * _two(padding)[1] - kW) // _two(stride)[1] + 1
    y = torch.matmul(weight.reshape(O, C * kH * kW), im2col(x, (kH, kW), stride, padding))
    y = y.reshape(N, O, H_out, W_out)
    return y if bias is None else y + bias.view(1, O, 1, 1)
