"""Two-dimensional convolution, which is a cross-correlation: the filter is not flipped.

    y[n, o, h, w] = bias[o] + Σ_c Σ_i Σ_j weight[o, c, i, j] · x[n, c, h·s + i·d − p, w·s + j·d − p]

Turned inside out: for one place (i, j) of the kernel, what all windows have there is a slice of the image, with the
stride as its step. So the loop runs over the few places of the kernel, and a product over all places of the image.

Source: Dumoulin and Visin 2016, A guide to convolution arithmetic for deep learning; `torch.nn.functional.conv2d`.
"""

import torch
from torch import Tensor
from torch.nn.functional import pad


def pair(size: int | tuple[int, int]) -> tuple[int, int]:
    """(height, width) of a size given as one int for both, or as two."""
    return (size, size) if isinstance(size, int) else size


def places(size: int, kernel: int, stride: int, padding: int, dilation: int) -> int:
    """How many windows fit into the padded image. ValueError if there is no room for one."""
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    if room < 0:
        raise ValueError("the kernel is larger than the padded image")
    return room // stride + 1


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
    N, _, H, W = x.shape
    C_out, depth, kH, kW = weight.shape
    (sH, sW), (pH, pW), (dH, dW) = pair(stride), pair(padding), pair(dilation)
    H_out, W_out = places(H, kH, sH, pH, dH), places(W, kW, sW, pW, dW)

    padded = pad(x, (pW, pW, pH, pH))  # (N, C_in, H + 2 pH, W + 2 pW); pad begins with the last axis
    padded = padded.unflatten(1, (groups, depth))  # (N, G, C, H + 2 pH, W + 2 pW)
    filters = weight.unflatten(0, (groups, C_out // groups))  # (G, O, C, kH, kW)
    y = x.new_zeros(N, groups, C_out // groups, H_out, W_out)
    for i in range(kH):
        for j in range(kW):
            seen = padded[..., i * dH :: sH, j * dW :: sW][..., :H_out, :W_out]  # (N, G, C, H_out, W_out)
            y += torch.einsum("ngchw,goc->ngohw", seen, filters[..., i, j])
    y = y.flatten(1, 2)  # (N, C_out, H_out, W_out)
    return y if bias is None else y + bias[:, None, None]
