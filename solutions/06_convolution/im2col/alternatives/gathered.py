"""An index for each entry of the matrix, by arithmetic; one look-up gathers all windows of all images."""

import torch


def _two(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def _places(size, kernel, stride, padding, device):
    count = (size + 2 * padding - kernel) // stride + 1
    return torch.arange(kernel, device=device)[:, None] + stride * torch.arange(count, device=device)  # (k, out)


def im2col(x, kernel, stride, padding):
    (kH, kW), (sH, sW), (pH, pW) = map(_two, (kernel, stride, padding))
    N, C, H, W = x.shape
    padded = x.new_zeros(N, C, H + 2 * pH, W + 2 * pW)
    padded[:, :, pH : pH + H, pW : pW + W] = x
    rows = _places(H, kH, sH, pH, x.device)[:, None, :, None]  # (kH, 1, H_out, 1)
    columns = _places(W, kW, sW, pW, x.device)[None, :, None, :]  # (1, kW, 1, W_out)
    seen = padded[:, :, rows, columns]  # (N, C, kH, kW, H_out, W_out)
    return seen.reshape(N, C * kH * kW, seen.shape[4] * seen.shape[5])


def conv2d_im2col(x, weight, bias=None, stride=1, padding=0):
    columns = im2col(x, tuple(weight.shape[2:]), stride, padding)
    y = torch.einsum("or,nrl->nol", weight.reshape(weight.shape[0], columns.shape[1]), columns)
    if bias is not None:
        y += bias.unsqueeze(-1)
    (pH, _), (sH, _) = _two(padding), _two(stride)
    H_out = (x.shape[2] + 2 * pH - weight.shape[2]) // sH + 1
    return y.reshape(len(x), len(weight), H_out, y.shape[2] // H_out)
