"""Parameters of AlexNet. `dlquiz show` prints the task, `dlquiz hint` helps."""


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
    # TODO: five convolutions, three of them cut in two, then three dense layers
    raise NotImplementedError("alexnet_params")


def alexnet_total(two_gpus: bool = True) -> int:
    """All parameters of AlexNet, weights and biases, with the pooling before fc6.

    Example:
        The biases alone are 10 568.
    """
    # TODO: all weights, and one bias for each filter and each unit
    raise NotImplementedError("alexnet_params")
