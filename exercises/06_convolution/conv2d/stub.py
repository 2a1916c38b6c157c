"""Two-dimensional convolution. `dlquiz show` prints the task, `dlquiz hint` helps."""

from torch import Tensor


def conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> Tensor:
    """Slides filters over images: at every place, the sum of the products of filter and window.

    Args:
        x: (N, C_in, H, W).
        weight: (C_out, C_in // groups, kH, kW), not flipped.
        bias: (C_out), or None.
        stride: the step from one window to the next; int or (height, width), like the next two.
        padding: rows and columns of zeros on each side of the image.
        dilation: the distance between two neighbours in a window.
        groups: channels are cut into this many equal parts; output part g reads input part g only.

    Returns:
        (N, C_out, H_out, W_out), H_out = (H + 2 * padding - dilation * (kH - 1) - 1) // stride + 1, W_out likewise.

    Example:
        One image, one channel, one filter that compares a pixel with its right neighbour:
        x [[[[1., 2., 4.], [8., 16., 32.]]]], weight [[[[-1., 1.]]]] -> [[[[1., 2.], [8., 16.]]]]
    """
    # TODO: pad, collect the windows' products, add the bias
    raise NotImplementedError("conv2d")
