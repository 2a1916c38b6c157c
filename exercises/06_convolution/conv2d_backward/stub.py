"""Backward pass of a convolution. `dlquiz show` prints the task, `dlquiz hint` helps."""

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
    # TODO: the gradient for the padded image: every window sends a share back; then for x
    # TODO: the gradients for weight and bias: every window used them
    raise NotImplementedError("conv2d_backward")
