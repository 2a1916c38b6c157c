"""PyTorch's formula as its documentation prints it, with a floor over a true division."""

import math


def conv_output_size(size, kernel, stride=1, padding=0, dilation=1):
    if type(size) is not int:
        rest = [[value] * 2 if type(value) is int else list(value) for value in (kernel, stride, padding, dilation)]
        heights, widths = zip(*rest, strict=True)
        return conv_output_size(size[0], *heights), conv_output_size(size[1], *widths)
    if any(value < 1 for value in (size, kernel, stride, dilation)) or padding < 0:
        raise ValueError("all but the padding must be positive")
    result = math.floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1)
    if result < 1:
        raise ValueError("the output would be empty")
    return result
