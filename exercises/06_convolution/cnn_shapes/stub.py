"""Shapes through a network. `dlquiz show` prints the task, `dlquiz hint` helps."""


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
    # TODO: the next shape for each kind of layer
    raise NotImplementedError("cnn_shapes")
