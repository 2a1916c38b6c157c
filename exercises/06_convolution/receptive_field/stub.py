"""Receptive field. `dlquiz show` prints the task, `dlquiz hint` helps."""


def receptive_field(layers: list[tuple[int, int, int]]) -> int:
    """How many pixels, in one direction, a number of the last layer's output looks at.

    Args:
        layers: (kernel, stride, dilation) of each layer, the one next to the image first.

    Returns:
        An int: pixels from the first to the last that can change the number. 1 without layers.

    Example:
        Two 3×3 convolutions: receptive_field([(3, 1, 1), (3, 1, 1)]) -> 5
        A pooling of 2 between them: receptive_field([(3, 1, 1), (2, 2, 1), (3, 1, 1)]) -> 8
    """
    # TODO: what each layer adds, in pixels of the image
    raise NotImplementedError("receptive_field")
