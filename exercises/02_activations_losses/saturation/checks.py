"""Checks of the two gradients at the sigmoid's input: ordinary numbers, soft targets, both ends, every shape."""

import math

from dlquiz.checks import check, close, keeps_arguments


def ordinary(draw):
    """(z, y), the smallest case first: undecided, then all targets, then many rows."""
    yield draw.tensor([0.0]), draw.tensor([1.0])
    yield draw.tensor([1.0, -2.0, 0.5]), draw.tensor([1.0, 0.0, 0.0])
    yield draw.tensor([1.0, -2.0, 0.5, 3.0]), draw.tensor([0.0, 1.0, 0.25, 0.5])
    yield draw.normal(3, 4, mean=0.0, std=2.0), draw.bernoulli(3, 4).to(draw.tensor(0.0))
    yield draw.normal(2, 5, mean=0.0, std=2.0), draw.uniform(2, 5)


@check("mse_sigmoid_grad has both factors of the chain rule", points=3)
def squares(impl, ref, draw):
    for z, y in ordinary(draw):
        close(impl.mse_sigmoid_grad(z, y), ref.mse_sigmoid_grad(z, y))


@check("ce_sigmoid_grad is what is left when the factors have cancelled", points=3)
def cross_entropy(impl, ref, draw):
    for z, y in ordinary(draw):
        close(impl.ce_sigmoid_grad(z, y), ref.ce_sigmoid_grad(z, y))


def far_out(draw):
    """Sure and wrong, sure and right, sure where the target is not."""
    for far in (20.0, 50.0, 1000.0, math.inf):
        yield draw.tensor([far, -far, far, -far, far, -far]), draw.tensor([0.0, 1.0, 1.0, 0.0, 0.5, 0.5])


@check("far out, the squares have no gradient, right or wrong", points=1, needs=squares)
def squares_far_out(impl, ref, draw):
    for z, y in far_out(draw):
        close(impl.mse_sigmoid_grad(z, y), ref.mse_sigmoid_grad(z, y))


@check(
    "far out, the cross-entropy pulls with 1 where it is wrong, and with 0 where it is right",
    points=2,
    needs=cross_entropy,
)
def cross_entropy_far_out(impl, ref, draw):
    for z, y in far_out(draw):
        close(impl.ce_sigmoid_grad(z, y), ref.ce_sigmoid_grad(z, y))


@check("any shape will do, also no dimensions and no entries", points=1, needs=(squares, cross_entropy))
def shapes(impl, ref, draw):
    pairs = [(draw.normal(*shape), draw.uniform(*shape)) for shape in [(), (1,), (2, 3, 1, 2), (0, 3)]]
    for z, y in [*pairs, (draw.views(draw.normal(3, 4)), draw.views(draw.uniform(3, 4)))]:
        close(impl.mse_sigmoid_grad(z, y), ref.mse_sigmoid_grad(z, y))
        close(impl.ce_sigmoid_grad(z, y), ref.ce_sigmoid_grad(z, y))


@check("the arguments stay as they are", points=1, needs=(squares, cross_entropy))
def pure(impl, ref, draw):
    for function in (impl.mse_sigmoid_grad, impl.ce_sigmoid_grad):
        keeps_arguments(function, draw.normal(2, 3), draw.uniform(2, 3))
