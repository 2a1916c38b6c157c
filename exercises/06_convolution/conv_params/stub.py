"""Parameters of a convolution. `dlquiz show` prints the task, `dlquiz hint` helps."""


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
    # TODO: refuse what can't be, count one filter, then all of them, then the biases
    raise NotImplementedError("conv_params")
