"""Output size of a convolution: ⌊(size + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1.

The window starts at one end; the room that is left beside it holds room // stride further steps. Height and width know
nothing of each other.

Source: Dumoulin and Visin 2016, A Guide to Convolution Arithmetic for Deep Learning, chapter 2.
"""

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
    if isinstance(size, int):
        return places(size, kernel, stride, padding, dilation)
    settings = [(each, each) if isinstance(each, int) else each for each in (kernel, stride, padding, dilation)]
    height, width = zip(size, *settings, strict=True)
    return places(*height), places(*width)


def places(size: int, kernel: int, stride: int, padding: int, dilation: int) -> int:
    """The places in one direction."""
    if min(size, kernel, stride, dilation) < 1 or padding < 0:
        raise ValueError("size, kernel, stride and dilation must be at least 1, padding at least 0")
    span = dilation * (kernel - 1) + 1  # pixels that the window covers, gaps included
    room = size + 2 * padding - span  # pixels that are left beside it
    if room < 0:
        raise ValueError(f"a window of {span} pixels does not fit into {size} with padding {padding}")
    return room // stride + 1
