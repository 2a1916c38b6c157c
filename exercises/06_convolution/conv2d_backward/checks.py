"""Checks of the convolution's backward: each gradient by itself, then strides and paddings, then all together."""

from dlquiz.checks import check, close, gradient, holds, keeps_arguments

SIZES = [  # (N, channels, size, outputs, kernel)
    (1, 1, (1, 2), 1, (1, 2)),
    (1, 1, (1, 3), 1, (1, 2)),
    (1, 1, (3, 3), 1, (2, 2)),
    (1, 2, (2, 2), 2, (1, 1)),  # as many channels in as out: the two axes mixed up run
    (2, 3, (3, 5), 2, (2, 3)),
    (3, 2, (5, 3), 4, (3, 2)),
]
STRIDES = [  # (size, kernel, stride)
    ((1, 3), (1, 1), 2),
    ((4, 4), (2, 2), 2),
    ((1, 4), (1, 2), (1, 2)),
    ((5, 6), (2, 3), 2),  # a row and a column are left over
    ((4, 5), (3, 2), (1, 3)),
    ((7, 4), (2, 1), (3, 2)),  # rows between the windows are jumped over
    ((6, 8), (3, 4), (2, 3)),
]
PADDINGS = [  # (size, kernel, padding)
    ((1, 1), (1, 1), 1),
    ((2, 2), (2, 2), 1),
    ((2, 3), (3, 2), 2),
    ((3, 3), (2, 2), (1, 0)),
    ((3, 4), (2, 3), (0, 2)),
    ((1, 2), (3, 4), (2, 1)),  # the kernel is larger than the image itself
]


def layer(draw, N, channels, size, outputs, kernel):
    return draw.normal(N, channels, *size), draw.normal(outputs, channels, *kernel), draw.normal(outputs)


def cotangent(draw, ref, at):
    return draw.normal(*ref.conv2d(*at).shape, mean=0.0, std=1.0)


def part(answer, position):
    three = isinstance(answer, (tuple, list)) and len(answer) == 3
    missing = " (nothing is returned; is a `return` missing?)" if answer is None else ""
    holds(three, f"conv2d_backward has to return three gradients: for x, for weight, for bias{missing}")
    return answer[position] if three else None


def compare(impl, ref, draw, position):
    for sizes in SIZES:
        at = layer(draw, *sizes)
        arguments = (cotangent(draw, ref, at), *at)
        close(part(impl.conv2d_backward(*arguments), position), ref.conv2d_backward(*arguments)[position])


@check("grad_x collects the shares of all windows that saw a pixel", points=2)
def grad_x(impl, ref, draw):
    compare(impl, ref, draw, 0)


@check("grad_weight sums over all images and all windows", points=2)
def grad_weight(impl, ref, draw):
    compare(impl, ref, draw, 1)


@check("grad_bias sums over all images and all windows", points=1)
def grad_bias(impl, ref, draw):
    compare(impl, ref, draw, 2)


@check("without a bias there is no gradient for it", points=1, needs=(grad_x, grad_weight))
def no_bias(impl, ref, draw):
    x, weight, _ = layer(draw, 2, 1, (1, 3), 3, (1, 2))
    grad_output = draw.normal(2, 3, 1, 2)
    for arguments in [(x, weight), (x, weight, None)]:
        close(impl.conv2d_backward(grad_output, *arguments), ref.conv2d_backward(grad_output, *arguments))


@check("a stride puts the shares where its windows were", points=2, needs=(grad_x, grad_weight, grad_bias))
def strides(impl, ref, draw):
    for size, kernel, stride in STRIDES:
        at = (*layer(draw, 1, 1, size, 2, kernel), stride)
        grad_output = cotangent(draw, ref, at)
        close(impl.conv2d_backward(grad_output, *at), ref.conv2d_backward(grad_output, *at))


@check("padding takes part in the windows and gets no gradient", points=2, needs=(grad_x, grad_weight, grad_bias))
def paddings(impl, ref, draw):
    for size, kernel, padding in PADDINGS:
        at = layer(draw, 1, 1, size, 2, kernel)
        grad_output = cotangent(draw, ref, (*at, 1, padding))
        close(
            impl.conv2d_backward(grad_output, *at, padding=padding),
            ref.conv2d_backward(grad_output, *at, padding=padding),
        )


@check("right for all of it together", points=2, needs=(strides, paddings))
def together(impl, ref, draw):
    for size, kernel, stride, padding in [
        ((2, 2), (2, 2), 2, 1),
        ((3, 5), (2, 3), 2, 1),
        ((4, 3), (3, 2), (2, 3), (1, 2)),
        ((5, 4), (2, 3), (3, 1), (0, 1)),
    ]:
        at = (*layer(draw, 2, 3, size, 2, kernel), stride, padding)
        gradient(impl, ref, forward="conv2d", backward="conv2d_backward", at=at)


@check("an empty batch and non-contiguous tensors are fine", points=1, needs=together)
def edges(impl, ref, draw):
    x, weight, bias = layer(draw, 2, 3, (4, 5), 2, (2, 3))
    grad_output = draw.normal(2, 2, 3, 3)
    for arguments in [
        (grad_output[:0], x[:0], weight, bias, 2, 1),
        (draw.views(grad_output), draw.views(x), draw.views(weight), draw.views(bias), 2, 1),
    ]:
        close(impl.conv2d_backward(*arguments), ref.conv2d_backward(*arguments))


@check("the arguments stay as they are", points=1, needs=(strides, paddings))
def pure(impl, ref, draw):
    at = layer(draw, 1, 2, (3, 4), 3, (2, 3))
    keeps_arguments(impl.conv2d_backward, draw.normal(1, 3, 2, 2), *at)
    keeps_arguments(impl.conv2d_backward, draw.normal(1, 3, 2, 2), *at, stride=2, padding=1)
