"""Checks of im2col: the columns, the convolution made of them, and that no loop runs over the windows."""

import torch

from dlquiz.checks import check, close, holds, keeps_arguments, there

SIZES = [  # (leading, size, kernel)
    ((1, 1), (1, 2), (1, 2)),
    ((1, 1), (1, 3), (1, 2)),
    ((1, 1), (2, 3), 2),
    ((1, 2), (2, 2), (1, 2)),
    ((1, 2), (3, 3), 2),
    ((2, 3), (4, 3), (2, 1)),
    ((2, 3), (3, 5), (2, 3)),
    ((3, 2), (5, 4), (3, 2)),
]
STRIDES = [  # (size, kernel, stride)
    ((1, 3), 1, 2),
    ((4, 4), 2, 2),
    ((5, 4), 2, 2),  # a row is left over
    ((4, 5), (2, 3), (1, 2)),
    ((7, 6), (3, 2), (2, 3)),
]
PADDINGS = [  # (size, kernel, padding)
    ((1, 1), 1, 1),
    ((2, 2), 2, 1),
    ((2, 3), (3, 2), 2),
    ((3, 3), 2, (1, 0)),
    ((3, 4), (2, 3), (0, 2)),
]
TIMES = 6  # as fast as a loop over the windows: right answers are 20 to 100 times as fast, the quickest loops 2.4 times


def pair(kernel):
    return (kernel, kernel) if isinstance(kernel, int) else kernel


def columns_agree(impl, ref, x, kernel, stride=1, padding=0):
    close(impl.im2col(x, kernel, stride, padding), ref.im2col(x, kernel, stride, padding))


def convolutions_agree(impl, ref, *arguments):
    close(impl.conv2d_im2col(*arguments), ref.conv2d_im2col(*arguments))


@check("each column is a window, channel by channel and row by row", points=3)
def columns(impl, ref, draw):
    for leading, size, kernel in SIZES:
        columns_agree(impl, ref, draw.normal(*leading, *size), kernel)


@check("stride and padding move the windows", points=2, needs=columns)
def settings(impl, ref, draw):
    for size, kernel, stride in STRIDES:
        columns_agree(impl, ref, draw.normal(1, 2, *size), kernel, stride)
    for size, kernel, padding in PADDINGS:
        columns_agree(impl, ref, draw.normal(1, 2, *size), kernel, 1, padding)
    columns_agree(impl, ref, draw.normal(2, 3, 4, 3), (3, 2), (2, 3), (1, 2))
    columns_agree(impl, ref, draw.normal(2, 3, 5, 4), (2, 3), (3, 1), (0, 1))


@check("filters times columns is the convolution", points=3)
def product(impl, ref, draw):
    for (N, C), size, kernel in SIZES:
        convolutions_agree(impl, ref, draw.normal(N, C, *size), draw.normal(C, C, *pair(kernel)))
        convolutions_agree(impl, ref, draw.normal(N, C, *size), draw.normal(C + 2, C, *pair(kernel)), None)


@check("each output channel has its bias", points=1, needs=product)
def biases(impl, ref, draw):
    for outputs, size in [(1, (1, 2)), (2, (2, 3)), (3, (4, 4))]:
        x, weight = draw.normal(2, 2, *size), draw.normal(outputs, 2, 1, 2)
        convolutions_agree(impl, ref, x, weight, draw.normal(outputs))


@check("the convolution knows stride and padding", points=1, needs=(settings, biases))
def together(impl, ref, draw):
    x, weight, bias = draw.normal(2, 3, 4, 5), draw.normal(4, 3, 3, 2), draw.normal(4)
    for stride, padding in [(2, 0), (1, 1), ((1, 2), (1, 0)), ((3, 2), (2, 1))]:
        convolutions_agree(impl, ref, x, weight, bias, stride, padding)
    close(impl.conv2d_im2col(x, weight, padding=2), ref.conv2d_im2col(x, weight, padding=2))


def paces(module, x, weight, times):
    """Processor seconds, the best of some rounds: of a loop over windows, of im2col, of conv2d_im2col.

    It ends as soon as the two are quick, or slow beyond doubt; on a busy machine a round more does no harm. The clock
    is the thread's: that of the process goes by ticks of some milliseconds while a limit on its time is watched.
    """
    import time

    def one_by_one():
        padded = torch.nn.functional.pad(x, (1, 1, 1, 1))
        result = x.new_empty(len(x), weight[0].numel(), x.shape[2] * x.shape[3])
        for h in range(x.shape[2]):
            for w in range(x.shape[3]):
                result[:, :, h * x.shape[3] + w] = padded[:, :, h : h + 3, w : w + 3].reshape(len(x), -1)

    def seconds(function, *arguments):
        begin = time.thread_time()
        function(*arguments)
        return time.thread_time() - begin

    best = [float("inf")] * 3
    for rounds in range(5):
        runs = (one_by_one,), (module.im2col, x, 3, 1, 1), (module.conv2d_im2col, x, weight, None, 1, 1)
        best = [min(before, seconds(*run)) for before, run in zip(best, runs, strict=True)]
        loop, slower = best[0], max(best[1:])
        if times * slower <= loop or slower > 3 * loop or (rounds > 0 and slower > 0.7 * loop):
            break
    return tuple(best)


@check("no loop runs over the windows", points=2, needs=together, dtypes=("float64",))
def speed(impl, ref, draw):
    loop, *mine = there(impl, paces, draw.normal(1, 5, 32, 40), draw.normal(4, 5, 3, 3), TIMES)
    for name, seconds in zip(("im2col", "conv2d_im2col"), mine, strict=True):
        holds(
            TIMES * seconds <= loop,
            f"{name} takes {1000 * seconds:.3g} ms for the 32 × 40 windows of an image, and a loop that copies each of"
            f" them by itself {1000 * loop:.3g} ms; a right answer needs less than a sixth of that",
        )


@check("an empty batch and non-contiguous tensors are fine", points=1, needs=together)
def edges(impl, ref, draw):
    x, weight, bias = draw.normal(2, 3, 4, 5), draw.normal(4, 3, 2, 3), draw.normal(4)
    columns_agree(impl, ref, x[:0], (2, 3), (1, 2), 1)
    columns_agree(impl, ref, draw.views(x), (2, 3), (1, 2), 1)
    convolutions_agree(impl, ref, x[:0], weight, bias, 2, 1)
    convolutions_agree(impl, ref, draw.views(x), draw.views(weight), draw.views(bias), 2, 1)


@check("the arguments stay as they are", points=1, needs=together)
def pure(impl, ref, draw):
    x, weight, bias = draw.normal(2, 3, 4, 5), draw.normal(4, 3, 2, 3), draw.normal(4)
    keeps_arguments(impl.im2col, x, (2, 3), 1, 0)
    keeps_arguments(impl.im2col, x, 1, 1, 0)
    keeps_arguments(impl.conv2d_im2col, x, weight, bias, 1, 1)
