"""Checks of unbroadcast: what was added, what was repeated, both, neither. Square sizes leave only places to go by."""

from dlquiz.checks import check, close, keeps_arguments


def compare(impl, ref, draw, cases):
    for large, small in cases:
        grad = draw.normal(*large)
        close(impl.unbroadcast(grad, small), ref.unbroadcast(grad, small))


@check("dimensions that were added in front are summed away", points=2)
def added(impl, ref, draw):
    cases = [((2, 3), (3,)), ((3, 3), (3,)), ((4, 2, 3), (2, 3)), ((2, 4, 3), (3,)), ((2, 2, 2), (2, 2))]
    compare(impl, ref, draw, cases)


@check("dimensions of size 1 are summed and stay", points=2)
def repeated(impl, ref, draw):
    cases = [((2, 3), (2, 1)), ((2, 3), (1, 3)), ((3, 3), (3, 1)), ((2, 3, 4), (2, 1, 4)), ((2, 3, 4), (1, 3, 1))]
    compare(impl, ref, draw, [*cases, ((2, 3), (1, 1)), ((2, 1, 3), (1, 1, 3))])


@check("both at once are right", points=2, needs=(added, repeated))
def both(impl, ref, draw):
    compare(impl, ref, draw, [((4, 2, 3), (2, 1)), ((4, 2, 3), (1, 3)), ((3, 2), (1,)), ((2, 3, 4, 5), (1, 4, 1))])


@check("a tensor that was not broadcast gets its gradient as it is", points=1, needs=(added, repeated))
def nothing_to_sum(impl, ref, draw):
    compare(impl, ref, draw, [((3,), (3,)), ((2, 3), (2, 3)), ((1, 3), (3,)), ((2, 1), (2, 1)), ((1, 1, 2), (1, 2))])


@check("one number gets the sum of everything, as a 0-d tensor", points=1, needs=added)
def one_number(impl, ref, draw):
    compare(impl, ref, draw, [((3,), ()), ((2, 3), ()), ((), ()), ((1,), ())])


@check("what nothing has read gets 0", points=1, needs=(added, repeated))
def size_zero(impl, ref, draw):
    cases = [((0, 3), (3,)), ((2, 0), (2, 1)), ((0, 3), (1, 3)), ((0,), ()), ((0,), (0,))]
    compare(impl, ref, draw, [*cases, ((2, 0), (0,)), ((2, 0), (1, 0))])


@check("a non-contiguous gradient is no different", points=1, needs=(added, repeated))
def any_layout(impl, ref, draw):
    for large, small in [((2, 3), (3,)), ((2, 3), (2, 1)), ((2, 3), (2, 3)), ((4, 2, 3), (1, 3)), ((1, 2, 3), (2, 3))]:
        grad = draw.views(draw.normal(*large))
        close(impl.unbroadcast(grad, small), ref.unbroadcast(grad, small))


@check("grad stays as it is", points=1, needs=(added, repeated))
def pure(impl, ref, draw):
    for small in [(3,), (2, 1), (2, 3)]:
        keeps_arguments(impl.unbroadcast, draw.normal(2, 3), small)
