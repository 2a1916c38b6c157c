"""Parameters of a VGG net. `dlquiz show` prints the task, `dlquiz hint` helps."""


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
    # TODO: go through the config with the number of channels and the size of the image
    # TODO: three dense layers
    raise NotImplementedError("vgg_params")
