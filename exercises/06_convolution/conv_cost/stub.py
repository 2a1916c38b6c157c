"""The cost of a convolution. `dlquiz show` prints the task, `dlquiz hint` helps."""


def conv_macs(
    in_channels: int,
    out_channels: int,
    kernel: int | tuple[int, int],
    out_size: int | tuple[int, int],
    groups: int = 1,
) -> int:
    """Multiply-adds of a convolution for one image, without the bias.

    Args:
        in_channels: channels of the input.
        out_channels: channels of the output.
        kernel: height and width of a filter, or one int for both.
        out_size: height and width of the output, or one int for both.
        groups: input and output channels are cut into this many equal parts; output part i reads input part i only.

    Returns:
        An int.

    Example:
        One filter of 2 × 2 that stops at 3 places of a grey image: conv_macs(1, 1, 2, (1, 3)) -> 12
    """
    # TODO: products for one output number, times output numbers
    raise NotImplementedError("conv_cost")


def dense_params(in_shape: tuple[int, ...], out_shape: tuple[int, ...], bias: bool = True) -> int:
    """Weights and biases of a dense layer between two shapes.

    Args:
        in_shape: shape of what goes in, without the batch.
        out_shape: shape of what comes out, without the batch.
        bias: whether each output number has a bias.

    Returns:
        An int.

    Example:
        From a map of 2 × 1 × 3 to four numbers: dense_params((2, 1, 3), (4,)) -> 28
    """
    # TODO: every input number is connected with every output number
    raise NotImplementedError("conv_cost")
