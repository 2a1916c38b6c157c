"""Transposed convolution. `dlquiz show` prints the task, `dlquiz hint` helps."""

from torch import Tensor


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
    # TODO: from the first pixel of the first window to the last of the last
    raise NotImplementedError("conv_transpose")


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
    # TODO: a canvas of zeros, every number's window added to it, the padding taken off
    raise NotImplementedError("conv_transpose")
