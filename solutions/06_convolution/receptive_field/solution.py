"""Receptive field of a chain of layers.

    field = 1 + Σ_l (k_l − 1) · d_l · (s_1 · … · s_{l−1})

A kernel of k numbers is k − 1 steps wide. A step is d numbers of the layer below, and two neighbours there lie the
product of all earlier strides apart in the image.

Source: Boostcamp AI Tech day 13 notes, section 5; Araujo, Norris and Sim 2019, Distill.
"""


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
    field = 1
    jump = 1  # pixels of the image between two neighbours of the map so far
    for kernel, stride, dilation in layers:
        field += (kernel - 1) * dilation * jump
        jump *= stride  # after: the stride moves whole windows, and widens only what comes later
    return field
