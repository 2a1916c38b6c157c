"""The 1×1 convolution. `dlquiz show` prints the task, `dlquiz hint` helps."""

from torch import Tensor


def conv1x1(x: Tensor, weight: Tensor) -> Tensor:
    """Mixes the channels of every pixel by the same matrix.

    Args:
        x: (N, C, H, W).
        weight: (O, C, 1, 1).

    Returns:
        (N, O, H, W).

    Example:
        Two channels, two pixels, one filter that takes their difference:
        x [[[[5., 7.]], [[1., 4.]]]], weight [[[[1.]], [[-1.]]]] -> [[[[4., 3.]]]]
    """
    # TODO: a matrix product along the channels
    raise NotImplementedError("one_by_one")


def bottleneck_saving(in_channels: int, mid: int, out_channels: int, kernel: int | tuple[int, int]) -> int:
    """Weights saved by a 1×1 convolution to fewer channels in front of a k×k convolution.

    Args:
        in_channels: channels in front.
        mid: channels between the two.
        out_channels: channels behind.
        kernel: height and width of the second convolution's filters, or one int for both.

    Returns:
        An int: the weights of one k×k convolution minus those of the two. Biases are not counted.

    Example:
        bottleneck_saving(4, 1, 4, 3) -> 104, which is 4·4·9 − (4·1 + 1·4·9)
    """
    # TODO: weights without the detour, minus weights with it
    raise NotImplementedError("one_by_one")
