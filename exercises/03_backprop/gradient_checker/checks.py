"""Checks of a checker: it is given right gradients and planted faults, and must tell them apart.

Every check of check_gradient has answers of both kinds, so that no constant passes one.
"""

import math

import torch

from dlquiz.checks import check, close, there

FAULTS = {
    "its sign is turned": lambda g: -g,
    "it is half of the right one": lambda g: g / 2,
    "it is zero everywhere": lambda g: 0 * g,
    "one number of it is too large by one in a thousand": lambda g: with_largest(g, 1.001),
    "one number of it is missing": lambda g: with_largest(g, 0),
    "all of it is too large by one in ten thousand": lambda g: 1.0001 * g,
    "its rows are in the wrong order": lambda g: g.flip(0),
    "its columns are shifted by one": lambda g: g.roll(1, dims=1),
    "it is averaged over its rows": lambda g: g.mean(dim=0, keepdim=True).expand(g.shape),
    "a constant is added to it": lambda g: g + g.abs().max() / 100,
}


def with_largest(gradient, factor):
    """The gradient with its largest number multiplied."""
    changed = gradient.clone().reshape(-1)
    changed[changed.abs().argmax()] *= factor
    return changed.reshape(gradient.shape)


def layer(draw, N, I, O):
    """A linear layer under squared error: the loss as a function of the weight, its gradient, and the weight."""
    x, y, weight = draw.normal(N, I), draw.normal(N, O), draw.normal(O, I)

    def loss(w):
        return (x @ w.T - y).square().sum() / N

    return loss, 2 / N * (x @ weight.T - y).T @ x, weight


def square(x):
    return x.square().sum()


def cube(x):
    return (x**3).sum()


def compare_errors(impl, ref, a, b):
    got, want = impl.relative_error(a, b), ref.relative_error(a, b)
    if a.dtype is torch.float32:
        close(got, want, rtol=1e-4, reason="float32")
    else:
        close(got, want)


@check("relative_error is the largest difference, measured by the largest number", points=3)
def errors(impl, ref, draw):
    for shape in [(1,), (3,), (2, 3)]:
        a, b = draw.normal(*shape), draw.normal(*shape)
        for pair in [(a, b), (b, a), (a, 5 * b), (5 * a, b), (a, -a), (-a.abs(), -b.abs() - 1), (a, a), (a, a + 1e-3)]:
            compare_errors(impl, ref, *pair)
    compare_errors(impl, ref, draw.tensor([3.0, -4.0]), draw.tensor([3.0, -5.0]))


@check("two zeros agree, and a zero against anything else is wholly wrong", points=1, needs=errors)
def zeros(impl, ref, draw):
    some, none = draw.normal(3), draw.tensor([0.0, -0.0, 0.0])
    for pair in [
        (none, none),
        (none, some),
        (some, none),
        (none, 1e-30 * some),
        (draw.tensor([0.0]), draw.tensor([2.0])),
    ]:
        compare_errors(impl, ref, *pair)


@check("the error is the same for numbers of any size", points=1, needs=errors)
def any_scale(impl, ref, draw):
    a, b = draw.normal(3), draw.normal(3)
    for scale in (1e-6, 1e-12, 1e-30, 1e6, 1e30):
        compare_errors(impl, ref, scale * a, scale * b)


SLOPES = (
    "A right gradient is refused, and your relative_error has passed its check. So look at the slopes that you compare "
    "the gradient with, and at how the error is compared with tol: have both slopes printed for x² at 3."
)


@check("right gradients pass, and planted faults are caught", points=3, needs=errors, dtypes=("float64",))
def planted_faults(impl, ref, draw):
    x = draw.number(1.0, 2.0) * draw.tensor([3.0])
    close(impl.check_gradient(square, 2 * x, x), True, why="the gradient is right", says=SLOPES)
    close(impl.check_gradient(square, x, x), False, why="the gradient is half of the right one")
    loss, right, weight = layer(draw, 3, 2, 2)
    close(impl.check_gradient(loss, right, weight), True, why="the gradient is right")
    for fault, plant in FAULTS.items():
        close(impl.check_gradient(loss, plant(right), weight), False, why=f"the gradient is wrong: {fault}")


@check("tiny and huge gradients are judged by the same measure", points=2, needs=planted_faults, dtypes=("float64",))
def gradients_of_any_size(impl, ref, draw):
    loss, right, weight = layer(draw, 3, 2, 2)
    for scale in (1e-9, 1e9):

        def scaled(w, scale=scale):
            return scale * loss(w)

        close(impl.check_gradient(scaled, scale * right, weight), True, why=f"right, of size {scale:g}")
        close(impl.check_gradient(scaled, -scale * right, weight), False, why=f"of size {scale:g}, sign turned")


@check(
    "where f does not depend on x, zero is right and nothing else is",
    points=1,
    needs=planted_faults,
    dtypes=("float64",),
)
def no_slope(impl, ref, draw):
    x = draw.normal(3)
    nothing = 0 * x
    close(impl.check_gradient(lambda point: draw.tensor(7.0), nothing, x), True, why="zero, and right")
    for some in (nothing + 1, nothing + 1e-30):
        close(impl.check_gradient(lambda point: draw.tensor(7.0), some, x), False, why="not zero, and wrong")
    close(impl.check_gradient(square, nothing, 1 + x.abs(), eps=0.5), False, why="zero, and wrong")


@check("NaN and infinity are never right", points=1, needs=planted_faults, dtypes=("float64",))
def not_finite(impl, ref, draw):
    x = 1 + draw.normal(3).abs()
    close(impl.check_gradient(square, 2 * x, x, eps=0.5, tol=1e-3), True, why="the gradient is right")
    for bad in (math.nan, math.inf):
        for places in ([1], [0, 1, 2]):
            gradient = 2 * x
            gradient[places] = bad
            close(impl.check_gradient(square, gradient, x, eps=0.5, tol=1e-3), False, why=f"{bad} in the gradient")
    nowhere = lambda point: point.sum() * math.nan  # noqa: E731
    for gradient in (2 * x, 0 * x):
        close(impl.check_gradient(nowhere, gradient, x), False, why="f is NaN, so no gradient can be confirmed")


@check("a gradient of another shape is never right", points=2, needs=planted_faults, dtypes=("float64",))
def other_shapes(impl, ref, draw):
    one = draw.tensor(1.0)
    for shape, others in [
        ((3,), [(3, 1), (1, 3), (1,), (), (2,), (4,)]),
        ((2, 3), [(3, 2), (6,), (3,), (2, 1), (1, 2, 3), ()]),
        ((1,), [(), (1, 1), (2,)]),
        ((), [(1,)]),
        ((0,), [(1,), (2, 0), ()]),
    ]:
        x = draw.normal(*shape)
        total = torch.sum  # its gradient is 1 everywhere, so the numbers are right in any shape
        close(impl.check_gradient(total, one.expand(shape).clone(), x, eps=0.5, tol=1e-3), True, why="the right shape")
        for other in others:
            gradient = one.expand(other).clone()
            close(impl.check_gradient(total, gradient, x, eps=0.5, tol=1e-3), False, why=f"{other} for {shape}")


@check(
    "the differences are central with step eps, 1e-5 unless given", points=1, needs=planted_faults, dtypes=("float64",)
)
def step(impl, ref, draw):
    x = draw.uniform(3, low=1.0, high=2.0)  # not so large that a step of ¼ hardly shows
    for eps in (0.5, 0.3):  # 0.3 is no number of float32: in float64 a step rounded to it shows
        close(
            impl.check_gradient(square, 2 * x, x, eps=eps, tol=1e-12), True, why="on a square central steps are exact"
        )
    for eps in (0.25, 2.0):
        slopes = 3 * x**2 + eps**2  # of the central differences of Σ x³
        close(impl.check_gradient(cube, slopes, x, eps=eps, tol=1e-10), True, why=f"eps = {eps}, its error included")
        close(impl.check_gradient(cube, 3 * x**2, x, eps=eps, tol=1e-3), False, why=f"eps = {eps}, a step too large")
    # on sin kx central differences are too small by (k eps)²/6, for every x: 1.67e-5 for k = 1000
    at, slope = draw.tensor([0.0]), draw.tensor([1000.0])
    close(impl.check_gradient(lambda p: (1000 * p).sin().sum(), slope, at, tol=1.8e-5), True, why="the default step")
    close(impl.check_gradient(lambda p: (1000 * p).sin().sum(), slope, at, tol=1.5e-5), False, why="the default step")


@check(
    "an error of tol passes and a larger one does not; tol is 1e-5 unless given",
    points=1,
    needs=planted_faults,
    dtypes=("float64",),
)
def bound(impl, ref, draw):
    x = draw.tensor([1.0, 2.0])
    four, three = draw.tensor([4.0, 2.0]), draw.tensor([3.0, 2.0])

    def line(p):  # of slopes 4 and 2, exactly
        return 4 * p[0] + 2 * p[1]

    close(impl.check_gradient(line, four, x, eps=0.5, tol=0.0), True, why="no error, and none allowed")
    close(impl.check_gradient(line, three, x, eps=0.5, tol=0.25), True, why="the error is ¼, and so is tol")
    close(impl.check_gradient(line, three, x, eps=0.5, tol=0.2499), False, why="the error is ¼, and tol a little less")
    for part in (0.8, 1.2):
        near = four * (1 + part * 1e-5)
        close(impl.check_gradient(line, near, x, eps=0.5), part < 1, why=f"the error is {part}e-5, tol not given")


@check("0-d, empty and non-contiguous tensors are fine", points=1, needs=(errors, planted_faults))
def any_layout(impl, ref, draw):
    for shape in [(), (0,), (2, 0)]:
        a, b = 1 + draw.normal(*shape).abs(), draw.normal(*shape)
        compare_errors(impl, ref, a, b)
        close(impl.check_gradient(square, 2 * a, a, eps=0.5, tol=1e-3), True, why="the gradient is right")
    a, b = draw.views(draw.normal(2, 3)), draw.views(draw.normal(2, 3))
    compare_errors(impl, ref, a, b)
    right = draw.views(2 * a)
    close(impl.check_gradient(square, right, a, eps=0.5, tol=1e-3), True, why="the gradient is right")
    close(impl.check_gradient(square, draw.views(-2 * a), a, eps=0.5, tol=1e-3), False, why="its sign is turned")


def arguments_after(module, f, analytic, x):
    """Moving elements of x itself is allowed, if each is put back as it was: so values count, not writes."""
    a, b = analytic.clone(), 2 * analytic
    module.relative_error(a, b)
    module.check_gradient(f, analytic, x)
    return analytic, x, a, b


@check("the arguments are unchanged afterwards", points=1, needs=(errors, planted_faults))
def pure(impl, ref, draw):
    x = draw.normal(2, 3)
    after = there(impl, arguments_after, square, -2 * x, x)
    close(after, (-2 * x, x, -2 * x, -4 * x), rtol=0.0, atol=0.0, reason="the arguments are the caller's")
