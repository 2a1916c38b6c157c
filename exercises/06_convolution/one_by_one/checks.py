"""Checks of the 1×1 convolution and of what it saves."""

from dlquiz.checks import check, close, keeps_arguments

SIZES = [  # (N, C, size, O)
    (1, 1, (1, 1), 1),
    (1, 1, (1, 2), 1),
    (1, 2, (1, 1), 2),  # as many channels in as out: the two mixed up run
    (1, 2, (1, 3), 1),
    (1, 3, (2, 1), 2),
    (2, 2, (2, 2), 2),  # all sizes equal: whatever axis is mixed, it runs
    (3, 3, (2, 4), 2),  # as many images as channels
    (2, 4, (4, 3), 5),
]


def agree(impl, ref, x, weight):
    close(impl.conv1x1(x, weight), ref.conv1x1(x, weight))


def savings_agree(impl, ref, *settings):
    close(impl.bottleneck_saving(*settings), ref.bottleneck_saving(*settings))


@check("every pixel's channels are mixed by the same matrix", points=3)
def pixels(impl, ref, draw):
    for N, C, size, O in SIZES:
        agree(impl, ref, draw.normal(N, C, *size), draw.normal(O, C, 1, 1))


@check("an empty batch and non-contiguous tensors are fine", points=1, needs=pixels)
def edges(impl, ref, draw):
    x, weight = draw.normal(2, 3, 4, 5), draw.normal(4, 3, 1, 1)
    agree(impl, ref, x[:0], weight)
    agree(impl, ref, draw.views(x), draw.views(weight))


@check("the arguments stay as they are", points=1, needs=pixels)
def pure(impl, ref, draw):
    keeps_arguments(impl.conv1x1, draw.normal(2, 3, 1, 4), draw.normal(3, 3, 1, 1))


@check("the saving is what one convolution needs more than two", points=2)
def saving(impl, ref, draw):
    for settings in [
        (1, 1, 1, 1),  # the detour costs one more
        (5, 1, 2, 3),
        (2, 1, 5, 3),
        (4, 3, 2, 2),
        (2, 9, 3, 3),  # more channels between than at both ends
        (256, 64, 256, 3),
        (512, 24, 64, 5),
        (draw.integer(50, 90), draw.integer(5, 20), draw.integer(20, 50), draw.integer(2, 8)),
    ]:
        savings_agree(impl, ref, *settings)


@check("the kernel may be a rectangle", points=1, needs=saving)
def rectangles(impl, ref, draw):
    for settings in [(5, 2, 3, (1, 7)), (6, 2, 3, (7, 1)), (64, 16, 32, (draw.integer(2, 5), draw.integer(5, 9)))]:
        savings_agree(impl, ref, *settings)
