"""Checks of the contrastive loss: values at unequal sizes, lengths that must not count, temperatures, empty batches."""

from dlquiz.checks import check, close, keeps_arguments


def agree(impl, ref, *given, condition=None, **options):
    close(impl.nt_xent(*given, **options), ref.nt_xent(*given, **options), condition=condition)


def directions(draw, N, D):
    """(N, D), of unit length: here, who forgets to divide by the length makes no mistake yet."""
    z = draw.normal(N, D, mean=0.0, std=1.0)
    return z / z.norm(dim=1, keepdim=True)


@check("each view finds its other view among all others", points=3)
def values(impl, ref, draw):
    for N, D in [(1, 2), (2, 2), (2, 3), (3, 2), (5, 4), (4, 7)]:
        agree(impl, ref, directions(draw, N, D), directions(draw, N, D))
    agree(impl, ref, draw.views(directions(draw, 3, 4)), draw.views(directions(draw, 3, 4)))


@check("the length of a vector does not count", points=2, needs=values)
def lengths(impl, ref, draw):
    for N, D in [(2, 1), (2, 2), (3, 5), (6, 4)]:
        agree(impl, ref, draw.normal(N, D), draw.normal(N, D, std=5.0))
    z1, z2 = directions(draw, 3, 4), directions(draw, 3, 4)
    z1[1] *= 1e4
    z2[0] *= 1e-4
    agree(impl, ref, z1, z2)


@check("the temperature divides the similarities", points=2, needs=values)
def temperatures(impl, ref, draw):
    for temperature in (10.0, 1.0, 0.1, 0.02):
        agree(impl, ref, draw.normal(3, 4), draw.normal(3, 4), temperature, condition=10 / temperature)
    cold = draw.normal(3, 4), draw.normal(3, 4)
    agree(impl, ref, *cold, temperature=0.001, condition=10_000)  # e^1000 overflows


@check("an empty batch costs nothing", points=1, needs=values)
def empty(impl, ref, draw):
    agree(impl, ref, draw.normal(0, 3), draw.normal(0, 3))


@check("the arguments stay as they are", points=1, needs=values)
def pure(impl, ref, draw):
    keeps_arguments(impl.nt_xent, draw.normal(3, 4), draw.normal(3, 4), 0.2)
