"""Weights of AlexNet by layer, on two GPUs and in one column, and its total with biases.

A convolution has filters · depth · k · k weights wherever it is used; a dense layer has one for each pair of numbers.
So the five convolutions, which do nearly all of the computing, hold 4 % of the parameters.

Source: Krizhevsky, Sutskever and Hinton 2012, section 3.5.
"""

CONVOLUTIONS = (  # (input channels, filters, kernel, cut in two)
    (3, 96, 11, False),
    (96, 256, 5, True),
    (256, 384, 3, False),
    (384, 384, 3, True),
    (384, 256, 3, True),
)
UNITS = (4096, 4096, 1000)


def alexnet_layer_params(two_gpus: bool = True, pooled: bool = True) -> list[int]:
    """The number of weights of each layer of AlexNet, without biases.

    Args:
        two_gpus: conv2, conv4 and conv5 read only the channels on their own GPU; else every layer reads all.
        pooled: fc6 comes behind the pooling, on 6 × 6; else on 13 × 13.

    Returns:
        8 ints: conv1, conv2, conv3, conv4, conv5, fc6, fc7, fc8.

    Example:
        conv1 has 96 filters of 11 × 11 on three colours: the list begins with 34848.
    """
    weights = []
    for channels, filters, kernel, cut in CONVOLUTIONS:
        depth = channels // 2 if cut and two_gpus else channels  # what one filter reads
        weights.append(filters * depth * kernel * kernel)

    side = 6 if pooled else 13
    inputs = side * side * 256  # every number of the last map
    for units in UNITS:
        weights.append(inputs * units)
        inputs = units
    return weights


def alexnet_total(two_gpus: bool = True) -> int:
    """All parameters of AlexNet, weights and biases, with the pooling before fc6.

    Example:
        The biases alone are 10 568.
    """
    biases = sum(filters for _, filters, _, _ in CONVOLUTIONS) + sum(UNITS)
    return sum(alexnet_layer_params(two_gpus)) + biases
