"""Transposed convolution: every number of a map paints the filter onto a larger one.

    canvas[n, o, h·s + i, w·s + j] += x[n, c, h, w] · weight[c, o, i, j]
    H_out = (H − 1)·s − 2p + d(k − 1) + op + 1

A convolution is a matrix from the large map to the small one; this is that matrix's transpose, and so the gradient of a
convolution for its image. It gives back the shape, not the values.

Source: Dumoulin and Visin 2016, A guide to convolution arithmetic for deep learning, chapter 4.
"""

import torch
from torch import Tensor


def pair(size: int | tuple[int, int]) -> tuple[int, int]:
    """(height, width) of a size given as one int for both, or as two."""
    return (size, size) if isinstance(size, int) else size


def conv_transpose_output_size(
    size: int | tuple[int, int],
    kernel: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    output_padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
) -> int | tuple[int, int]:
    """The size of what a transposed convolution makes of a map.

    Args:
        size: pixels of the input, as an int or as (height, width).
        kernel: numbers of the filter in each direction.
        stride: from one painted window to the next, in the output.
        padding: pixels taken off at each end of the output.
        output_padding: pixels at the far end of the output beyond that.
        dilation: from one number of the filter to the next; 1 leaves no gaps.
            Where size is a pair, each of these five is a pair or an int for both; where it is an int, so are they.

    Returns:
        An int, or (height, width) where size is a pair.

    Example:
        conv_transpose_output_size(4, 3) -> 6
        conv_transpose_output_size((2, 3), 2, stride=2) -> (4, 6)
    """
    axes = zip(*map(pair, (size, kernel, stride, padding, output_padding, dilation)), strict=True)
    height, width = ((n - 1) * s - 2 * p + d * (k - 1) + extra + 1 for n, k, s, p, extra, d in axes)
    return height if isinstance(size, int) else (height, width)


def conv_transpose2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    output_padding: int | tuple[int, int] = 0,
) -> Tensor:
    """Paints a window for every number of a map: the transpose of a convolution.

    Args:
        x: (N, C_in, H, W).
        weight: (C_in, C_out, kH, kW).
        bias: (C_out), or None.
        stride: from one painted window to the next; int or (height, width), like the next two.
        padding: rows and columns taken off on each side of the output.
        output_padding: rows at the bottom and columns on the right beyond that, below the stride.

    Returns:
        (N, C_out, H_out, W_out), sizes as in `conv_transpose_output_size`.

    Example:
        Two numbers paint windows of three, which overlap in the middle:
        x [[[[1., 10.]]]], weight [[[[1., 2., 3.]]]] -> [[[[1., 12., 23., 30.]]]]
    """
    N, _, H, W = x.shape
    _, C_out, kH, kW = weight.shape
    (sH, sW), (pH, pW) = pair(stride), pair(padding)
    rows, columns = conv_transpose_output_size((H, W), (kH, kW), stride, 0, output_padding)

    canvas = x.new_zeros(N, C_out, rows, columns)  # with what the padding takes off at the end
    for i in range(kH):
        for j in range(kW):
            painted = torch.einsum("nchw,co->nohw", x, weight[..., i, j])  # (N, C_out, H, W)
            canvas[..., i::sH, j::sW][..., :H, :W] += painted  # windows overlap, so they add
    y = canvas[..., pH : rows - pH, pW : columns - pW]  # (N, C_out, H_out, W_out)
    if 0 in y.shape[2:]:
        raise ValueError("the padding leaves nothing of the output")
    return y if bias is None else y + bias[:, None, None]
