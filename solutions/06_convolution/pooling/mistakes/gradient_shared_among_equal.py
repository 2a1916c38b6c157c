"""Maximum and mean pooling, and the backward of the maximum.

    max_pool2d(x)[n, c, h, w] = max of x[n, c, h·s + i, w·s + j] over 0 ≤ i < kH, 0 ≤ j < kW;  avg_pool2d: the mean

The mean uses every number of a window, the maximum one: its gradient flows to that one alone. A number that wins
several overlapping windows collects from all of them.

Source: LG Aimers deep learning notes, section 3; `torch.nn.functional.max_pool2d`.
"""

import torch
from torch import Tensor

Size = int | tuple[int, int]


def pair(size: Size) -> tuple[int, int]:
    """(height, width) of a size given as one int for both, or as two."""
    return (size, size) if isinstance(size, int) else size


def windows(x: Tensor, kernel_size: Size, stride: Size | None) -> Tensor:
    """All windows: (N, C, H, W) -> (N, C, H_out, W_out, kH * kW), each in row-major order."""
    kH, kW = pair(kernel_size)
    sH, sW = pair(kernel_size if stride is None else stride)
    return x.unfold(2, kH, sH).unfold(3, kW, sW).flatten(-2)


def max_pool2d(x: Tensor, kernel_size: Size, stride: Size | None = None) -> Tensor:
    """The largest number of each window.

    Args:
        x: (N, C, H, W).
        kernel_size: height and width of the window, or one int for both.
        stride: the step from one window to the next, likewise; None takes the kernel size.

    Returns:
        (N, C, H_out, W_out), H_out = (H - kH) // stride + 1, W_out likewise.

    Example:
        Two windows beside each other:
        x [[[[1., 5., 2., 0.], [3., 4., 2., 8.]]]], kernel_size 2 -> [[[[5., 8.]]]]
    """
    return windows(x, kernel_size, stride).amax(dim=-1)  # (N, C, H_out, W_out)


def avg_pool2d(x: Tensor, kernel_size: Size, stride: Size | None = None) -> Tensor:
    """The mean of each window. Arguments and shapes as for `max_pool2d`.

    Example:
        x [[[[1., 5., 2., 0.], [3., 4., 2., 8.]]]], kernel_size 2 -> [[[[3.25, 3.]]]]
    """
    return windows(x, kernel_size, stride).mean(dim=-1)  # (N, C, H_out, W_out)


def max_pool2d_backward(grad_output: Tensor, x: Tensor, kernel_size: Size, stride: Size | None = None) -> Tensor:
    """Carries the gradient of a loss from the output of `max_pool2d` to its input.

    Args:
        grad_output: (N, C, H_out, W_out), the gradient with respect to the output.
        x: (N, C, H, W), and the other arguments as in the forward.

    Returns:
        (N, C, H, W). Of equal numbers in a window, the first gets the gradient, in row-major order.

    Example:
        grad_output [[[[10., 20.]]]], x [[[[1., 5., 2., 0.], [3., 4., 2., 8.]]]], kernel_size 2
        -> [[[[0., 10., 0., 0.], [0., 0., 0., 20.]]]]
    """
    shown = windows(x, kernel_size, stride)  # (N, C, H_out, W_out, kH * kW)
    equal = shown == shown.amax(-1, keepdim=True)
    shares = equal / equal.sum(-1, keepdim=True) * grad_output[..., None]
    kH, kW = pair(kernel_size)
    sH, sW = pair(kernel_size if stride is None else stride)
    grad_x = torch.zeros_like(x)
    for h in range(grad_output.shape[2]):
        for w in range(grad_output.shape[3]):
            share = shares[:, :, h, w].unflatten(-1, (kH, kW))
            grad_x[:, :, h * sH : h * sH + kH, w * sW : w * sW + kW] += share
    return grad_x
