"""Checks of the three costs: one kind after the other, n and d unequal, n a power of k and next to one."""

from dlquiz.checks import check, close, holds, raises

SIZES = [(1, 2), (2, 1), (2, 3), (5, 3), (10, 512), (1000, 64)]


def compare(impl, ref, position, name, *arguments, **settings):
    """One of the three numbers."""
    answer = impl.layer_cost(*arguments, **settings)
    three = isinstance(answer, (tuple, list)) and len(answer) == 3
    holds(three, "three numbers are to be returned: operations, sequential, path")
    if three:
        close(answer[position], ref.layer_cost(*arguments, **settings)[position], why=name)


@check("self-attention compares all pairs, recurrence and convolution multiply by matrices", points=3)
def operations(impl, ref, draw):
    sizes = [*SIZES, (draw.integer(5, 20), draw.integer(30, 50)), (draw.integer(30, 50), draw.integer(5, 20))]
    for n, d in sizes:
        compare(impl, ref, 0, "operations of self-attention", "self", n, d)
    for n, d in sizes:
        compare(impl, ref, 0, "operations of a recurrence", "recurrent", n, d)
    for n, d in sizes:
        for k in (2, 5, draw.integer(6, 12)):
            compare(impl, ref, 0, "operations of a convolution", "conv", n, d, k)


@check("only a recurrence has to wait for the position before", points=2)
def sequential(impl, ref, draw):
    for kind, name in [("recurrent", "a recurrence"), ("self", "self-attention"), ("conv", "a convolution")]:
        for n, d in SIZES:
            compare(impl, ref, 1, f"sequential steps of {name}", kind, n, d, 4)


@check("a signal goes one step, n steps, or as many as layers see all positions", points=3)
def path(impl, ref, draw):
    for kind, name in [("recurrent", "a recurrence"), ("self", "self-attention")]:
        for n, d in SIZES:
            compare(impl, ref, 2, f"longest path in {name}", kind, n, d, 4)
    for k in (2, 3, 4, 5, draw.integer(6, 12)):
        for n in (1, 2, k, k + 1, k * k - 1, k * k, k * k + 1, k**3, k**3 + 1):
            compare(impl, ref, 2, "longest path in convolutions", "conv", n, 2, k)


@check("a logarithm's rounding makes no layer too many or too few", points=1, needs=path)
def powers(impl, ref, draw):
    for n, k in [(125, 5), (243, 3), (7**5, 7), (10**6, 10), (10**6 + 1, 10), (2**29, 2), (2**60 + 1, 2)]:
        compare(impl, ref, 2, "longest path in convolutions", "conv", n, 2, k)


@check("a kernel is 3 wide unless told otherwise", points=1, needs=(operations, path))
def default(impl, ref, draw):
    for n in (4, 10, 81):
        for position, name in ((0, "operations of a convolution"), (2, "longest path in convolutions")):
            compare(impl, ref, position, name, "conv", n, 5)
            compare(impl, ref, position, name, "conv", n, 5, k=4)


@check("an unknown kind is refused", points=1)
def unknown(impl, ref, draw):
    for kind in ("attention", "", "Self", "convolution"):
        raises(ValueError, impl.layer_cost, kind, 4, 2)
