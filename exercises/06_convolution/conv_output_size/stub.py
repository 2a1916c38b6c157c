"""Output size of a convolution. `dlquiz show` prints the task, `dlquiz hint` helps."""

Size = int | tuple[int, int]


def conv_output_size(size: Size, kernel: Size, stride: Size = 1, padding: Size = 0, dilation: Size = 1) -> Size:
    """The number of places at which the window of a convolution stops.

    Args:
        size: pixels of the input, as an int or as (height, width).
        kernel: numbers of the filter in each direction.
        stride: how far the window moves from one place to the next.
        padding: pixels added at each end.
        dilation: from one number of the filter to the next; 1 leaves no gaps.
            Where size is a pair, each of these four is a pair or an int for both; where it is an int, so are they.

    Returns:
        An int, or (height, width) where size is a pair.

    Raises:
        ValueError: the filter with its gaps is wider than the padded input; or a size, kernel, stride or dilation is
            below 1, or a padding below 0.

    Example:
        conv_output_size(6, 3) -> 4
        conv_output_size((40, 50), 3, padding=1) -> (40, 50)
    """
    # TODO: one direction first: what the window covers, the room that it has, the steps in it; then pairs
    raise NotImplementedError("conv_output_size")
