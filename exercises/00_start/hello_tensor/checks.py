"""Checks of the affine map: batches, other leading dimensions, arguments left alone."""

from dlquiz.checks import check, close, keeps_arguments


@check("rows of inputs become rows of outputs", points=3)
def values(impl, ref, draw):
    by_hand = draw.tensor([[2.0]]), draw.tensor([[3.0]]), draw.tensor([-7.0])  # 2 · 3 − 7 = −1
    close(impl.affine(*by_hand), ref.affine(*by_hand))
    for rows, inputs, outputs in [(2, 2, 2), (3, 4, 2)]:  # alike: a wrong order of factors still gives numbers
        x, weight, bias = draw.normal(rows, inputs), draw.normal(outputs, inputs), draw.normal(outputs)
        close(impl.affine(x, weight, bias), ref.affine(x, weight, bias))


@check("one row, many dimensions or no rows at all", points=1, needs=values)
def leading(impl, ref, draw):
    for shape in [(3,), (2, 2, 2), (4, 5, 3), (0, 3)]:
        x, weight, bias = draw.normal(*shape), draw.normal(2, shape[-1]), draw.normal(2)
        close(impl.affine(x, weight, bias), ref.affine(x, weight, bias))
    for _ in range(2):  # the same shapes with other numbers
        x, weight, bias = draw.normal(3), draw.normal(2, 3), draw.normal(2)
        close(impl.affine(x, weight, bias), ref.affine(x, weight, bias))
    x, weight, bias = draw.views(draw.normal(4, 3)), draw.views(draw.normal(2, 3)), draw.views(draw.normal(2))
    close(impl.affine(x, weight, bias), ref.affine(x, weight, bias))


@check("the arguments stay as they are", points=1, needs=values)
def pure(impl, ref, draw):
    keeps_arguments(impl.affine, draw.normal(4, 3), draw.normal(2, 3), draw.normal(2))
