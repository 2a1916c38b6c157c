"""Checks of softmax and log_softmax: values along every axis, large numbers, −∞, arguments left alone."""

import math

import torch

from dlquiz.checks import check, close, keeps_arguments

SHAPES = [(1,), (3,), (3, 3), (2, 4), (1, 3), (2, 4, 3), (4, 1)]
SLICES = [[1e4, 0.0, 5e3], [0.0, 1.0, -1.0], [-1e4, -2e4, -3e4]]  # one of moderate size between very large ones


def inputs(draw):
    """(x, dim) for every axis of every shape, counted from both sides; the smallest come first."""
    yield draw.tensor([0.0, 1.0]), 0
    for shape in SHAPES:
        for dim in range(len(shape)):
            yield draw.normal(*shape), dim
            yield draw.normal(*shape), dim - len(shape)
    yield draw.views(draw.normal(3, 4)), 0
    yield draw.views(draw.normal(3, 4)), 1


def agree_when_large(function, oracle, draw):
    huge = torch.finfo(draw.tensor(0.0).dtype).max / 1e8
    for entries in ([1e4, 0.0], [-1e4, -2e4], [huge, 0.0], [-huge, -2 * huge]):
        x = draw.tensor(entries)
        close(function(x, 0), oracle(x, 0))
    x = draw.tensor([0.0, 0.0, -1e3])  # the share of the last is 0 as a float, and the sum of the exps is not 1
    close(function(x, 0), oracle(x, 0))
    x = draw.tensor(SLICES)
    close(function(x, 1), oracle(x, 1))
    close(function(x.T, 0), oracle(x.T, 0))
    near = draw.tensor([[1e4, 1e4 - 1, 1e4 - 3], [-1e4, -1e4 - 1, -1e4 + 3]])
    close(function(near, 1), oracle(near, 1), condition=1e4)


@check("softmax gives each entry its share of the exps along dim", points=2)
def shares(impl, ref, draw):
    for x, dim in inputs(draw):
        close(impl.softmax(x, dim), ref.softmax(x, dim))


@check("softmax survives numbers of ±10⁴ and more", points=2, needs=shares)
def large(impl, ref, draw):
    agree_when_large(impl.softmax, ref.softmax, draw)


@check("log_softmax gives the logarithms of the shares", points=2)
def logarithms(impl, ref, draw):
    for x, dim in inputs(draw):
        close(impl.log_softmax(x, dim), ref.log_softmax(x, dim))


@check("log_softmax survives numbers of ±10⁴ and more", points=2, needs=logarithms)
def large_logarithms(impl, ref, draw):
    agree_when_large(impl.log_softmax, ref.log_softmax, draw)


@check("an entry of −∞ has no share", points=1, needs=(shares, logarithms))
def minus_infinity(impl, ref, draw):
    for entries in ([0.0, -math.inf], [-math.inf, 2.0, 1.0, -math.inf]):
        x = draw.tensor(entries)
        close(impl.softmax(x, 0), ref.softmax(x, 0))
        close(impl.log_softmax(x, 0), ref.log_softmax(x, 0))
    x = draw.normal(3, 4)
    x[0, 1:] = x[1, 0] = -math.inf
    for dim in (0, 1):
        close(impl.softmax(x, dim), ref.softmax(x, dim))
        close(impl.log_softmax(x, dim), ref.log_softmax(x, dim))


@check("no slices at all stay none", points=1, needs=(shares, logarithms))
def empty(impl, ref, draw):
    for shape, dim in [((0, 3), 1), ((2, 0, 3), -1), ((4, 0), 0)]:
        x = draw.normal(*shape)
        close(impl.softmax(x, dim), ref.softmax(x, dim))
        close(impl.log_softmax(x, dim), ref.log_softmax(x, dim))


@check("the arguments stay as they are", points=1, needs=(shares, logarithms))
def pure(impl, ref, draw):
    keeps_arguments(impl.softmax, draw.normal(2, 3), 1)
    keeps_arguments(impl.log_softmax, draw.normal(2, 3), 1)
