"""Checks of the linear layer's backward: each gradient by itself, leading dimensions, empty and strided tensors."""

from dlquiz.checks import check, close, gradient, holds, keeps_arguments

SIZES = [(1, 1, 1), (2, 3, 3), (4, 5, 2), (3, 2, 4)]  # (N, I, O); with I = O a transposed weight runs and is wrong


def layer(draw, leading, I, O):
    return draw.normal(*leading, I), draw.normal(O, I), draw.normal(O)


def part(answer, position):
    three = isinstance(answer, (tuple, list)) and len(answer) == 3
    missing = " (nothing is returned; is a `return` missing?)" if answer is None else ""
    holds(three, f"linear_backward has to return three gradients: for x, for weight, for bias{missing}")
    return answer[position] if three else None


def compare(impl, ref, draw, position):
    for N, I, O in SIZES:
        arguments = (draw.normal(N, O), *layer(draw, (N,), I, O))
        close(part(impl.linear_backward(*arguments), position), ref.linear_backward(*arguments)[position])


@check("grad_x collects the shares of all outputs", points=2)
def grad_x(impl, ref, draw):
    compare(impl, ref, draw, 0)


@check("grad_weight sums over the rows of the batch", points=2)
def grad_weight(impl, ref, draw):
    compare(impl, ref, draw, 1)


@check("grad_bias sums over the rows of the batch", points=2)
def grad_bias(impl, ref, draw):
    compare(impl, ref, draw, 2)


@check("right with none, two and three leading dimensions", points=2, needs=(grad_x, grad_weight, grad_bias))
def leading_dimensions(impl, ref, draw):
    for leading in [(4,), (2, 3), (), (2, 1, 3)]:
        at = layer(draw, leading, 3, 2)
        gradient(impl, ref, forward="linear", backward="linear_backward", at=at)


@check("an empty batch and non-contiguous tensors are fine", points=1, needs=leading_dimensions)
def any_layout(impl, ref, draw):
    x, weight, bias = layer(draw, (2, 3), 4, 5)
    grad_output = draw.normal(2, 3, 5)
    for arguments in [
        (grad_output[:0], x[:0], weight, bias),
        (draw.views(grad_output), draw.views(x), draw.views(weight), draw.views(bias)),
    ]:
        close(impl.linear_backward(*arguments), ref.linear_backward(*arguments))


@check("the arguments stay as they are", points=1, needs=grad_x)
def pure(impl, ref, draw):
    keeps_arguments(impl.linear_backward, draw.normal(4, 2), *layer(draw, (4,), 3, 2))
