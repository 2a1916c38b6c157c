"""Checks of the transposed convolution: the size first, then windows, then each setting by itself, then all."""

from dlquiz.checks import check, close, keeps_arguments


def sizes_agree(impl, ref, *settings, **named):
    close(impl.conv_transpose_output_size(*settings, **named), ref.conv_transpose_output_size(*settings, **named))


def agree(impl, ref, *arguments, **settings):
    close(impl.conv_transpose2d(*arguments, **settings), ref.conv_transpose2d(*arguments, **settings))


def layer(draw, N, channels, size, outputs, kernel):
    return draw.normal(N, channels, *size), draw.normal(channels, outputs, *kernel)


@check("the size from the first painted pixel to the last", points=2)
def sizes(impl, ref, draw):
    for size, kernel in [(1, 1), (1, 3), (3, 1), (2, 5), (7, 4), (draw.integer(20, 40), draw.integer(2, 9))]:
        sizes_agree(impl, ref, size, kernel)
    for size, kernel, stride in [(1, 2, 3), (2, 1, 3), (2, 2, 2), (5, 3, 2), (4, 2, 3), (draw.integer(20, 40), 4, 5)]:
        sizes_agree(impl, ref, size, kernel, stride)
    for size, kernel, padding in [(3, 3, 1), (5, 2, 2), (1, 7, 3), (9, 4, 2)]:
        sizes_agree(impl, ref, size, kernel, padding=padding)
    for size, kernel, stride, padding, extra in [(2, 2, 2, 0, 1), (4, 3, 2, 1, 1), (3, 5, 4, 2, 3), (7, 4, 3, 0, 2)]:
        sizes_agree(impl, ref, size, kernel, stride, padding, extra)
    for size, kernel, gap in [(1, 2, 3), (3, 3, 2), (2, 1, 4), (4, 5, 3)]:
        sizes_agree(impl, ref, size, kernel, dilation=gap)
    sizes_agree(impl, ref, 5, 3, 4, 2, 1, 3)
    sizes_agree(impl, ref, draw.integer(20, 40), draw.integer(2, 6), 5, 2, draw.integer(1, 5), draw.integer(2, 5))


@check("height and width are counted each by itself", points=1, needs=sizes)
def pairs_of_sizes(impl, ref, draw):
    sizes_agree(impl, ref, (2, 4), (3, 2))
    sizes_agree(impl, ref, (3, 5), 2, (1, 3))
    sizes_agree(impl, ref, (4, 2), 3, 1, (1, 0))
    sizes_agree(impl, ref, (5, 3), 2, 3, 0, (2, 1))
    sizes_agree(impl, ref, (6, 7), 3, 1, 0, 0, (2, 4))
    sizes_agree(impl, ref, (7, 6), (3, 2), (3, 4), (1, 0), (2, 3), (2, 5))
    sizes_agree(impl, ref, (8, 9), 4, 2, 1)


@check("each number paints the filter, and overlaps add", points=3)
def windows(impl, ref, draw):
    for shapes in [
        (1, 1, (1, 1), 1, (1, 1)),
        (1, 1, (1, 1), 1, (1, 2)),
        (1, 1, (1, 2), 1, (1, 2)),
        (1, 1, (2, 2), 1, (2, 2)),
        (1, 2, (1, 2), 2, (1, 2)),  # as many channels in as out: the two axes mixed up run
        (1, 2, (2, 3), 3, (1, 1)),
        (2, 3, (2, 4), 2, (2, 3)),
        (3, 2, (4, 2), 3, (3, 2)),
    ]:
        agree(impl, ref, *layer(draw, *shapes))


@check("each output channel has its bias", points=1, needs=windows)
def biases(impl, ref, draw):
    for shapes in [(1, 1, (1, 2), 1, (1, 2)), (1, 2, (2, 3), 3, (1, 2)), (2, 2, (1, 2), 3, (2, 2))]:
        x, weight = layer(draw, *shapes)
        agree(impl, ref, x, weight, draw.normal(weight.shape[1]))
        agree(impl, ref, x, weight, bias=None)


@check("the stride is the step from painted window to window", points=2, needs=windows)
def strides(impl, ref, draw):
    for size, kernel, stride in [
        ((1, 2), (1, 1), 2),  # gaps between the windows
        ((1, 2), (1, 2), 2),  # side by side
        ((1, 3), (1, 3), 2),  # overlapping
        ((3, 2), (2, 2), 3),
        ((2, 3), (2, 3), (1, 2)),
        ((3, 2), (3, 2), (2, 1)),
    ]:
        agree(impl, ref, *layer(draw, 1, 1, size, 2, kernel), stride=stride)


@check("the padding is taken off on each side", points=2, needs=windows)
def paddings(impl, ref, draw):
    for size, kernel, padding in [
        ((1, 1), (3, 3), 1),
        ((2, 3), (2, 2), 1),
        ((3, 3), (3, 2), (1, 0)),
        ((2, 3), (2, 3), (0, 1)),
        ((4, 5), (3, 4), (1, 2)),
    ]:
        agree(impl, ref, *layer(draw, 1, 1, size, 2, kernel), padding=padding)


@check("output padding adds rows below and columns on the right", points=2, needs=(strides, paddings))
def output_paddings(impl, ref, draw):
    bias = draw.normal(2)
    for size, kernel, stride, padding, extra in [
        ((1, 2), (1, 1), 2, 0, 1),
        ((2, 1), (2, 2), (3, 2), 0, (2, 0)),
        ((1, 2), (2, 2), (2, 3), 0, (0, 2)),
        ((2, 3), (3, 3), 2, 1, 1),  # what is added has been painted, and was cut off by the padding
        ((3, 2), (3, 4), (2, 3), (1, 2), (1, 2)),
        ((2, 2), (2, 3), 4, (1, 0), (3, 1)),
    ]:
        x, weight = layer(draw, 1, 1, size, 2, kernel)
        agree(impl, ref, x, weight, None, stride, padding, extra)
        agree(impl, ref, x, weight, bias, stride, padding, extra)


@check("an empty batch and non-contiguous tensors are fine", points=1, needs=output_paddings)
def edges(impl, ref, draw):
    x, weight = layer(draw, 2, 3, (2, 4), 2, (2, 3))
    bias = draw.normal(2)
    agree(impl, ref, x[:0], weight, bias, 2, 1, 1)
    agree(impl, ref, draw.views(x), draw.views(weight), draw.views(bias), 2, 1, 1)


@check("the arguments stay as they are", points=1, needs=output_paddings)
def pure(impl, ref, draw):
    x, weight = layer(draw, 1, 2, (3, 4), 3, (2, 3))
    keeps_arguments(impl.conv_transpose2d, x, weight, draw.normal(3))
    keeps_arguments(impl.conv_transpose2d, x, weight, draw.normal(3), 2, 1, 1)
