"""A linear layer makes one column for each number, and fold lays the columns onto the output and adds."""

import torch
from torch.nn.functional import fold


def conv_transpose_output_size(size, kernel, stride=1, padding=0, output_padding=0, dilation=1):
    two = isinstance(size, (tuple, list))
    parts = [
        v if isinstance(v, (tuple, list)) else (v, v) for v in (size, kernel, stride, padding, output_padding, dilation)
    ]
    n, k, s, p, o, d = torch.tensor([tuple(part) for part in parts])
    out = ((n - 1) * s - 2 * p + d * (k - 1) + o + 1).tolist()
    return tuple(out) if two else out[0]


def conv_transpose2d(x, weight, bias=None, stride=1, padding=0, output_padding=0):
    N, C, H, W = x.shape
    kernel = tuple(weight.shape[2:])
    columns = weight.reshape(C, weight.shape[1] * kernel[0] * kernel[1]).T @ x.reshape(N, C, H * W)
    out = conv_transpose_output_size((H, W), kernel, stride, padding, output_padding)
    y = fold(columns, out, kernel, padding=padding, stride=stride)
    return y if bias is None else y + bias.unsqueeze(-1).unsqueeze(-1)
