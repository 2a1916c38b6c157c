"""Checks of pooling: maximum and mean of windows, then the backward: places, overlaps, ties."""

import math

from dlquiz.checks import check, close, gradient, keeps_arguments

NEXT_TO_EACH_OTHER = [  # (leading, size, kernel)
    ((1, 1), (1, 2), (1, 2)),
    ((1, 1), (2, 2), 2),
    ((1, 1), (2, 4), 2),
    ((1, 2), (4, 2), (2, 1)),
    ((2, 3), (4, 6), (2, 3)),
    ((3, 2), (3, 8), (3, 2)),
]
LEFT_OVER = [((1, 1), (3, 2), 2), ((1, 1), (2, 3), 2), ((1, 2), (5, 4), 3), ((2, 1), (5, 7), (2, 4))]
STRIDES = [  # (leading, size, kernel, stride)
    ((1, 1), (1, 3), (1, 2), 1),
    ((1, 1), (3, 2), 2, 1),
    ((1, 1), (3, 3), 2, 1),
    ((1, 1), (3, 4), 1, 2),
    ((1, 2), (5, 5), 3, 2),
    ((1, 1), (4, 5), (2, 3), (1, 2)),
    ((1, 1), (6, 4), (2, 3), (3, 1)),
    ((2, 3), (7, 8), (3, 2), (2, 3)),
    ((1, 1), (6, 7), 3, 2),  # overlapping, and a row is left over
]


def agree(impl, ref, name, *arguments, **settings):
    close(getattr(impl, name)(*arguments, **settings), getattr(ref, name)(*arguments, **settings))


def distinct(draw, leading, size):
    """Whole numbers around 0, each once: no ties, and no step of a finite difference changes their order."""
    count = math.prod((*leading, *size))
    return draw.tensor((draw.permutation(count) - count // 2).tolist()).reshape(*leading, *size)


def like_output(draw, ref, x, *settings):
    return draw.normal(*ref.max_pool2d(x, *settings).shape)


@check("the largest number of each window", points=2)
def largest(impl, ref, draw):
    for leading, size, kernel in [*NEXT_TO_EACH_OTHER, *LEFT_OVER]:
        agree(impl, ref, "max_pool2d", draw.normal(*leading, *size), kernel)
    agree(impl, ref, "max_pool2d", draw.normal(1, 2, 4, 4, mean=-5.0, std=1.0), 2)  # all of them negative
    agree(impl, ref, "max_pool2d", draw.tensor([[[[math.inf, 1.0, -math.inf, 2.0, -math.inf, -math.inf]]]]), (1, 2))


@check("the mean of each window", points=2)
def mean(impl, ref, draw):
    for leading, size, kernel in [*NEXT_TO_EACH_OTHER, *LEFT_OVER]:
        agree(impl, ref, "avg_pool2d", draw.normal(*leading, *size), kernel)


@check("the stride is the step from window to window", points=2, needs=(largest, mean))
def strides(impl, ref, draw):
    for leading, size, kernel, stride in STRIDES:
        for name in ("max_pool2d", "avg_pool2d"):
            agree(impl, ref, name, draw.normal(*leading, *size), kernel, stride)
    agree(impl, ref, "max_pool2d", draw.normal(1, 1, 4, 5), kernel_size=(1, 2), stride=None)


@check("the gradient of a window goes to its largest number", points=2)
def places(impl, ref, draw):
    for leading, size, kernel in [*NEXT_TO_EACH_OTHER, *LEFT_OVER]:
        x = distinct(draw, leading, size)
        agree(impl, ref, "max_pool2d_backward", like_output(draw, ref, x, kernel), x, kernel)


@check("a number that is the largest of several windows gets the sum", points=2, needs=places)
def overlaps(impl, ref, draw):
    peak = draw.tensor([[[[1.0, 2.0, 0.0], [0.0, 9.0, 3.0], [4.0, 5.0, 6.0]]]])  # the middle wins all four windows
    agree(impl, ref, "max_pool2d_backward", draw.normal(1, 1, 2, 2), peak, 2, 1)
    for leading, size, kernel, stride in STRIDES:
        x = distinct(draw, leading, size)
        gradient(impl, ref, forward="max_pool2d", backward="max_pool2d_backward", at=(x, kernel, stride))


@check("of equal numbers in a window, the first gets the gradient", points=2, needs=places)
def ties(impl, ref, draw):
    for rows, kernel in [
        ([[2.0, 2.0]], (1, 2)),
        ([[1.0, 2.0], [2.0, 0.0]], 2),  # the first by row, which is the second by column
        ([[0.0, 3.0, 3.0], [3.0, 3.0, 0.0]], (2, 3)),
        ([[0.0, -0.0], [-0.0, 0.0]], 2),
        ([[-math.inf, -math.inf], [-math.inf, -math.inf]], 2),
    ]:
        x = draw.tensor([[rows]])
        agree(impl, ref, "max_pool2d_backward", like_output(draw, ref, x, kernel), x, kernel)
    x = draw.tensor(draw.integers(0, 3, 2, 3, 5, 6).tolist())  # few values, many ties
    agree(impl, ref, "max_pool2d_backward", like_output(draw, ref, x, 3, (1, 2)), x, 3, (1, 2))


@check("an empty batch and non-contiguous tensors are fine", points=1, needs=(strides, overlaps))
def edges(impl, ref, draw):
    x = distinct(draw, (2, 3), (4, 5))
    grad_output = draw.normal(2, 3, 3, 2)
    for name in ("max_pool2d", "avg_pool2d"):
        agree(impl, ref, name, x[:0], (2, 3), (1, 2))
        agree(impl, ref, name, draw.views(x), (2, 3), (1, 2))
    agree(impl, ref, "max_pool2d_backward", grad_output[:0], x[:0], (2, 3), (1, 2))
    agree(impl, ref, "max_pool2d_backward", draw.views(grad_output), draw.views(x), (2, 3), (1, 2))


@check("the arguments stay as they are", points=1, needs=(largest, mean, places))
def pure(impl, ref, draw):
    x = distinct(draw, (1, 2), (4, 5))
    keeps_arguments(impl.max_pool2d, x, 2)
    keeps_arguments(impl.avg_pool2d, x, 2)
    keeps_arguments(impl.max_pool2d_backward, draw.normal(1, 2, 3, 4), x, 2, 1)
