"""Checks of the activation functions: ordinary numbers, far out, at the ends of the number line; and dead units."""

import math

import torch

from dlquiz.checks import check, close, keeps_arguments

SLOPES = (0.1, 0.5, 2.0, -0.5)


def ordinary(draw):
    """Numbers of both signs, the smallest case first."""
    yield draw.tensor([0.0, 1.0, -1.0])
    yield draw.tensor([0.5, -2.0, 3.0, -0.0, -4.0])
    yield draw.normal(3, 4, mean=0.0, std=3.0)


def largest(draw):
    return torch.finfo(draw.tensor(0.0).dtype).max


def far_out(draw):
    for far in (1000.0, largest(draw), math.inf):
        yield draw.tensor([-far, 1.0, far, -1.0])


@check("sigmoid has the right values", points=2)
def sigmoid_values(impl, ref, draw):
    for x in ordinary(draw):
        close(impl.sigmoid(x), ref.sigmoid(x))


@check("sigmoid survives ±1000, the largest float and ±∞", points=1, needs=sigmoid_values)
def sigmoid_far(impl, ref, draw):
    for x in far_out(draw):
        close(impl.sigmoid(x), ref.sigmoid(x))


@check("tanh has the right values", points=2)
def tanh_values(impl, ref, draw):
    for x in ordinary(draw):
        close(impl.tanh(x), ref.tanh(x))


@check("tanh survives ±1000, the largest float and ±∞", points=1, needs=tanh_values)
def tanh_far(impl, ref, draw):
    for x in far_out(draw):
        close(impl.tanh(x), ref.tanh(x))


@check("relu keeps what is above 0 and nothing else", points=2)
def relu_values(impl, ref, draw):
    for x in ordinary(draw):
        close(impl.relu(x), ref.relu(x))


@check("relu survives the largest float and ±∞", points=1, needs=relu_values)
def relu_far(impl, ref, draw):
    for x in far_out(draw):
        close(impl.relu(x), ref.relu(x))


@check("leaky_relu scales what is below 0, by any slope", points=2)
def leaky_values(impl, ref, draw):
    for x in ordinary(draw):
        close(impl.leaky_relu(x), ref.leaky_relu(x))
    x = draw.tensor([-2.0, 0.0, 1.0])
    for slope in (*SLOPES, 0.0):
        close(impl.leaky_relu(x, slope), ref.leaky_relu(x, slope))


@check("leaky_relu survives the largest float and ±∞", points=1, needs=leaky_values)
def leaky_far(impl, ref, draw):
    for far in (1000.0, largest(draw) / 4, math.inf):
        x = draw.tensor([-far, 1.0, far, -1.0])
        for slope in (0.5, 2.0, -0.5):
            close(impl.leaky_relu(x, slope), ref.leaky_relu(x, slope))


@check(
    "any shape will do, also no dimensions and no entries",
    points=1,
    needs=(sigmoid_values, tanh_values, relu_values, leaky_values),
)
def shapes(impl, ref, draw):
    some = [draw.tensor(-1.5), draw.tensor(0.0), draw.tensor([-2.0]), draw.normal(2, 3, 2, 1), draw.normal(0, 3)]
    for x in [*some, draw.views(draw.normal(3, 4))]:
        close(impl.sigmoid(x), ref.sigmoid(x))
        close(impl.tanh(x), ref.tanh(x))
        close(impl.relu(x), ref.relu(x))
        close(impl.leaky_relu(x, 0.25), ref.leaky_relu(x, 0.25))


def layers(draw):
    """Pre-activations in which some units are asleep, the smallest first."""
    yield draw.tensor([[-1.0, 2.0, -0.5]])
    yield draw.tensor([[-1.0, 2.0], [-3.0, -4.0]])
    yield draw.tensor([[-1.0, 3.0], [2.0, -1.0]])
    yield draw.tensor([[-1.0, 2.0, 1.0], [-3.0, -4.0, 0.5]])
    yield draw.tensor([[1.0, -2.0, -4.0, 3.0], [-9.0, -3.0, 1.0, 1.0], [-9.0, -1.0, 1.0, 2.0]])
    asleep = -draw.uniform(6, 5, low=0.5, high=3.0)
    asleep[4, 1], asleep[0, 3] = 0.25, 0.5
    yield asleep


@check("a unit is dead if no row is above 0", points=2)
def dead(impl, ref, draw):
    for preactivations in layers(draw):
        close(impl.dead_units(preactivations), ref.dead_units(preactivations))


@check("a unit at exactly 0 is dead, one a hair above 0 is awake", points=1, needs=dead)
def dead_at_zero(impl, ref, draw):
    hair = 2 * torch.finfo(draw.tensor(0.0).dtype).tiny  # the least that no device rounds to 0
    for rows in ([[0.0, 1.0]], [[0.0, -1.0, 1.0], [-2.0, -0.0, -1.0]], [[hair, -1.0], [-1.0, -hair]]):
        close(impl.dead_units(draw.tensor(rows)), ref.dead_units(draw.tensor(rows)))


@check("dead_units takes no rows, no units, ±∞ and non-contiguous tensors", points=1, needs=dead)
def dead_edges(impl, ref, draw):
    ends = draw.tensor([[-math.inf, math.inf, -1.0], [-math.inf, -math.inf, -math.inf]])
    for preactivations in [draw.normal(0, 3), draw.normal(2, 0), ends, draw.views(-draw.uniform(4, 3, low=-0.2))]:
        close(impl.dead_units(preactivations), ref.dead_units(preactivations))


@check("the arguments stay as they are", points=1, needs=(sigmoid_values, tanh_values, relu_values, leaky_values, dead))
def pure(impl, ref, draw):
    x = draw.normal(2, 3, mean=0.0)
    x[0, 0], x[1, 2] = -1.0, 2.0
    for function in (impl.sigmoid, impl.tanh, impl.relu, impl.leaky_relu, impl.dead_units):
        keeps_arguments(function, x)
