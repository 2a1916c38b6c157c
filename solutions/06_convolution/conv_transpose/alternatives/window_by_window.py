"""The definition as it stands: one number of the map after the other paints its window."""

import torch


def _two(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def conv_transpose_output_size(size, kernel, stride=1, padding=0, output_padding=0, dilation=1):
    if isinstance(size, int):
        last_window = (size - 1) * stride
        last_pixel = last_window + (kernel - 1) * dilation
        return last_pixel + 1 - padding - padding + output_padding
    settings = [_two(value) for value in (kernel, stride, padding, output_padding, dilation)]
    return tuple(conv_transpose_output_size(size[axis], *(value[axis] for value in settings)) for axis in (0, 1))


def conv_transpose2d(x, weight, bias=None, stride=1, padding=0, output_padding=0):
    N, _, H, W = x.shape
    _, O, kH, kW = weight.shape
    (sH, sW), (pH, pW), (oH, oW) = _two(stride), _two(padding), _two(output_padding)
    canvas = torch.zeros(N, O, (H - 1) * sH + kH + oH, (W - 1) * sW + kW + oW, dtype=x.dtype, device=x.device)
    for h in range(H):
        for w in range(W):
            canvas[:, :, h * sH : h * sH + kH, w * sW : w * sW + kW] += torch.einsum(
                "nc,coij->noij", x[:, :, h, w], weight
            )
    y = canvas[:, :, pH : canvas.shape[2] - pH, pW : canvas.shape[3] - pW]
    if bias is not None:
        y = y + bias.reshape(1, O, 1, 1)
    return y
