"""A convolution with the flipped filter over the map with zeros between its numbers, padded to what is needed."""

import torch
import torch.nn.functional as F


def _two(value):
    return [value, value] if isinstance(value, int) else list(value)


def conv_transpose_output_size(size, kernel, stride=1, padding=0, output_padding=0, dilation=1):
    spread = [(n - 1) * s + 1 for n, s in zip(_two(size), _two(stride), strict=True)]
    reach = [(k - 1) * d for k, d in zip(_two(kernel), _two(dilation), strict=True)]
    out = [a + r - 2 * p + o for a, r, p, o in zip(spread, reach, _two(padding), _two(output_padding), strict=True)]
    return out[0] if isinstance(size, int) else tuple(out)


def conv_transpose2d(x, weight, bias=None, stride=1, padding=0, output_padding=0):
    kH, kW = weight.shape[2:]
    (sH, sW), (pH, pW), (oH, oW) = _two(stride), _two(padding), _two(output_padding)
    N, C, H, W = x.shape
    spread = torch.zeros(N, C, (H - 1) * sH + 1, (W - 1) * sW + 1, dtype=x.dtype, device=x.device)
    spread[:, :, ::sH, ::sW] = x
    around = F.pad(spread, (kW - 1 - pW, kW - 1 - pW + oW, kH - 1 - pH, kH - 1 - pH + oH))
    return F.conv2d(around, weight.transpose(0, 1).flip(2, 3), bias)
