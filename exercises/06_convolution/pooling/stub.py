"""Maximum and mean pooling. `dlquiz show` prints the task, `dlquiz hint` helps."""

from torch import Tensor

Size = int | tuple[int, int]


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
    # TODO: the maximum of each window
    raise NotImplementedError("pooling")


def avg_pool2d(x: Tensor, kernel_size: Size, stride: Size | None = None) -> Tensor:
    """The mean of each window. Arguments and shapes as for `max_pool2d`.

    Example:
        x [[[[1., 5., 2., 0.], [3., 4., 2., 8.]]]], kernel_size 2 -> [[[[3.25, 3.]]]]
    """
    # TODO: the mean of each window
    raise NotImplementedError("pooling")


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
    # TODO: the place of each window's maximum; add the window's gradient there
    raise NotImplementedError("pooling")
