"""Parameters of a ResNet. `dlquiz show` prints the task, `dlquiz hint` helps."""


def bottleneck_params(in_channels: int, width: int, project: bool = False) -> int:
    """The number of parameters of a bottleneck block, normalizations included.

    Args:
        in_channels: channels of the block's input.
        width: channels between the two 1 × 1 convolutions; the output has 4 · width.
        project: whether the shortcut has a 1 × 1 convolution with a normalization.

    Returns:
        An int.

    Raises:
        ValueError: a number is below 1.

    Example:
        Width 1 on 2 channels: 2 + 9 + 4 weights, and scales and shifts of 1 + 1 + 4 channels:
        bottleneck_params(2, 1) -> 27
    """
    # TODO: three convolutions, each with its normalization, and the projection
    raise NotImplementedError("resnet_params")


def resnet_params(depth: int) -> int:
    """The number of parameters of a ResNet for 1000 classes.

    Args:
        depth: 18, 34, 50, 101 or 152.

    Returns:
        An int.

    Raises:
        ValueError: another depth.

    Example:
        The first convolution with its normalization has 9 536, the last layer of ResNet-18 has 513 000.
    """
    # TODO: the first convolution, four stages of blocks, the dense layer
    raise NotImplementedError("resnet_params")
