"""Checks of the XOR network and of the best single perceptron.

Weights are multiples of ¼ and biases odd multiples of ⅛, so every sum is exact and none is 0 unless it is meant to be.
"""

from dlquiz.checks import check, close, keeps_arguments

LINES = {  # (weights, bias)
    "never": ([0.0, 0.0], -1.0),
    "always": ([0.0, 0.0], 1.0),
    "first input": ([1.0, 0.0], -0.5),
    "AND": ([1.0, 1.0], -1.5),
    "NOR": ([-1.0, -1.0], 0.5),
    "OR": ([1.0, 1.0], -0.5),
    "NAND": ([-1.0, -1.0], 1.5),
    "first without second": ([1.0, -1.0], -0.5),
    "first, in spite of second": ([1.0, -0.5], -0.25),
}


def bits(draw, N):
    return draw.integers(0, 2, N, 2).to(draw.tensor(0.0))


@check("xor_net has the truth table of XOR", points=3)
def table(impl, ref, draw):
    truth = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
    for rows in (truth[1:2], truth[:2], truth[2:], truth):
        close(impl.xor_net(draw.tensor(rows)), ref.xor_net(draw.tensor(rows)))


@check("any number of pairs in any order will do", points=1, needs=table)
def any_rows(impl, ref, draw):
    for rows in ([[1.0, 1.0], [1.0, 0.0], [0.0, 0.0]], [[0.0, 1.0]], [[1.0, 1.0]]):
        close(impl.xor_net(draw.tensor(rows)), ref.xor_net(draw.tensor(rows)))
    for x in (bits(draw, 2), bits(draw, 30), bits(draw, 0), draw.views(bits(draw, 7))):
        close(impl.xor_net(x), ref.xor_net(x))


@check("linear_xor_accuracy measures one perceptron", points=2)
def one_line(impl, ref, draw):
    for weight, bias in LINES.values():
        weights, biases = draw.tensor([weight]), draw.tensor([bias])
        close(impl.linear_xor_accuracy(weights, biases), ref.linear_xor_accuracy(weights, biases))


@check("linear_xor_accuracy takes the best of many", points=2, needs=one_line)
def many_lines(impl, ref, draw):
    for names in (["AND", "OR"], ["NAND", "AND"], ["AND", "never"], ["AND", "NOR"], ["NOR", "always", "AND", "AND"]):
        weights, biases = (draw.tensor([LINES[name][part] for name in names]) for part in (0, 1))
        close(impl.linear_xor_accuracy(weights, biases), ref.linear_xor_accuracy(weights, biases))
    for K in (2, 3, 4, 5, 200):
        weights = draw.integers(-8, 9, K, 2).to(draw.tensor(0.0)) / 4
        biases = (2 * draw.integers(-10, 10, K) + 1).to(weights) / 8
        close(impl.linear_xor_accuracy(weights, biases), ref.linear_xor_accuracy(weights, biases))
        weights, biases = draw.views(weights), draw.views(biases)
        close(impl.linear_xor_accuracy(weights, biases), ref.linear_xor_accuracy(weights, biases))


@check("in linear_xor_accuracy too a sum of exactly 0 does not fire", points=1, needs=one_line)
def on_the_line(impl, ref, draw):
    for weight, bias in [([1.0, 1.0], 0.0), ([1.0, -1.0], 0.0), ([1.0, 1.0], -1.0), ([-1.0, -1.0], 2.0)]:
        weights, biases = draw.tensor([weight]), draw.tensor([bias])
        close(impl.linear_xor_accuracy(weights, biases), ref.linear_xor_accuracy(weights, biases))


@check("the arguments stay as they are", points=1, needs=(table, one_line))
def pure(impl, ref, draw):
    keeps_arguments(impl.xor_net, draw.tensor([[0.0, 1.0], [1.0, 1.0], [1.0, 0.0]]))
    keeps_arguments(impl.linear_xor_accuracy, draw.tensor([[1.0, 1.0], [-1.0, 2.0]]), draw.tensor([-1.5, -0.5]))
