"""Checks of the convolution: windows first, then each setting by itself, then all together. Every case is small enough
for a loop over all indices.
"""

from dlquiz.checks import check, close, keeps_arguments


def agree(impl, ref, *arguments, **settings):
    close(impl.conv2d(*arguments, **settings), ref.conv2d(*arguments, **settings))


def layer(draw, N, channels, size, outputs, kernel, groups=1):
    return draw.normal(N, channels, *size), draw.normal(outputs, channels // groups, *kernel)


@check("each output is the sum of filter times window", points=3)
def windows(impl, ref, draw):
    agree(impl, ref, *layer(draw, 1, 1, (2, 2), 1, (2, 2)), draw.tensor([0.0]))  # before None, so that the two differ
    for shapes in [
        (1, 1, (2, 2), 1, (2, 2)),
        (1, 1, (3, 3), 1, (2, 2)),
        (1, 2, (3, 3), 2, (2, 2)),  # as many channels in as out: the two axes mixed up run
        (1, 2, (2, 4), 3, (1, 1)),
        (2, 3, (3, 5), 2, (2, 3)),
        (2, 2, (4, 3), 3, (3, 2)),
    ]:
        agree(impl, ref, *layer(draw, *shapes))


@check("each output channel has its bias", points=1, needs=windows)
def biases(impl, ref, draw):
    for shapes in [(1, 1, (2, 2), 1, (1, 2)), (1, 2, (3, 4), 3, (1, 2)), (2, 2, (2, 4), 3, (2, 3))]:
        x, weight = layer(draw, *shapes)
        agree(impl, ref, x, weight, draw.normal(len(weight)))
        agree(impl, ref, x, weight, bias=None)


@check("the stride is the step from window to window", points=2, needs=windows)
def strides(impl, ref, draw):
    for size, kernel, stride in [
        ((3, 3), (1, 1), 2),
        ((4, 4), (2, 2), 2),
        ((5, 4), (2, 2), 2),  # a row is left over
        ((4, 5), (2, 3), (1, 2)),
        ((6, 5), (2, 2), (3, 1)),
        ((7, 6), (3, 2), (2, 3)),
    ]:
        agree(impl, ref, *layer(draw, 1, 1, size, 2, kernel), stride=stride)


@check("the padding surrounds the image with zeros", points=2, needs=windows)
def paddings(impl, ref, draw):
    for size, kernel, padding in [
        ((2, 2), (2, 2), 1),
        ((3, 2), (3, 3), 1),
        ((2, 3), (2, 2), 2),
        ((3, 3), (2, 2), (1, 0)),
        ((3, 3), (2, 2), (0, 2)),
        ((3, 4), (3, 2), (2, 1)),
        ((1, 2), (3, 4), (1, 2)),  # the kernel is larger than the image itself
    ]:
        agree(impl, ref, *layer(draw, 1, 1, size, 2, kernel), padding=padding)


@check("the dilation is the distance of neighbours in a window", points=2, needs=windows)
def dilations(impl, ref, draw):
    for size, kernel, dilation in [
        ((3, 3), (2, 2), 2),
        ((5, 6), (3, 3), 2),
        ((4, 4), (2, 2), (3, 1)),
        ((5, 6), (3, 2), (1, 2)),
        ((5, 6), (2, 3), (2, 2)),
        ((7, 6), (3, 2), (2, 3)),
    ]:
        agree(impl, ref, *layer(draw, 1, 1, size, 2, kernel), dilation=dilation)


@check("with groups, a filter reads its own channels only", points=2, needs=windows)
def grouped(impl, ref, draw):
    for N, channels, outputs, groups in [
        (1, 2, 2, 2),
        (1, 4, 4, 2),
        (2, 2, 6, 2),
        (2, 6, 4, 2),
        (1, 6, 9, 3),
        (3, 3, 3, 3),  # as many images as groups: the two mixed up run
    ]:
        agree(impl, ref, *layer(draw, N, channels, (2, 3), outputs, (2, 2), groups), groups=groups)


@check("all settings work together", points=2, needs=(biases, strides, paddings, dilations, grouped))
def together(impl, ref, draw):
    x, weight = layer(draw, 2, 4, (5, 6), 2, (3, 2), groups=2)
    bias = draw.normal(2)
    for settings in [(2, 1, 1, 2), ((1, 2), (1, 0), 2, 2), ((2, 1), (2, 1), (1, 3), 2), (3, (2, 3), (2, 1), 2)]:
        agree(impl, ref, x, weight, bias, *settings)


@check("an empty batch and non-contiguous tensors are fine", points=1, needs=biases)
def edges(impl, ref, draw):
    x, weight = layer(draw, 2, 2, (2, 3), 3, (2, 2))
    bias = draw.normal(3)
    agree(impl, ref, x[:0], weight, bias, padding=1)
    agree(impl, ref, draw.views(x), draw.views(weight), draw.views(bias), padding=1)


@check("the arguments stay as they are", points=1, needs=biases)
def pure(impl, ref, draw):
    x, weight = layer(draw, 1, 2, (3, 4), 3, (2, 3))
    keeps_arguments(impl.conv2d, x, weight, draw.normal(3))
    keeps_arguments(impl.conv2d, x, weight, draw.normal(3), padding=1, stride=2)
