"""What a convolution costs: (C_in / groups) · kH · kW products for each of C_out · H_out · W_out numbers.

A weight of a convolution works at every place of the map: multiply-adds = weights · H_out · W_out. A weight of a dense
layer works once, so the same map takes as many weights as multiply-adds, and far more of both.

Source: Boostcamp AI Tech day 13 notes, section 4; Goodfellow, Bengio and Courville 2016, Deep Learning, section 9.2.
"""

import math


def conv_macs(
    in_channels: int,
    out_channels: int,
    kernel: int | tuple[int, int],
    out_size: int | tuple[int, int],
    groups: int = 1,
) -> int:
    """Multiply-adds of a convolution for one image, without the bias.

    Args:
        in_channels: channels of the input.
        out_channels: channels of the output.
        kernel: height and width of a filter, or one int for both.
        out_size: height and width of the output, or one int for both.
        groups: input and output channels are cut into this many equal parts; output part i reads input part i only.

    Returns:
        An int.

    Example:
        One filter of 2 × 2 that stops at 3 places of a grey image: conv_macs(1, 1, 2, (1, 3)) -> 12
    """
    kH, kW = (kernel, kernel) if isinstance(kernel, int) else kernel
    H_out, W_out = (out_size, out_size) if isinstance(out_size, int) else out_size
    window = in_channels // groups * kH * kW  # numbers that one output number reads
    return window * (out_channels * H_out * W_out)


def dense_params(in_shape: tuple[int, ...], out_shape: tuple[int, ...], bias: bool = True) -> int:
    """Weights and biases of a dense layer between two shapes.

    Args:
        in_shape: shape of what goes in, without the batch.
        out_shape: shape of what comes out, without the batch.
        bias: whether each output number has a bias.

    Returns:
        An int.

    Example:
        From a map of 2 × 1 × 3 to four numbers: dense_params((2, 1, 3), (4,)) -> 28
    """
    inputs, outputs = math.prod(in_shape), math.prod(out_shape)
    biases = outputs if bias else 0
    return inputs * outputs + biases
