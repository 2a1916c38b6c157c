"""Checks of the perceptron and its gates.

All numbers are multiples of a power of two and small, so every sum is exact in whatever order it is taken: no right
answer can fall on the wrong side of the threshold by rounding.
"""

import torch

from dlquiz.checks import check, close, holds, keeps_arguments

BITS = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]


def agree(impl, ref, *arguments):
    close(impl.perceptron(*arguments), ref.perceptron(*arguments))


def quarters(draw, *shape):
    """Multiples of ¼ in ±2."""
    return draw.integers(-8, 9, *shape).to(draw.tensor(0.0)) / 4


def neuron(draw, inputs, sign):
    """A weight, and a bias of the given sign that no sum of quarters can cancel to 0."""
    return quarters(draw, inputs), draw.tensor(sign * (2 * draw.integer(16, 48) + 1) / 32)


@check("fires where the weighted sum plus the bias is above 0", points=2)
def values(impl, ref, draw):
    agree(impl, ref, draw.tensor([[1.0], [2.0], [-1.0]]), draw.tensor([2.0]), draw.tensor(-3.0))
    agree(impl, ref, draw.tensor([[1.0], [2.0], [-1.0]]), draw.tensor([-2.0]), draw.tensor(3.0))
    agree(impl, ref, draw.tensor([[3.0, 1.0], [1.0, 3.0]]), draw.tensor([2.0, -1.0]), draw.tensor(-1.0))
    agree(impl, ref, draw.tensor([[3.0, 1.0], [1.0, 3.0]]), draw.tensor([1.0, 1.0]), draw.tensor(-2.5))
    for rows, inputs, sign in [(5, 5, -1), (40, 3, 1), (40, 5, -1)]:
        agree(impl, ref, quarters(draw, rows, inputs), *neuron(draw, inputs, sign))


@check("one row, many dimensions or no rows at all", points=1, needs=values)
def leading(impl, ref, draw):
    for row in ([1.0, 2.0], [2.0, 1.0]):
        agree(impl, ref, draw.tensor(row), draw.tensor([1.0, 3.0]), draw.tensor(-6.0))
    for shape, sign in [((0, 3), 1), ((2, 10, 4), 1), ((3, 5, 4, 2), -1)]:
        agree(impl, ref, quarters(draw, *shape), *neuron(draw, shape[-1], sign))
    weight, bias = neuron(draw, 3, -1)
    agree(impl, ref, draw.views(quarters(draw, 20, 3)), draw.views(weight), bias)


@check("a sum of exactly 0 does not fire, a hair above 0 does", points=2, needs=values)
def boundary(impl, ref, draw):
    agree(impl, ref, draw.tensor([[1.0], [2.0]]), draw.tensor([1.0]), draw.tensor(-1.0))
    agree(impl, ref, draw.tensor([[0.0, 0.0], [3.0, 1.0], [1.0, 3.0]]), draw.tensor([1.0, -3.0]), draw.tensor(0.0))
    agree(impl, ref, draw.tensor([[1.0, 2.0], [2.0, 1.0], [2.0, 2.0]]), draw.tensor([1.0, 1.0]), draw.tensor(-3.0))
    finest = torch.finfo(draw.tensor(0.0).dtype)
    for hair in (8 * finest.eps, finest.eps**2, 2 * finest.tiny):  # tiny: the least that no device rounds to 0
        agree(impl, ref, draw.tensor([[hair], [-hair], [0.0], [-0.0]]), draw.tensor([1.0]), draw.tensor(0.0))
    hair = 8 * finest.eps
    agree(impl, ref, draw.tensor([[1 + hair], [1 - hair], [1.0]]), draw.tensor([1.0]), draw.tensor(-1.0))


@check("very large sums count like others", points=1, needs=values)
def large(impl, ref, draw):
    huge = 2.0**100
    agree(impl, ref, draw.tensor([[huge], [-huge]]), draw.tensor([1.0]), draw.tensor(1.0))
    agree(impl, ref, draw.tensor([[torch.inf], [-torch.inf]]), draw.tensor([1.0]), draw.tensor(-1.0))


@check("the arguments stay as they are", points=1, needs=values)
def pure(impl, ref, draw):
    keeps_arguments(impl.perceptron, quarters(draw, 4, 3), *neuron(draw, 3, 1))


def has_table(name, gate, fires):
    """The pair gives the truth table `fires`, for a perceptron that is none of the learner's."""
    pair = isinstance(gate, (tuple, list)) and len(gate) == 2 and all(isinstance(part, torch.Tensor) for part in gate)
    holds(pair, f"{name}() must give a pair of tensors: (weight, bias)")
    if not pair:
        return
    weight, bias = gate
    close(torch.zeros_like(weight), weight.new_zeros(2), why=f"the weight of {name}()")
    close(torch.zeros_like(bias), bias.new_zeros(()), why=f"the bias of {name}()")
    if weight.shape == (2,) and bias.shape == ():
        total = torch.tensor(BITS, dtype=torch.float64) @ weight.cpu().double() + bias.cpu().double()
        table = f"the truth table of {name}() for the inputs (0, 0), (0, 1), (1, 0), (1, 1)"
        wrong = [f"({a:.0f}, {b:.0f})" for (a, b), t, fire in zip(BITS, total, fires, strict=True) if (t > 0) != fire]
        says = f"{name}() is on the wrong side at {', '.join(wrong)}: weigh those inputs by hand, and add the bias."
        close((total > 0).long(), torch.tensor(fires), why=table, says=says)


@check("AND fires for (1, 1) alone", points=1, needs=values)
def and_gate(impl, ref, draw):
    has_table("AND", impl.AND(), [0, 0, 0, 1])


@check("OR fires unless both inputs are 0", points=1, needs=values)
def or_gate(impl, ref, draw):
    has_table("OR", impl.OR(), [0, 1, 1, 1])


@check("NAND fires unless both inputs are 1", points=1, needs=values)
def nand_gate(impl, ref, draw):
    has_table("NAND", impl.NAND(), [1, 1, 1, 0])
