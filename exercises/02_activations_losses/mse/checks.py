"""Checks of the mean squared error and its two gradients: unequal N and D, perfect predictions, empty batches."""

from dlquiz.checks import check, close, gradient, keeps_arguments

SIZES = [(1, 1), (1, 3), (4, 1), (2, 3), (3, 3), (5, 2)]  # (N, D)


def pair(draw, *shape):
    return draw.normal(*shape), draw.normal(*shape)


@check("the loss is a sum over D and a mean over N", points=3)
def loss(impl, ref, draw):
    for shape in SIZES:
        arguments = pair(draw, *shape)
        close(impl.mse(*arguments), ref.mse(*arguments))


@check("both gradients are those of the loss, times grad_output", points=3)
def backward(impl, ref, draw):
    for shape in SIZES:
        gradient(impl, ref, forward="mse", backward="mse_backward", at=pair(draw, *shape))


def everywhere(impl, ref, grad_output, *arguments):
    close(impl.mse(*arguments), ref.mse(*arguments))
    close(impl.mse_backward(grad_output, *arguments), ref.mse_backward(grad_output, *arguments))


@check("a perfect prediction has no loss and no gradient", points=1, needs=(loss, backward))
def perfect(impl, ref, draw):
    target = draw.normal(3, 2)
    everywhere(impl, ref, draw.tensor(3.0), target, target.clone())
    everywhere(
        impl, ref, draw.tensor(3.0), draw.tensor([[1.0, 2.0], [4.0, 7.0]]), draw.tensor([[1.0, 2.0], [5.0, 7.0]])
    )


@check("an empty batch and non-contiguous tensors are fine", points=1, needs=(loss, backward))
def edges(impl, ref, draw):
    grad_output = draw.tensor(-2.0)
    everywhere(impl, ref, grad_output, *pair(draw, 0, 3))
    everywhere(impl, ref, grad_output, *(draw.views(part) for part in pair(draw, 4, 3)))


@check("the arguments stay as they are", points=1, needs=(loss, backward))
def pure(impl, ref, draw):
    arguments = pair(draw, 4, 3)
    keeps_arguments(impl.mse, *arguments)
    keeps_arguments(impl.mse_backward, draw.tensor(2.0), *arguments)
