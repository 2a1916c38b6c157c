"""Convolution as a matrix product: windows become columns, filters become rows.

    im2col(x)[n, (c·kH + i)·kW + j, h·W_out + w] = padded[n, c, h·s + i, w·s + j]
    conv2d_im2col(x, W, b)[n] = W as (C_out, C·kH·kW) @ im2col(x)[n] + b

Every number is copied up to kH·kW times, and that pays: one large product is faster than many small ones.

Source: Chellapilla, Puri and Simard 2006, High Performance Convolutional Neural Networks for Document Processing.
"""

from torch import Tensor
from torch.nn.functional import pad


def pair(size: int | tuple[int, int]) -> tuple[int, int]:
    """(height, width) of a size given as one int for both, or as two."""
    return (size, size) if isinstance(size, int) else size


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
    (kH, kW), (sH, sW), (pH, pW) = pair(kernel), pair(stride), pair(padding)
    padded = pad(x, (pW, pW, pH, pH))
    H_out, W_out = (padded.shape[2] - kH) // sH + 1, (padded.shape[3] - kW) // sW + 1
    columns = x.new_empty(len(x), x.shape[1] * kH * kW, H_out * W_out)
    for h in range(H_out):
        for w in range(W_out):
            window = padded[:, :, h * sH : h * sH + kH, w * sW : w * sW + kW]
            columns[:, :, h * W_out + w] = window.flatten(1)
    return columns


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
    H, W = x.shape[2:]
    kH, kW = weight.shape[2:]
    (sH, sW), (pH, pW) = pair(stride), pair(padding)
    H_out, W_out = (H + 2 * pH - kH) // sH + 1, (W + 2 * pW - kW) // sW + 1

    columns = im2col(x, (kH, kW), stride, padding)  # (N, C * kH * kW, L)
    y = weight.flatten(1) @ columns  # (N, C_out, L)
    if bias is not None:
        y = y + bias[:, None]
    return y.unflatten(2, (H_out, W_out))  # (N, C_out, H_out, W_out)
