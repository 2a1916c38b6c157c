"""Backward pass of a convolution y = conv2d(x, W, b), with g = ∂loss/∂y.

    ∂loss/∂W[o, c, i, j] = Σ_n Σ_h Σ_w g[n, o, h, w] · padded[n, c, h·s + i, w·s + j]
    ∂loss/∂padded[n, c, h·s + i, w·s + j] gets g[n, o, h, w] · W[o, c, i, j], from each h, w, i, j that leads there
    ∂loss/∂b[o] = Σ_n Σ_h Σ_w g[n, o, h, w]

The forward's loop over the places (i, j) of the kernel, backwards: to the slice that was read, shares are added.

Source: Dumoulin and Visin 2016, A guide to convolution arithmetic for deep learning, chapter 4.
"""

import torch
from torch import Tensor


def conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    """The forward pass, given: x (N, C_in, H, W), weight (C_out, C_in, kH, kW), bias (C_out) or None."""
    return torch.nn.functional.conv2d(x, weight, bias, stride, padding)


def pair(size: int | tuple[int, int]) -> tuple[int, int]:
    """(height, width) of a size given as one int for both, or as two."""
    return (size, size) if isinstance(size, int) else size


def conv2d_backward(
    grad_output: Tensor,
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> tuple[Tensor, Tensor, Tensor | None]:
    """Carries the gradient of a loss from the output of `conv2d` to its inputs.

    Args:
        grad_output: (N, C_out, H_out, W_out), the gradient of the loss with respect to the output.
        x: (N, C_in, H, W).
        weight: (C_out, C_in, kH, kW), not flipped.
        bias: (C_out), or None.
        stride: the step from one window to the next; int or (height, width), like the next.
        padding: rows and columns of zeros on each side of the image.

    Returns:
        grad_x (N, C_in, H, W), grad_weight (C_out, C_in, kH, kW), grad_bias (C_out) or None.

    Example:
        A row of three pixels under a filter of two:
        grad_output [[[[1., 10.]]]], x [[[[2., 3., 4.]]]], weight [[[[5., 7.]]]], bias [0.]
        -> grad_x [[[[5., 57., 70.]]]], grad_weight [[[[32., 43.]]]], grad_bias [11.]
    """
    H, W = x.shape[2:]
    kH, kW = weight.shape[2:]
    H_out, W_out = grad_output.shape[2:]
    (sH, sW), (pH, pW) = pair(stride), pair(padding)

    padded = torch.nn.functional.pad(x, (pW, pW, pH, pH))  # (N, C_in, H + 2 pH, W + 2 pW)
    grad_padded = torch.zeros_like(padded)
    grad_weight = torch.zeros_like(weight)
    for i in range(kH):
        for j in range(kW):
            seen = padded[..., i::sH, j::sW][..., :H_out, :W_out]  # (N, C_in, H_out, W_out), read by all windows
            grad_weight[..., i, j] = torch.einsum("nohw,nchw->oc", grad_output, seen)
            share = torch.einsum("nohw,oc->nchw", grad_output, weight[..., i, j])
            grad_padded[..., i::sH, j::sW][..., :H_out, :W_out] += share  # windows overlap, so shares add

    grad_x = grad_padded[..., pH : pH + H, pW : pW + W]  # the padding is no argument
    grad_bias = None if bias is None else grad_output.sum(dim=(0, 2, 3))  # (C_out)
    return grad_x, grad_weight, grad_bias
