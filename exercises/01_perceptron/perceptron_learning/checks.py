"""Checks of the perceptron's learning rule.

All inputs are small multiples of a power of two, so every sum is exact: no right answer can see a row on another side.
"""

from dlquiz.checks import check, close, keeps_arguments

BITS = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
GATES = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "NAND": [1, 1, 1, 0]}


def labels(draw, *values):
    return draw.tensor(values).long()


def quarters(draw, *shape):
    """Multiples of ¼ in ±2."""
    return draw.integers(-8, 9, *shape).to(draw.tensor(0.0)) / 4


def gate(draw, name):
    return draw.tensor(BITS), labels(draw, *GATES[name])


def separable(draw, N, D):
    """Rows with the labels that some line gives them."""
    x, weight = quarters(draw, N, D), quarters(draw, D) + 1
    return x, (x @ weight + 0.125 > 0).long()


def agree(impl, ref, x, y, max_epochs):
    close(impl.fit(x, y, max_epochs=max_epochs), ref.fit(x, y, max_epochs=max_epochs))


@check("one epoch changes weights and bias after each wrong row", points=3)
def one_epoch(impl, ref, draw):
    agree(impl, ref, draw.tensor([[2.0]]), labels(draw, 1), 1)
    agree(impl, ref, draw.tensor([[2.0, -3.0]]), labels(draw, 0), 1)
    agree(impl, ref, draw.tensor([[2.0], [3.0], [1.0]]), labels(draw, 1, 0, 1), 1)
    agree(impl, ref, draw.tensor([[1.0], [2.0**-20 - 1]]), labels(draw, 1, 0), 1)  # a hair above 0 fires
    for N, D in [(2, 2), (3, 2), (4, 3), (3, 3), (9, 4)]:
        agree(impl, ref, quarters(draw, N, D), draw.integers(0, 2, N), 1)


@check("gates and other separable sets are learnt", points=2)
def learns(impl, ref, draw):
    agree(impl, ref, draw.tensor([[2.0], [-1.0]]), labels(draw, 1, 0), 10)
    for name in GATES:
        agree(impl, ref, *gate(draw, name), 30)
    for N, D in [(5, 1), (8, 2), (10, 3), (20, 4)]:
        agree(impl, ref, *separable(draw, N, D), 40)


@check("XOR is not learnt, and says so", points=1, needs=one_epoch)
def xor(impl, ref, draw):
    for max_epochs in (2, 5, 20):
        agree(impl, ref, draw.tensor(BITS), labels(draw, 0, 1, 1, 0), max_epochs)
    agree(impl, ref, draw.tensor([[1.0], [1.0]]), labels(draw, 0, 1), 4)  # one input with two answers


@check("it has converged after an epoch without an error, not before", points=1, needs=one_epoch)
def the_last_epoch(impl, ref, draw):
    agree(impl, ref, draw.tensor([[2.0], [-1.0]]), labels(draw, 1, 0), 2)
    agree(impl, ref, draw.tensor([[-1.0, 1.0]]), labels(draw, 0), 1)
    for max_epochs in range(8):
        agree(impl, ref, *gate(draw, "AND"), max_epochs)


@check("it stops there, with a million epochs left", points=1, needs=learns, seconds=2)
def stops(impl, ref, draw):
    agree(impl, ref, *gate(draw, "AND"), 1_000_000)


@check("no rows, one row, one input and non-contiguous tensors are fine", points=1, needs=(one_epoch, learns))
def edges(impl, ref, draw):
    agree(impl, ref, quarters(draw, 0, 3), draw.integers(0, 2, 0), 5)
    for label in (0, 1):
        agree(impl, ref, quarters(draw, 1, 1) + 0.125, labels(draw, label), 6)
    x, y = separable(draw, 8, 3)
    agree(impl, ref, draw.views(x), draw.views(y), 12)


@check("the arguments stay as they are", points=1, needs=one_epoch)
def pure(impl, ref, draw):
    keeps_arguments(impl.fit, draw.tensor([[2.0, 1.0], [3.0, -1.0], [1.0, 4.0]]), labels(draw, 1, 0, 1), max_epochs=3)
