"""Parameters of a VGG net: 3 × 3 convolutions, n·(9c + 1) each, then dense layers to 4096, 4096 and the classes.

Two things are carried through the config: the channels, which the convolutions set, and the size of the image, which
the poolings halve. The size matters only once, where the first dense layer reads the last map.

Source: Simonyan and Zisserman 2015, table 1; VGG-16 has 138 357 544, VGG-19 143 667 240.
"""


def vgg_params(config: list[int | str], num_classes: int = 1000, image_size: int = 224) -> int:
    """The number of weights and biases of a VGG net.

    Args:
        config: for each number a 3 × 3 convolution to so many channels, for each "M" a pooling that halves the image.
        num_classes: units of the last dense layer.
        image_size: height and width of the image, which has 3 channels.

    Returns:
        An int: convolutions, then dense layers to 4096, 4096 and num_classes units, all with biases.

    Raises:
        ValueError: a number is below 1, or the image has vanished.

    Example:
        One convolution to 2 channels, 2 · 3 · 9 + 2 = 56 parameters, and a map of 1 × 1 behind the pooling:
        vgg_params([2, "M"], num_classes=10, image_size=2) -> 16834626
    """
    channels, size = 3, image_size
    total = 0
    for entry in config:
        if entry == "M":
            size = size // 2
            continue
        if entry < 1:
            raise ValueError(f"a convolution to {entry} channels can't be")
        total += entry * (9 * channels + 1)  # 3 × 3 on all channels, and a bias, for each filter
        channels = entry
    if size < 1 or num_classes < 1:
        raise ValueError(f"an image of {image_size} pixels is gone after the poolings, or there are no classes")

    inputs = channels * size * size  # every number of the last map
    for units in (4096, 4096, num_classes):
        total += (inputs + 1) * units
        inputs = units
    return total
