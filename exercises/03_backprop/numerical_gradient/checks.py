"""Checks of the numerical gradient. The steps are large, so that another difference quotient can't hide in roundoff."""

from dlquiz.checks import check, close, holds, there


def quadratic(x):
    return x.square().sum() + x.sum(dim=-1).square().sum()


def cubic(x):
    return (x**3).sum() + x.sum(dim=-1).square().sum()


def wave(x):
    """Each element has a frequency of its own, so that another step errs by another factor in each."""
    return (x.new_tensor([1000.0, 700.0, 400.0, 100.0]) * x).sin().sum()


@check("on a quadratic the slopes are exact", points=3)
def values(impl, ref, draw):
    for shape in [(2, 3), (1,), (3,), (2, 1, 4)]:  # first the matrix, where an index that is out of range is no axis
        x = draw.normal(*shape)
        close(impl.numerical_gradient(quadratic, x, eps=0.5), ref.numerical_gradient(quadratic, x, eps=0.5))


@check("on a cubic the error is ε², for every ε", points=2, needs=values)
def order(impl, ref, draw):
    x = draw.normal(2, 3)
    slopes = 3 * x**2 + 2 * x.sum(dim=-1, keepdim=True)
    for eps in (1.0, 0.5, 3.3):  # 3.3 is no number of float32: in float64 a step rounded to it shows
        # the error is ε²/6 times the third derivative, which is 6; higher ones are zero
        close(impl.numerical_gradient(cubic, x, eps), slopes + eps**2, why=f"ε = {eps}")


@check("ε is 1e-5 unless it is given", points=1, needs=values, dtypes=("float64",))  # in float32 such a step is noise
def default_step(impl, ref, draw):
    x = draw.normal(4, mean=0.0, std=1.0)
    close(impl.numerical_gradient(wave, x), ref.numerical_gradient(wave, x), why="called without eps")


@check("f gets points with the shape and dtype of x", points=1, needs=values)
def points_like_x(impl, ref, draw):
    x = draw.normal(2, 3)
    points = []

    def f(point):
        points.append((point.shape, point.dtype))
        return quadratic(point)

    impl.numerical_gradient(f, x, eps=0.5)
    holds(all(shape == x.shape for shape, _ in points), "f got a point of another shape than x")
    dtype = str(x.dtype).removeprefix("torch.")
    holds(all(kind == x.dtype for _, kind in points), f"f got a point of another dtype than x, which is {dtype}")


@check("a 0-d x and an empty x give their like", points=1, needs=values)
def like_x(impl, ref, draw):
    for shape in [(), (0,), (2, 0)]:
        x = draw.normal(*shape)
        close(impl.numerical_gradient(quadratic, x, eps=0.5), ref.numerical_gradient(quadratic, x, eps=0.5))


@check("a non-contiguous x is no different", points=1, needs=values)
def any_layout(impl, ref, draw):
    for shape in [(3,), (2, 3), (2, 3, 2)]:
        x = draw.views(draw.normal(*shape))
        close(impl.numerical_gradient(quadratic, x, eps=0.5), ref.numerical_gradient(quadratic, x, eps=0.5))


def x_after(module, f, x):
    """Moving elements of x itself is allowed, if each is put back as it was: so values count, not writes."""
    module.numerical_gradient(f, x, eps=0.1)
    return x


@check("x is unchanged afterwards", points=1, needs=values)
def pure(impl, ref, draw):
    x = draw.normal(5, 6)
    close(there(impl, x_after, quadratic, x), x, rtol=0.0, atol=0.0, reason="x is the caller's")
