"""Convolution as a matrix product. `dlquiz show` prints the task, `dlquiz hint` helps."""

from torch import Tensor


def im2col(
    x: Tensor, kernel: int | tuple[int, int], stride: int | tuple[int, int], padding: int | tuple[int, int]
) -> Tensor:
    """Copies every window of an image into a column.

    Args:
        x: (N, C, H, W).
        kernel: height and width of a window, or one int for both; so are the next two.
        stride: the step from one window to the next.
        padding: rows and columns of zeros on each side of the image.

    Returns:
        (N, C * kH * kW, H_out * W_out): rows by channel, then row of the window, then column; columns by place, row by
        row.

    Example:
        x [[[[1., 2., 3.], [4., 5., 6.]]]], kernel 2, stride 1, padding 0
        -> [[[1., 2.], [2., 3.], [4., 5.], [5., 6.]]]
    """
    # TODO: all windows, each as one column
    raise NotImplementedError("im2col")


def conv2d_im2col(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    """A convolution as one matrix product: the filters as rows, times the columns of `im2col`.

    Args:
        x: (N, C, H, W).
        weight: (C_out, C, kH, kW), not flipped.
        bias: (C_out), or None.
        stride, padding: as in `im2col`.

    Returns:
        (N, C_out, H_out, W_out), H_out = (H + 2 * padding - kH) // stride + 1, W_out likewise.

    Example:
        x [[[[1., 2., 3.], [4., 5., 6.]]]], weight [[[[1., 0.], [0., 10.]]]] -> [[[[51., 62.]]]]
    """
    # TODO: filters times columns, the bias, and the places back in their rows
    raise NotImplementedError("im2col")
