"""Parameters of a ResNet: convolutions in·out·k² without bias, each with 2·out for its normalization.

A bottleneck does its 3 × 3 on a quarter of the channels, and a shortcut costs nothing where nothing changes. So depth
is cheap, and with a mean before the one dense layer there is none of VGG's hundred million.

Source: He et al. 2016, table 1.
"""

WIDTHS = (64, 128, 256, 512)
BLOCKS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


def conv_norm(in_channels: int, out_channels: int, kernel: int) -> int:
    """A convolution without bias, then a normalization with a scale and a shift for each channel."""
    return in_channels * out_channels * kernel * kernel + 2 * out_channels


def basic_params(in_channels: int, width: int, project: bool) -> int:
    """Two 3 × 3 convolutions with their normalizations, and the projection."""
    total = conv_norm(in_channels, width, 3) + conv_norm(width, width, 3)
    return total + conv_norm(in_channels, width, 1) if project else total


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
    if min(in_channels, width) < 1:
        raise ValueError("channels and width must be at least 1")
    wide = 4 * width
    total = conv_norm(in_channels, width, 1) + conv_norm(width, width, 3) + conv_norm(width, wide, 1)
    return total + conv_norm(in_channels, wide, 1) if project else total


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
    if depth not in BLOCKS:
        raise ValueError(f"there is no ResNet-{depth}; the paper has {', '.join(map(str, BLOCKS))}")
    block, expansion = (basic_params, 1) if depth < 50 else (bottleneck_params, 4)

    channels = 64
    total = conv_norm(3, channels, 7)
    for width, count in zip(WIDTHS, BLOCKS[depth], strict=True):
        for _ in range(count):
            out = expansion * width
            total += block(channels, width, channels != out)  # a projection where the channels change
            channels = out
    return total + channels * 1000 + 1000
