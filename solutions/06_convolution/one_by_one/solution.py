"""The 1×1 convolution: a matrix product along the channels, the same one at every pixel.

    y[n, o, h, w] = Σ_c weight[o, c] · x[n, c, h, w]

It costs C·O weights for any window behind it to be cheaper: k·k·in·out against in·mid + k·k·mid·out.

Source: Lin, Chen and Yan 2014, Network In Network; Boostcamp AI Tech day 13 notes, section 4.
"""

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
    H, W = x.shape[2:]
    y = weight.flatten(1) @ x.flatten(2)  # (O, C) @ (N, C, H * W) = (N, O, H * W)
    return y.unflatten(2, (H, W))  # (N, O, H, W)


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
    kH, kW = (kernel, kernel) if isinstance(kernel, int) else kernel
    direct = in_channels * out_channels * kH * kW
    detour = in_channels * mid + mid * out_channels * kH * kW
    return direct - detour
