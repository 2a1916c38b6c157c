"""Checks of the activations' backward passes: slopes at ordinary numbers, at the corner and far out, every shape."""

import math

import torch

from dlquiz.checks import check, close, gradient, keeps_arguments

NAMES = ("sigmoid", "tanh", "relu")


def compare(impl, ref, name, grad_output, x):
    backward = f"{name}_backward"
    close(getattr(impl, backward)(grad_output, x), getattr(ref, backward)(grad_output, x))


def slopes(impl, ref, draw, name):
    compare(impl, ref, name, draw.tensor([1.0, -2.0]), draw.tensor([0.5, -1.5]))
    for shape in [(3,), (3, 4)]:
        x = draw.normal(*shape, mean=0.0, std=2.0)
        x += torch.where(x < 0, -0.01, 0.01).to(x)  # away from ReLU's corner
        gradient(impl, ref, forward=name, backward=f"{name}_backward", at=(x,))


@check("sigmoid_backward multiplies what arrives by the slope at x", points=2)
def sigmoid(impl, ref, draw):
    slopes(impl, ref, draw, "sigmoid")


@check("tanh_backward multiplies what arrives by the slope at x", points=2)
def tanh(impl, ref, draw):
    slopes(impl, ref, draw, "tanh")


@check("relu_backward lets through what arrives where x is above 0", points=2)
def relu(impl, ref, draw):
    slopes(impl, ref, draw, "relu")


@check("the slope of relu at exactly 0 is 0, a hair above it is 1", points=1, needs=relu)
def corner(impl, ref, draw):
    hair = 2 * torch.finfo(draw.tensor(0.0).dtype).tiny  # the least that no device rounds to 0
    compare(impl, ref, "relu", draw.tensor([3.0, 2.0]), draw.tensor([0.0, 1.0]))
    compare(impl, ref, "relu", draw.tensor([3.0, -4.0, 5.0, 6.0]), draw.tensor([-0.0, hair, -hair, 1e-9]))


@check("far out, at ±1000 and ±∞, sigmoid and tanh are flat", points=1, needs=(sigmoid, tanh))
def flat(impl, ref, draw):
    for far in (50.0, 1000.0, math.inf):
        for name in ("sigmoid", "tanh"):
            compare(impl, ref, name, draw.tensor([2.0, -3.0, 4.0]), draw.tensor([far, 0.5, -far]))


@check("far out relu has the slopes 1 and 0", points=1, needs=relu)
def far_relu(impl, ref, draw):
    for far in (1000.0, math.inf):
        compare(impl, ref, "relu", draw.tensor([2.0, -3.0, 4.0]), draw.tensor([far, 0.5, -far]))


@check("any shape will do, also no dimensions and no entries", points=1, needs=(sigmoid, tanh, relu))
def shapes(impl, ref, draw):
    for shape in [(), (1,), (2, 3, 1, 2), (0, 3)]:
        grad_output, x = draw.normal(*shape), draw.normal(*shape)
        for name in NAMES:
            compare(impl, ref, name, grad_output, x)
    grad_output, x = draw.views(draw.normal(3, 4)), draw.views(draw.normal(3, 4))
    for name in NAMES:
        compare(impl, ref, name, grad_output, x)


@check("the arguments stay as they are", points=1, needs=(sigmoid, tanh, relu))
def pure(impl, ref, draw):
    grad_output, x = draw.tensor([[1.0, -2.0], [3.0, -4.0]]), draw.tensor([[1.5, 0.5], [-2.5, -0.5]])
    for function in (impl.sigmoid_backward, impl.tanh_backward, impl.relu_backward):
        keeps_arguments(function, grad_output, x)
