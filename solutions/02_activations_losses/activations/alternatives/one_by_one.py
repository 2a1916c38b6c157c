"""Python's own floats, one entry at a time, as the prompt has it."""

import math

import torch


def each(x, f):
    return torch.tensor([f(v) for v in x.flatten().tolist()], dtype=x.dtype, device=x.device).reshape(x.shape)


def sigmoid_of(v):
    if v < 0:
        return math.exp(v) / (1 + math.exp(v))
    return 1 / (1 + math.exp(-v))


def sigmoid(x):
    return each(x, sigmoid_of)


def tanh(x):
    return each(x, math.tanh)


def relu(x):
    return each(x, lambda v: max(v, 0.0))


def leaky_relu(x, negative_slope=0.01):
    return each(x, lambda v: v if v > 0 else negative_slope * v)


def dead_units(preactivations):
    columns = preactivations.T.tolist()
    return torch.tensor([not any(v > 0 for v in column) for column in columns], dtype=torch.bool)
