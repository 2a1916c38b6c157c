"""Checks of linear regression: the solution with and without noise, single steps of the descent, many steps, the edges.

Inputs have spread 1, so that solving by AᵀA, by QR or by an inverse all stay within float32's tolerance.
"""

import torch

from dlquiz.checks import check, close, keeps_arguments

SIZES = [(4, 1, 1), (9, 2, 3), (12, 3, 2), (12, 3, 3)]  # (N, D, M); with D = M a transposed weight runs and is wrong


def inputs(draw, N, D):
    return draw.normal(N, D, mean=0.5, std=1.0)


def compare_descent(impl, ref, x, y, **settings):
    close(impl.fit_linear(x, y, **settings), ref.fit_linear(x, y, **settings))


@check("targets on a line give that line", points=2, dtypes=("float64",))
def exact(impl, ref, draw):
    for N, D, M in SIZES:
        x, weight, bias = inputs(draw, N + D, D), draw.normal(M, D), draw.normal(M)
        close(impl.normal_equations(x, x @ weight.T + bias), (weight, bias))


@check("targets beside the line give the least squared error", points=2, dtypes=("float64",))
def noisy(impl, ref, draw):
    for N, D, M in SIZES:
        arguments = inputs(draw, N + D, D), draw.normal(N + D, M)
        close(impl.normal_equations(*arguments), ref.normal_equations(*arguments))


@check("the solution holds for data far from 0", points=1, needs=(exact, noisy))
def anywhere(impl, ref, draw):
    x, y = inputs(draw, 40, 2), draw.normal(40, 3)
    arguments = x + draw.tensor([5.0, -3.0]), y + 4
    allowed = 1e-9 if x.dtype is torch.float64 else 1e-3
    reason = "the equations lose some digits, however they are solved"
    close(
        impl.normal_equations(*arguments), ref.normal_equations(*arguments), rtol=allowed, atol=allowed, reason=reason
    )


# the first use of torch.optim, which is allowed, imports for seconds on a slow machine
@check("one step goes against the gradient of the loss, from zeros", points=3, seconds=20)
def one_step(impl, ref, draw):
    for N, D, M in [(1, 1, 1), (2, 1, 1), (2, 3, 1), (4, 1, 2), (3, 2, 4), (3, 3, 3)]:
        arguments = draw.normal(N, D), draw.normal(N, M)
        compare_descent(impl, ref, *arguments, lr=draw.number(0.1, 0.5), steps=1)


@check("each step starts where the last one ended", points=2, needs=one_step)
def several_steps(impl, ref, draw):
    for steps in (2, 3, 10):
        arguments = inputs(draw, 5, 2), draw.normal(5, 3)
        compare_descent(impl, ref, *arguments, lr=draw.number(0.02, 0.1), steps=steps)


@check("no step leaves zeros, and a rate of 0 too", points=1, needs=one_step)
def no_step(impl, ref, draw):
    arguments = draw.normal(4, 2), draw.normal(4, 3)
    for settings in [{"lr": 0.1, "steps": 0}, {"lr": 0.0, "steps": 3}]:
        compare_descent(impl, ref, *arguments, **settings)


@check("many steps arrive at the solution", points=1, needs=several_steps, dtypes=("float64",))
def arrives(impl, ref, draw):
    x = 2.0 * draw.bernoulli(16, 2) - 1 + 0.1 * draw.normal(16, 2, mean=0.0, std=1.0)
    x[:4] = draw.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    y = draw.normal(16, 3)
    compare_descent(impl, ref, x, y, lr=0.2, steps=200)


@check("an empty batch pulls nowhere, and non-contiguous tensors are fine", points=1, needs=(noisy, several_steps))
def any_layout(impl, ref, draw):
    x, y = inputs(draw, 12, 2), draw.normal(12, 3)
    compare_descent(impl, ref, x[:0], y[:0], lr=0.1, steps=2)
    arguments = draw.views(x), draw.views(y)
    compare_descent(impl, ref, *arguments, lr=0.1, steps=2)
    allowed, reason = 1e-3, "the layout alone is asked"
    close(
        impl.normal_equations(*arguments), ref.normal_equations(*arguments), rtol=allowed, atol=allowed, reason=reason
    )


@check("the arguments stay as they are", points=1, needs=(noisy, several_steps))
def pure(impl, ref, draw):
    arguments = inputs(draw, 12, 2), draw.normal(12, 3)
    keeps_arguments(impl.normal_equations, *arguments)
    keeps_arguments(impl.fit_linear, *arguments, lr=0.1, steps=2)
