"""Parameters of a convolution layer: C_out · (C_in / groups) · h · w weights, and C_out biases.

A filter is used at every place of the image, so nothing of the image's size, the stride or the padding enters. That is
what makes a convolution small beside a dense layer.

Source: Boostcamp AI Tech day 13 notes, section 4; the shape of `torch.nn.Conv2d`'s weight.
"""


def conv_params(
    in_channels: int, out_channels: int, kernel: int | tuple[int, int], groups: int = 1, bias: bool = True
) -> int:
    """The number of weights and biases of a two-dimensional convolution layer.

    Args:
        in_channels: channels of the input.
        out_channels: channels of the output, one filter each.
        kernel: height and width of a filter, or one int for both.
        groups: input and output channels are cut into this many equal parts; output part i reads input part i only.
        bias: whether each output channel has a bias.

    Returns:
        An int.

    Raises:
        ValueError: a number is below 1, or groups does not divide in_channels and out_channels.

    Example:
        Two filters of 5 × 5 on a colour image, each with a bias: conv_params(3, 2, 5) -> 152
    """
    height, width = (kernel, kernel) if isinstance(kernel, int) else kernel
    if min(in_channels, out_channels, height, width, groups) < 1:
        raise ValueError("channels, kernel and groups must be at least 1")
    if in_channels % groups or out_channels % groups:
        raise ValueError(f"{groups} groups do not divide {in_channels} and {out_channels} channels")

    depth = in_channels // groups  # the channels that one filter reads
    biases = out_channels if bias else 0
    return out_channels * (depth * height * width) + biases
