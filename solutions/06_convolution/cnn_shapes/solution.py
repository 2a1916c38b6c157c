"""Shapes through a network, layer by layer: ⌊(size + 2·pad − kernel) / stride⌋ + 1 places for a window.

A layer changes the shape by a rule that needs only the shape before it. So a network is checked without an image, and
the first layer that can't be is found before any training.

Source: DL basics and advanced notes, section 2; the shapes of `torch.nn`.
"""

import math


def places(size: int, kernel: int, stride: int, pad: int, index: int) -> int:
    """How many windows fit in one direction. ValueError if there is no room for one; `index` is the layer's."""
    room = size + 2 * pad - kernel
    if room < 0:
        raise ValueError(f"layer {index}: a window of {kernel} does not fit into {size} with a padding of {pad}")
    return room // stride + 1


def trace_shapes(input_shape: tuple[int, int, int], layers: list[tuple[str | int, ...]]) -> list[tuple[int, ...]]:
    """The shape of one image after each layer of a network.

    Args:
        input_shape: (C, H, W).
        layers: ("conv", out, kernel, stride, pad), ("relu",), ("pool", kernel, stride), ("flatten",) or ("dense", out).

    Returns:
        One tuple for each layer: (C, H, W), or (features,) from a flatten on.

    Raises:
        ValueError: a window does not fit; the message names the index of its layer, from 0.

    Example:
        trace_shapes((1, 5, 6), [("conv", 2, 3, 1, 0), ("pool", 2, 2), ("flatten",), ("dense", 10)])
        -> [(2, 3, 4), (2, 1, 2), (4,), (10,)]
    """
    shape: tuple[int, ...] = input_shape
    shapes = []
    for index, layer in enumerate(layers):
        match layer:
            case ("conv", out, kernel, stride, pad):
                shape = (out, *(places(size, kernel, stride, pad, index) for size in shape[1:]))
            case ("pool", kernel, stride):
                shape = (shape[0], *(places(size, kernel, stride, 0, index) for size in shape[1:]))
            case ("flatten",):
                shape = (math.prod(shape),)
            case ("dense", out):
                shape = (out,)
        shapes.append(shape)  # a ReLU leaves it as it is
    return shapes
